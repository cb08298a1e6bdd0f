import type { InStatement } from '@libsql/client'
import { and, eq, inArray, lte } from 'drizzle-orm'
import { surveyLetters, surveys } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { channelsOf, whyNot } from '../notice/channels.ts'
import { PAUSES } from '../notice/delivery.ts'
import { isOpen } from '../notice/hours.ts'
import { INVITATION } from '../notice/words.ts'
import { originOf } from '../pages.ts'
import type { Secrets } from '../secrets.ts'
import type { Address } from './address.ts'
import { tokenDigests } from './token.ts'

type World = Pick<Deps, 'store' | 'secrets' | 'env' | 'log'>

/** An invitation still to be sent. */
interface Letter extends Address {
  token: string
}

/** All of one size: a long address is not known by its length. */
const SIZE = 256
const bound = (survey: string) => `survey/${survey}/letter`

export function sealLetter(secrets: Secrets, survey: string, letter: Letter): Buffer {
  const { keyId, sealed } = secrets.seal('notice', bound(survey), JSON.stringify(letter).padEnd(SIZE))
  return Buffer.concat([Buffer.from(`${keyId}.`), sealed])
}

function opened(secrets: Secrets, survey: string, blob: Buffer): Letter | undefined {
  const dot = blob.indexOf('.')
  const sealed = { keyId: blob.subarray(0, dot).toString(), sealed: blob.subarray(dot + 1) }
  try {
    return JSON.parse(secrets.open('notice', bound(survey), sealed)) as Letter
  } catch {
    return undefined
  }
}

/** Whoever took a letter and died gives it back by this. */
const LEASE = 2 * 60_000
const AT_ONCE = 4
const A_TURN = 400

/** A round of sending, in the hours in which nobody is disturbed. */
export async function letterTurn(world: World, now: Date): Promise<void> {
  const { store, env } = world
  if (channelsOf(env).size === 0 || !(await isOpen(world, now))) return
  const due = await store.read
    .select({ survey: surveyLetters.survey, id: surveyLetters.id })
    .from(surveyLetters)
    .where(lte(surveyLetters.next, now.getTime()))
    .limit(A_TURN)
  if (due.length === 0) return
  const running = await store.read
    .select()
    .from(surveys)
    .where(inArray(surveys.code, [...new Set(due.map(({ survey }) => survey))]))
  const of = new Map(running.map((row) => [row.code, row]))
  const next = async (): Promise<void> => {
    const one = due.shift()
    if (!one) return
    const row = of.get(one.survey)
    // What goes wrong with one must not keep the others waiting.
    if (row)
      await send(world, row, one.id, now).catch((error: unknown) => {
        world.log.error({ survey: row.code, why: whyNot(error) }, 'an invitation was not dealt with')
      })
    await next()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
}

/**
 * One that does not open, as its key is lost or it is damaged, waits longer each time: the key may come back. Its token
 * is in it, so that nobody can take that away; at the end of the survey it is given up by number.
 */
function unreadable(world: World, row: typeof surveys.$inferSelect, id: string, tries: number, now: Date) {
  const { store, log } = world
  const survey = row.code
  log.error({ survey, tries }, 'an invitation cannot be opened: is a key of SECRET_KEY missing?')
  if (row.status === 'open') {
    const pause = PAUSES[Math.min(tries, PAUSES.length) - 1] ?? 0
    return store.writes.commit([
      {
        sql: 'update survey_letters set next = ? where survey = ? and id = ?',
        args: [now.getTime() + pause, survey, id],
      },
    ])
  }
  return store.writes.commit([
    {
      sql: 'update surveys set failed = failed + 1 where code = ? and exists (select 1 from survey_letters where survey = ? and id = ?)',
      args: [survey, survey, id],
    },
    { sql: 'delete from survey_letters where survey = ? and id = ?', args: [survey, id] },
  ])
}

/** Takes a letter away with its token, which lets nobody in any more and counts as no invitation. */
const withdrawn = (secrets: Secrets, survey: string, id: string, token: string, until: number): InStatement[] => {
  const there = 'exists (select 1 from survey_letters where survey = ? and id = ? and next = ?)'
  const hashes = tokenDigests(secrets, survey, token)
  const which = `survey = ? and hash in (${hashes.map(() => '?').join()}) and used = 0`
  return [
    {
      sql: `update surveys set failed = failed + 1, invited = invited - (select count(*) from survey_tokens where ${which})
        where code = ? and ${there}`,
      args: [survey, ...hashes, survey, survey, id, until],
    },
    { sql: `delete from survey_tokens where ${which} and ${there}`, args: [survey, ...hashes, survey, id, until] },
    { sql: 'delete from survey_letters where survey = ? and id = ? and next = ?', args: [survey, id, until] },
  ]
}

async function send(world: World, row: typeof surveys.$inferSelect, id: string, now: Date) {
  const { store, secrets, env, log } = world
  const survey = row.code
  const until = now.getTime() + LEASE
  // Two who reach for it at once: the second finds it lent.
  const [held] = await store.writes.commit([
    {
      sql: 'update survey_letters set tries = tries + 1, next = ? where survey = ? and id = ? and next <= ? returning tries',
      args: [until, survey, id, now.getTime()],
    },
  ])
  const tries = Number(held?.rows[0]?.tries ?? 0)
  if (tries === 0) return
  const [kept] = await store.read
    .select()
    .from(surveyLetters)
    .where(and(eq(surveyLetters.survey, survey), eq(surveyLetters.id, id)))
  if (!kept) return
  const letter = opened(secrets, survey, kept.sealed)
  if (!letter) return void (await unreadable(world, row, id, tries, now))
  const channel = channelsOf(env).get(letter.channel)
  // Over before it was sent, or the way out is gone: it is an invitation no more.
  if (row.status !== 'open' || !channel) {
    await store.writes.commit(withdrawn(secrets, survey, id, letter.token, until))
    return
  }
  try {
    await channel(
      {
        id: secrets.digest('notice', `survey/${id}`).split('.')[1]?.slice(0, 32) ?? '',
        to: letter.to,
        subject: INVITATION.subject,
        text: INVITATION.text({ ...row, token: letter.token, origin: originOf(env) }),
      },
      now,
    )
  } catch (error) {
    const pause = PAUSES[tries - 1]
    log.warn({ channel: letter.channel, why: whyNot(error), tries }, 'an invitation was not taken')
    await store.writes.commit(
      pause
        ? [
            {
              sql: 'update survey_letters set next = ? where survey = ? and id = ? and next = ?',
              args: [now.getTime() + pause, survey, id, until],
            },
          ]
        : withdrawn(secrets, survey, id, letter.token, until),
    )
    return
  }
  await store.writes.commit([
    {
      sql: 'update surveys set sent = sent + 1 where code = ? and exists (select 1 from survey_letters where survey = ? and id = ?)',
      args: [survey, survey, id],
    },
    { sql: 'delete from survey_letters where survey = ? and id = ?', args: [survey, id] },
  ])
}
