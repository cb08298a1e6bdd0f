import { createHash, timingSafeEqual } from 'node:crypto'
import { and, desc, eq, inArray } from 'drizzle-orm'
import type * as z from 'zod'
import { cases, identities } from '../../db/schema.ts'
import { readNumber, readRecoveryCode, recoveryCode } from '../case/number.ts'
import type { Deps } from '../context.ts'
import { faultOf } from '../log.ts'
import { type Channel, channelsOf, whyNot } from '../notice/channels.ts'
import { addressOf } from '../notice/outbox.ts'
import { RECOVERY } from '../notice/words.ts'
import { originOf } from '../pages.ts'
import type { Recover } from './recovery.ts'

const QUARTER = 15 * 60_000

/**
 * The one-time code of a case for a quarter of an hour. It is worked out and nowhere kept; it depends on the query code
 * in force, so that it opens nothing once it was used.
 */
function codeOf(secrets: Deps['secrets'], no: string, codeHash: string, quarter: number): string {
  const [, digest = ''] = secrets.digest('recover', `${no}\n${codeHash}\n${quarter}`).split('.')
  return recoveryCode(Buffer.from(digest, 'base64url'))
}

const quarterOf = (now: Date) => Math.floor(now.getTime() / QUARTER)

/** Whether a typed code is the one sent in this quarter of an hour or the last; the same work whatever the answer. */
export function opens(secrets: Deps['secrets'], typed: string, no: string, codeHash: string, now: Date): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const given = digest(readRecoveryCode(typed) ?? '')
  const right = [0, 1].map((ago) => timingSafeEqual(given, digest(codeOf(secrets, no, codeHash, quarterOf(now) - ago))))
  return right.includes(true)
}

/**
 * Sends the code to where the sender can be reached, if there is such a sender. Nobody waits for it: the answer was given
 * before anything was looked up, so that neither its words nor its time tell whether a telephone is known here.
 */
export async function sendCode(deps: Deps, { phone: typed, no }: z.output<typeof Recover>, now: Date): Promise<void> {
  const { store, secrets, env, limits, log } = deps
  const at = now.getTime()
  // Whoever asks for somebody else floods nobody: a few messages a day, and no word that there were too many.
  const target = secrets.digest('phone', typed)
  if (limits.wait('recover_phone', target, at) > 0) return
  limits.count('recover_phone', target, at)
  try {
    const number = no && readNumber(no)
    const found = await store.read
      .select({ no: cases.no, codeHash: cases.codeHash })
      .from(identities)
      .innerJoin(cases, eq(cases.no, identities.no))
      .where(
        and(inArray(identities.phoneIndex, secrets.digests('phone', typed)), number ? eq(cases.no, number) : undefined),
      )
      .orderBy(desc(cases.receivedAt))
      .limit(1)
      .get()
    if (!found) return
    const code = codeOf(secrets, found.no, found.codeHash, quarterOf(now))
    for (const [channel, send] of channelsOf(env)) {
      const to = await addressOf(deps, found.no, channel)
      if (!to) continue
      const id = idOf(secrets, found.no, code, channel)
      const text = RECOVERY.text(found.no, code, originOf(env))
      return await send({ id, to, subject: RECOVERY.subject, text }, now)
    }
  } catch (error) {
    log.warn({ why: whyNot(error), error: faultOf(error) }, 'a recovery code was not taken')
  }
}

const idOf = (secrets: Deps['secrets'], no: string, code: string, channel: Channel) =>
  secrets.digest('notice', `${no}/${code}/${channel}`).split('.')[1]?.slice(0, 32) ?? ''
