import type { InStatement } from '@libsql/client'
import { and, eq } from 'drizzle-orm'
import * as z from 'zod'
import type { Condition } from '../../db/row.ts'
import { objections } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { whole, words } from '../vocabulary.ts'
import { type Found, objectionStream, type World } from './found.ts'
import { openObjection, sealObjection } from './objection.ts'
import { mayLook } from './visibility.ts'

/** What came of an objection. */
export const DECISION = { upheld: '异议成立，不再聘任', dismissed: '异议不成立，继续' } as const
export const Deciding = z.strictObject({
  n: whole(1, 999_999_999, '请刷新页面后再办'),
  decision: z
    .enum(Object.keys(DECISION) as (keyof typeof DECISION)[], { error: '请选择成立还是不成立' })
    .meta({ title: '核实的结果', kind: 'choice', labels: DECISION }),
  answer: words(5, 1000, '核实的情况').meta({
    title: '核实的情况（提出的人会看到）',
    kind: 'long',
    hint: '写清楚核实了什么、依据是什么。不要写提出的人是谁。',
    maxLength: 1000,
  }),
})
export type Deciding = z.output<typeof Deciding>

/** Decides an objection, once. The words go to whoever made it, and lie with theirs. */
export async function decide(
  world: World,
  { objections: against }: Found,
  id: string,
  { n, decision, answer }: Deciding,
  actor: Actor,
  now: Date,
  also: (when: Condition) => InStatement[],
): Promise<void> {
  if (!mayLook(actor)) throw new Refusal('not_yours')
  const row = against.find((one) => one.id === id)
  const said = row && openObjection(world.secrets, row)
  if (!row || !said) throw new Refusal('not_found')
  if (row.n !== n) throw new Refusal('moved_meanwhile')
  if (row.state !== 'open') throw new Refusal('not_now')
  const when: Condition = {
    sql: "exists (select 1 from objections where id = ? and n = ? and state = 'open')",
    args: [id, n],
  }
  const event = append(
    {
      stream: objectionStream(id),
      n: n + 1,
      at: now,
      actor: actorOf(actor),
      action: 'decide',
      data: { decision },
      state: { state: decision },
    },
    when,
  )
  const [written] = await world.store.writes.commit([
    ...event.statements,
    ...also(when),
    world.store.read
      .update(objections)
      .set({
        state: decision,
        n: n + 1,
        decidedAt: now.getTime(),
        ...sealObjection(world.secrets, id, { ...said, answer }),
      })
      .where(and(eq(objections.id, id), eq(objections.n, n), eq(objections.state, 'open'))),
  ])
  if (written?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}
