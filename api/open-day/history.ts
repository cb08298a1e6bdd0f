import type { InStatement } from '@libsql/client'
import { desc, eq, max } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import type { Condition } from '../../db/row.ts'
import { events } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'

const streamOf = (code: string) => `open-day/${code}`

/** What the desk did, as its history and the audit call it. */
const DID: Record<string, string> = {
  approve: '通过报名',
  refuse: '不通过报名',
  change: '代为改报名',
  cancel: '代为取消报名',
  reissue: '补发凭证',
  message: '给报名的人发消息',
  seat: '排座位',
  door: '开签到口',
  'revoke-door': '收回签到口',
}
export const labelOf = (action: string) => DID[action] ?? '办理开放日'

interface Doing {
  action: keyof typeof DID
  /** Ids and codes; never a name, a telephone or what somebody wrote. */
  data: Record<string, unknown>
}

/** The events of an open day that are written with something: as statements, on a condition, and under which number. */
type Writing = (event: (when?: Condition) => InStatement[], n: number) => Promise<unknown>

const TRIES = 20
const numberTaken = (error: unknown) => error instanceof Error && /constraint failed: events\./i.test(error.message)

/** Writes what was done to an open day in the commit that does it; where somebody else took its number, once more. */
export async function recorded(
  { store }: { store: Store },
  code: string,
  { action, data }: Doing,
  actor: Actor,
  now: Date,
  write: Writing,
): Promise<void> {
  const stream = streamOf(code)
  for (let left = TRIES; left > 0; left--) {
    const last = await store.read
      .select({ n: max(events.n) })
      .from(events)
      .where(eq(events.stream, stream))
      .get()
    const n = (last?.n ?? 0) + 1
    const event = { stream, n, at: now, actor: actorOf(actor), action, data, state: {} }
    try {
      await write((when) => append(event, when).statements, n)
      return
    } catch (error) {
      if (!numberTaken(error)) throw error
    }
  }
  throw new Refusal('unavailable', { retryAfter: 5 })
}

const SHOWN = 100

/** The newest that was done to an open day, the newest first. */
export const historyOf = ({ read }: Store, code: string) =>
  read
    .select()
    .from(events)
    .where(eq(events.stream, streamOf(code)))
    .orderBy(desc(events.n))
    .limit(SHOWN)
