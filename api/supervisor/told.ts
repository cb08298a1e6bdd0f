import * as z from 'zod'
import { today } from '../case/deadline.ts'
import type { Deps } from '../context.ts'
import { openApplication } from './application.ts'
import type { Applied } from './apply.ts'
import { bodiesOf, callsOf } from './calls.ts'
import { ENDED, OBJECTION, openObjection } from './objection.ts'
import { GROUP } from './supervisor.ts'
import { allowed, LIVE, STATE, type State } from './workflow.ts'

type World = Pick<Deps, 'store' | 'secrets'>
export const ApplicationAnswer = z
  .object({
    state: z.enum(Object.keys(STATE) as State[]),
    label: z.string(),
    call: z.object({ code: z.string(), name: z.string() }).optional(),
    groupLabel: z.string(),
    areas: z.array(z.string()),
    at: z.string(),
    changedAt: z.string(),
    /** The days in which anybody may object. */
    publicity: z.object({ from: z.string(), to: z.string(), open: z.boolean() }).optional(),
    term: z.object({ from: z.string(), to: z.string(), number: z.string().optional() }).optional(),
    /** Why it was refused, or why somebody was suspended or dismissed. */
    reason: z.string().optional(),
    listed: z.boolean(),
    may: z.array(z.enum(['withdraw', 'list'])),
  })
  .meta({ ref: 'SupervisorApplication' })
/** States whose reason is read by whom they are about. */
const SPOKEN: readonly State[] = ['refused', 'suspended', 'dismissed']
/** An application as its holder sees it. Name and telephone are not said back: whoever finds a ticket learns neither. */
export async function toldOf(
  { store, secrets }: World,
  row: Applied,
  now: Date,
): Promise<z.infer<typeof ApplicationAnswer>> {
  const [bodies, calls] = await Promise.all([bodiesOf(store, now), callsOf(store, now)])
  const { state, publicFrom, publicTo, from, to, number, listed } = row
  const on = today(now)
  const call = row.call === null ? undefined : calls.find(({ code }) => code === row.call)
  const reason = SPOKEN.includes(state) ? openApplication(secrets, row)?.reason : undefined
  return {
    state,
    label: STATE[state],
    ...(call && { call: { code: call.code, name: call.name } }),
    groupLabel: GROUP[row.group],
    areas: row.areas.map((area) => bodies.get(area)?.name ?? area),
    at: new Date(row.at).toISOString(),
    changedAt: new Date(row.changedAt).toISOString(),
    ...(state === 'publicity' &&
      publicFrom !== null &&
      publicTo !== null && {
        publicity: { from: publicFrom, to: publicTo, open: publicFrom <= on && on <= publicTo },
      }),
    ...(from !== null && to !== null && { term: { from, to, ...(number !== null && { number }) } }),
    ...(reason !== undefined && { reason }),
    listed,
    may: [
      ...(allowed(state, ['holder']).includes('withdraw') ? (['withdraw'] as const) : []),
      ...(LIVE.some((live) => live === state) ? (['list'] as const) : []),
    ],
  }
}
export const ObjectionAnswer = z
  .object({
    state: z.enum(Object.keys(OBJECTION) as (keyof typeof OBJECTION)[]),
    label: z.string(),
    at: z.string(),
    decidedAt: z.string().optional(),
    answer: z.string().optional(),
  })
  .meta({ ref: 'SupervisorObjection' })
/** An objection as whoever sent it sees it: not its words, and not about whom. */
export function objectionTold({ secrets }: Pick<World, 'secrets'>, row: Parameters<typeof openObjection>[1] & Found) {
  const decided = row.state === 'open' ? undefined : openObjection(secrets, row)?.answer
  const answer = row.state === 'ended' ? ENDED : decided
  return {
    state: row.state,
    label: OBJECTION[row.state],
    at: new Date(row.at).toISOString(),
    ...(row.decidedAt !== null && { decidedAt: new Date(row.decidedAt).toISOString() }),
    ...(answer !== undefined && { answer }),
  }
}
interface Found {
  state: keyof typeof OBJECTION
  at: number
  decidedAt: number | null
}
