import { randomBytes } from 'node:crypto'
import { createClient } from '@libsql/client'
import { createChallenge, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { drizzle } from 'drizzle-orm/libsql'
import { ATTEMPTS, COST, LASTS, signing } from '../../api/antibot/challenge.ts'
import type { Deps } from '../../api/context.ts'
import { once } from '../../api/once.ts'
import { type Day, dayOf, prepare } from '../../api/open-day/day.ts'
import { register } from '../../api/open-day/register.ts'
import { publish } from '../../api/publication/store.ts'
import type { Secrets } from '../../api/secrets.ts'
import type { Group, OpenDay } from '../../content/kinds/open-day.ts'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import * as schema from '../../db/schema.ts'
import { openDay, visitor } from '../open-day/made.ts'

const DAY = 86_400_000
/** An instant as an open day says it: the minute in the city. */
export const minuteOf = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 16)

/** An open day of the coming week, with so many seats, whose registration opens at an instant. */
export function coming(code: string, seats: Partial<Record<Group, number>>, opens: number): OpenDay {
  const day = openDay(code, seats)
  const date = minuteOf(opens + 7 * DAY).slice(0, 10)
  return {
    ...day,
    opens: minuteOf(opens),
    closes: minuteOf(opens + 3 * DAY),
    sessions: day.sessions.map((session) => ({
      ...session,
      checkIn: `${date}T08:45`,
      starts: `${date}T09:00`,
      ends: `${date}T11:30`,
    })),
  }
}

export const published = (store: Store, days: readonly OpenDay[], now: Date) =>
  publish(
    store,
    days.map((data) => ({
      kind: 'open-day' as const,
      code: data.code,
      from: minuteOf(now.getTime()).slice(0, 10),
      data,
    })),
    { proposed: 'editor', published: 'publisher' },
    now,
  )

/** Proofs of work that the server will find good: made where the answer is known, so that nobody searches for it. */
export const proofs = (secrets: Secrets, n: number, now: Date) =>
  Promise.all(
    Array.from({ length: n }, async () => {
      const counter = ATTEMPTS.least
      const challenge = await createChallenge({
        algorithm: 'PBKDF2/SHA-256',
        cost: COST,
        counter,
        deriveKey,
        expiresAt: new Date(now.getTime() + LASTS),
        ...signing(secrets),
      })
      const solution = await solveChallenge({ challenge, deriveKey, counterStart: counter })
      return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64')
    }),
  )

/** A file that a server works on, for looking into. */
export const seen = (file: string) => ({
  deps: { store: { read: drizzle(createClient({ url: `file:${file}` }), { schema, casing: 'snake_case' }) } },
})

export const keys = (n: number) => Array.from({ length: n }, () => randomBytes(16).toString('hex'))

/** An open day that is open, with its seats ready to be counted. */
export async function opened(store: Store, now: Date): Promise<Day> {
  await published(store, [coming('KF-LIMIT', { resident: 30 }, now.getTime() - DAY)], now)
  const day = (await dayOf(store, 'KF-LIMIT', now)) as Day
  await prepare(store, day)
  return day
}

/** Registers so many as the API does it, each with a key and a proof. */
export async function takeIn(deps: Deps, day: Day, n: number) {
  const now = deps.now()
  await prepare(deps.store, day)
  for (const key of keys(n)) {
    const asked = visitor()
    const paid = insert(schema.spent, { challenge: key, expiresAt: now.getTime() + LASTS })
    await once(deps, key, day.data.code, asked, now, (remember) =>
      register(deps, day, asked, now, { marks: [], demo: true, also: (issued) => [paid, ...remember(issued)] }),
    )
  }
}
