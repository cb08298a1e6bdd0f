import { count, desc, eq, inArray } from 'drizzle-orm'
import * as z from 'zod'
import type { Store } from '../../db/open.ts'
import { deliveries, jobs, registrationNotices, retentions, staffDigests } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { channelsOf } from '../notice/channels.ts'
import { Refusal } from '../refusal.ts'
import { JOBS, type JobName } from './job.ts'

/** A job that has not run for so many of its rounds stands still. */
const LATE = 5 * 60_000

const CHANNEL = { sms: '短信', mail: '邮件' } as const
const WHY: Record<string, string> = {
  timeout: '对方没有及时回应',
  no_channel: '没有配置这种发送方式',
  rejected: '对方拒收',
  ECONNREFUSED: '连不上对方',
  ENOTFOUND: '找不到对方的地址',
  EAUTH: '账号或密码不对',
  fault: '别的原因',
}
const whyOf = (error: string | null) =>
  error === null ? '' : (WHY[error] ?? (/^http_\d{3}$/.test(error) ? `对方回应${error.slice(5)}` : error))

/** What waits or was given up of one outbox, counted by why. */
const counted = ({ read }: Store, table: typeof deliveries | typeof registrationNotices) =>
  read
    .select({ channel: table.channel, state: table.state, error: table.error, n: count() })
    .from(table)
    .where(inArray(table.state, ['owed', 'failed']))
    .groupBy(table.channel, table.state, table.error)

/** Outboxes to people outside, whose rows are never shown one by one. */
const OUTSIDE = { sender: 'deliveries', registrant: 'registration_notices' } as const

/** Jobs, outboxes and what was given up; of what goes outside only counts and codes, never whom it is for. */
export async function healthOf({ store }: Pick<Deps, 'store'>, now: Date) {
  const rows = await store.read.select().from(jobs)
  const [sender, registrant, staff, failed, erasing] = await Promise.all([
    counted(store, deliveries),
    counted(store, registrationNotices),
    store.read
      .select({ channel: staffDigests.channel, state: staffDigests.state, n: count() })
      .from(staffDigests)
      .where(inArray(staffDigests.state, ['owed']))
      .groupBy(staffDigests.channel, staffDigests.state),
    store.read
      .select()
      .from(staffDigests)
      .where(eq(staffDigests.state, 'failed'))
      .orderBy(desc(staffDigests.at))
      .limit(100),
    store.read.select({ n: count() }).from(retentions).where(eq(retentions.state, 'erasing')).get(),
  ])
  const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  const outside = [
    ...sender.map((row) => ({ ...row, whom: 'sender' as const })),
    ...registrant.map((row) => ({ ...row, whom: 'registrant' as const })),
  ]
  return {
    jobs: (Object.keys(JOBS) as JobName[]).map((name) => {
      const row = rows.find((r) => r.name === name)
      return {
        name,
        label: JOBS[name],
        ended: instant(row?.ended ?? null),
        next: instant(row?.next || null),
        ms: row?.ms ?? null,
        error: row?.error ?? null,
        failures: row?.failures ?? 0,
        late: row !== undefined && row.until < now.getTime() && now.getTime() - row.next > LATE,
      }
    }),
    waiting: [
      ...outside
        .filter((s) => s.state === 'owed')
        .map(({ whom, channel, n }) => ({ whom, channel: CHANNEL[channel], n })),
      ...staff.map((s) => ({ whom: 'staff' as const, channel: CHANNEL[s.channel], n: s.n })),
    ],
    /** Grouped, for a number would lead to a case. */
    lost: outside
      .filter((s) => s.state === 'failed')
      .map((s) => ({
        whom: s.whom,
        channel: s.channel,
        label: CHANNEL[s.channel],
        error: s.error ?? 'fault',
        why: whyOf(s.error),
        n: s.n,
      })),
    failed: failed.map((d) => ({
      id: d.id,
      channel: d.channel,
      label: CHANNEL[d.channel],
      person: d.person,
      error: d.error ?? 'fault',
      why: whyOf(d.error),
      tries: d.tries,
      at: new Date(d.at).toISOString(),
    })),
    erasing: erasing?.n ?? 0,
  }
}

/** Which of what was given up is to be tried again: one digest, or all to people outside with one reason. */
export const Retry = z
  .strictObject({
    whom: z.enum(['sender', 'registrant', 'staff'], { error: '请选择重发给谁' }),
    channel: z.enum(['sms', 'mail'], { error: '请选择发送方式' }),
    error: z.string().max(40, '原因不对').optional(),
    id: z
      .string()
      .regex(/^[\w-]{16}$/, '没有这条通知')
      .optional(),
  })
  .refine((said) => (said.whom === 'staff' ? said.id !== undefined : said.error !== undefined), {
    path: ['id'],
    error: '请选择重发哪一条',
  })
export type Retry = z.output<typeof Retry>

/** Puts it back among what is owed, with all its tries. */
export async function retry(deps: Pick<Deps, 'store' | 'env'>, said: Retry, now: Date): Promise<void> {
  if (!channelsOf(deps.env).has(said.channel)) throw new Refusal('not_now')
  const again = async (store: Store, sql: string, ...args: string[]) =>
    (await store.writes.commit([{ sql, args: [now.getTime(), ...args] }]))[0]?.rowsAffected ?? 0
  const n =
    said.whom === 'staff'
      ? await again(
          deps.store,
          "update staff_digests set state = 'owed', tries = 0, next = ? where state = 'failed' and channel = ? and id = ?",
          said.channel,
          said.id ?? '',
        )
      : await again(
          deps.store,
          `update ${OUTSIDE[said.whom]} set state = 'owed', tries = 0, next = ? where state = 'failed' and channel = ? and coalesce(error, 'fault') = ?`,
          said.channel,
          said.error ?? '',
        )
  if (n === 0) throw new Refusal('not_found')
}
