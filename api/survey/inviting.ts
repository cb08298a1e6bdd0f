import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { InStatement } from '@libsql/client'
import { append } from '../case/event.ts'
import type { Deps } from '../context.ts'
import { type Channel, channelsOf } from '../notice/channels.ts'
import { dayStart } from '../publication/force.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { readPlain } from '../workbook/plain.ts'
import { addressesIn, type Read } from './address.ts'
import { type Found, refuseUnless, stream, unmoved } from './found.ts'
import { sealLetter } from './letter.ts'
import { ORDINARY } from './survey.ts'
import { newToken, tokenDigest } from './token.ts'

type World = Pick<Deps, 'store' | 'secrets' | 'env'>

/** Nobody mends a hundred lines from one screen. */
const MOST_SAID = 20

/** So many are made before others have their turn. */
const PIECE = 250

/** Takes tokens into a survey with the event that says how many, in few statements however many there are. */
async function admit(
  { store }: World,
  { row }: Found,
  hashes: readonly string[],
  act: { action: 'letters' | 'invite'; data: Record<string, unknown>; actor: Actor; now: Date },
  more: (when: ReturnType<typeof unmoved>) => InStatement[],
) {
  const { code, n, status } = row
  const when = unmoved(row)
  const event = append(
    {
      stream: stream(code),
      n: n + 1,
      at: act.now,
      actor: actorOf(act.actor),
      action: act.action,
      data: act.data,
      state: { status },
    },
    when,
  )
  const [appended] = await store.writes.commit([
    ...event.statements,
    {
      sql: `insert into survey_tokens (survey, hash, used) select ?, value, 0 from json_each(?) where ${when.sql}`,
      args: [code, JSON.stringify(hashes), ...when.args],
    },
    ...more(when),
    {
      sql: 'update surveys set invited = invited + ?, n = n + 1 where code = ? and n = ?',
      args: [hashes.length, code, n],
    },
  ])
  if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}

/** More than was approved would be whom one person picks. */
function refuseBeyond({ foreseen, invited }: Found['row'], more: number, path: 'count' | 'list') {
  const most = foreseen ?? ORDINARY
  if (invited + more <= most) return
  const message = `批准的是最多邀请${most}人，已经邀请${invited}人，再加${more}人就超过了。请减少人数；确实要多邀请的，另起草一次测评，报局领导批准`
  throw new Refusal('invalid', { fields: [{ path, message }] })
}

/** Makes tokens to be printed. They are answered once and kept nowhere. */
export async function print(
  world: World,
  found: Found,
  count: number,
  actor: Actor,
  now: Date,
  also: (tokens: string[], when: ReturnType<typeof unmoved>) => InStatement[],
): Promise<string[]> {
  refuseUnless(found, 'letters', actor, now)
  refuseBeyond(found.row, count, 'count')
  const tokens = Array.from({ length: count }, newToken)
  const hashes = tokens.map((token) => tokenDigest(world.secrets, found.row.code, token))
  await admit(world, found, hashes, { action: 'letters', data: { count }, actor, now }, (when) => also(tokens, when))
  return tokens
}

const judged = (read: Read): Read => {
  const { wrong } = read
  if (wrong.length === 0) return read
  const rest = wrong.length - MOST_SAID
  const said = rest > 0 ? [...wrong.slice(0, MOST_SAID), `还有${rest}行有错`] : wrong
  throw new Refusal('invalid', { fields: said.map((message) => ({ path: 'list', message })) })
}

const waysOf = ({ env }: World): Channel[] => [...channelsOf(env).keys()]

/** A list as it was pasted, a line an address. */
export const pasted = (world: World, text: string): Read =>
  judged(
    addressesIn(
      text.split(/\r\n?|\n/).map((line) => line.split(/[,，;；\t]/)),
      waysOf(world),
    ),
  )

/** A list as a file. */
export async function filed(world: World, bytes: Uint8Array, name: string): Promise<Read> {
  const plain = await readPlain(bytes, /\.[a-z]+$/i.test(name) ? name : `${name}.csv`)
  if ('refused' in plain) throw new Refusal('invalid', { fields: [{ path: 'list', message: plain.refused }] })
  const broken = new Map(plain.broken.map(({ row, message }) => [row, message]))
  return judged(addressesIn(plain.rows, waysOf(world), broken))
}

/** Owes each address an invitation; the addresses leave with it. What is said of it is numbers. */
export async function invite(
  world: World,
  found: Found,
  { addresses, repeated }: Read,
  actor: Actor,
  now: Date,
  also: (when: ReturnType<typeof unmoved>) => InStatement[],
): Promise<{ invited: number; repeated: number }> {
  refuseUnless(found, 'invite', actor, now)
  refuseBeyond(found.row, addresses.length, 'list')
  const { code, opensOn } = found.row
  const next = Math.max(now.getTime(), dayStart(opensOn))
  const hashes: string[] = []
  const letters: [id: string, sealed: string][] = []
  for (const [i, address] of addresses.entries()) {
    if (i % PIECE === PIECE - 1) await turn()
    const token = newToken()
    hashes.push(tokenDigest(world.secrets, code, token))
    letters.push([
      randomBytes(16).toString('base64url'),
      sealLetter(world.secrets, code, { ...address, token }).toString('hex'),
    ])
  }
  const sms = addresses.filter(({ channel }) => channel === 'sms').length
  const data = { invited: letters.length, repeated, sms, mail: letters.length - sms }
  // In the order of their digests: where a token lies tells nothing of where an address stood.
  await admit(world, found, hashes.sort(), { action: 'invite', data, actor, now }, (when) => [
    {
      sql: `insert into survey_letters (survey, id, sealed, tries, next)
        select ?, value ->> 0, unhex(value ->> 1), 0, ? from json_each(?) where ${when.sql}`,
      args: [code, next, JSON.stringify(letters), ...when.args],
    },
    ...also(when),
  ])
  return { invited: letters.length, repeated }
}
