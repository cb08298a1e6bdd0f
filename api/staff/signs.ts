import { and, desc, eq, inArray } from 'drizzle-orm'
import * as z from 'zod'
import type { Store } from '../../db/open.ts'
import { events, misses } from '../../db/schema.ts'
import { called } from './called.ts'
import { ACTS } from './record.ts'

/** What of an account's history says who got in, and what put them out. */
const SIGNS = [
  'sign-in',
  'displaced',
  'sign-out',
  'revoke',
  'end',
  'password',
  'set-up',
  'factor-on',
  'factor-off',
  'factor-lost',
  'change',
  'term',
  'grant',
] as const satisfies (keyof typeof ACTS)[]
const MISSED = { password: '登录失败', factor: '密码对、动态验证码不对，登录失败' }
const SHOWN = 100

export const SignLog = z
  .object({
    items: z.array(
      z.object({
        at: z.string(),
        label: z.string(),
        device: z.string().nullable(),
        by: z.string().nullable(),
        times: z.int(),
        failed: z.boolean(),
      }),
    ),
    total: z.int(),
  })
  .meta({ ref: 'SignLog' })

/** Sign-ins, failed ones, sign-outs and forced ends of one account, newest first; no address is known (rulings.md 16). */
export async function signsOf(store: Store, login: string, now: Date): Promise<z.input<typeof SignLog>> {
  const [done, missed] = await Promise.all([
    store.read
      .select({ at: events.at, action: events.action, actor: events.actor, data: events.data })
      .from(events)
      .where(and(eq(events.stream, `person/${login}`), inArray(events.action, [...SIGNS])))
      .orderBy(desc(events.n))
      .limit(SHOWN),
    store.read.select().from(misses).where(eq(misses.person, login)).orderBy(desc(misses.last)).limit(SHOWN),
  ])
  const nameOf = await called(
    store,
    done.map(({ actor }) => actor.login),
    now,
  )
  const items = [
    ...done.map(({ at, action, actor, data }) => ({
      at,
      label: ACTS[action as keyof typeof ACTS],
      device: typeof data?.device === 'string' ? data.device : null,
      by: actor.login === login ? null : actor.login ? nameOf(actor.login) : '系统',
      times: 1,
      failed: false,
    })),
    ...missed.map(({ last, what, device, n }) => ({
      at: last,
      label: MISSED[what],
      device,
      by: null,
      times: n,
      failed: true,
    })),
  ]
    .sort((a, b) => b.at - a.at)
    .slice(0, SHOWN)
    .map((item) => ({ ...item, at: new Date(item.at).toISOString() }))
  return { items, total: items.length }
}
