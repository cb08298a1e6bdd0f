import { setImmediate as turn } from 'node:timers/promises'
import { eq, inArray } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { accesses, cases, caseTexts, identities } from '../../db/schema.ts'
import { openDetails } from '../case/details.ts'
import { guarded, type Reading, reading, tells } from '../case/guarded.ts'
import { reach } from '../case/reach.ts'
import type { Rulebook } from '../case/rulebook.ts'
import { mask } from '../case/search.ts'
import { scope } from '../case/visibility.ts'
import type { Deps } from '../context.ts'
import { type FieldError, Refusal } from '../refusal.ts'
import { numbersIn } from '../special/grouping.ts'
import type { Actor } from '../staff/actor.ts'

type World = Pick<Deps, 'store' | 'secrets'>

/** A text somebody outside the bureau will read. `dated`: it may name days, as what is demanded by when does. */
export interface Spoken {
  path: string
  title: string
  text: string
  dated?: true
}

/** So many cases are read together, and so many looked at in one go. */
const A_ROUND = 100
const A_TURN = 2

const DAY = /(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]|(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/g

/** A text without its days, but for the one on which a case happened. */
const withoutOtherDays = (text: string, happenedOn: string | null) =>
  text.normalize('NFKC').replace(DAY, (said, _year, month, day, _y, m, d) => {
    const on = `${String(month ?? m).padStart(2, '0')}-${String(day ?? d).padStart(2, '0')}`
    return happenedOn?.endsWith(on) ? said : ' '
  })

/** The numbers of the cases a document rests on, as typed; one that may not be read does not exist, sealed ones for nobody. */
export async function casesOf({ store }: World, typed: readonly string[], actor: Actor): Promise<string[]> {
  const rows = await Promise.all(typed.map((one) => reach(store, one, actor)))
  const faults = rows.flatMap((row, i): FieldError[] =>
    row && row.lane !== 'sealed' ? [] : [{ path: `cases.${i}`, message: `第${i + 1}个编号没有对应的办件，请核对` }],
  )
  if (faults.length > 0) throw new Refusal('invalid', { fields: faults })
  return [...new Set(rows.flatMap((row) => row?.no ?? []))]
}

/** All cases a document may tell of: those it rests on, and those under its special supervision as far as the writer reads them. */
export async function told(
  world: World,
  typed: readonly string[],
  special: string | null,
  actor: Actor,
): Promise<string[]> {
  const named = await casesOf(world, typed, actor)
  const within = special === null ? null : scope(actor)
  return special === null || !within
    ? named
    : [...new Set([...named, ...(await numbersIn(world.store, within, special))])]
}

/** What texts are held against of so many cases: read together, for a special supervision may have thousands. */
async function heldOf({ store, secrets }: World, nos: readonly string[]) {
  const { no, category, appears, happenedOn } = cases
  const rows = await store.read
    .select({ row: { no, category, appears, happenedOn }, text: caseTexts, identity: identities })
    .from(cases)
    .innerJoin(caseTexts, eq(caseTexts.no, no))
    .leftJoin(identities, eq(identities.no, no))
    .where(inArray(no, [...nos]))
  return rows.map(({ row, text, identity }) => ({
    row,
    account: text.account,
    details: openDetails(secrets, row.no, { keyId: text.keyId, sealed: text.details }),
    identity: identity ?? undefined,
  }))
}

/** What in these texts would give the senders of the cases away, each with what to do about it. */
async function tellingIn(
  world: World,
  texts: readonly Spoken[],
  nos: readonly string[],
  book: Rulebook,
): Promise<FieldError[]> {
  const faults = new Map<string, FieldError>()
  const add = (path: string, message: string) => faults.set(`${path} ${message}`, { path, message })
  for (const { path, title, text, dated } of texts) {
    const plain = dated ? withoutOtherDays(text, null) : text
    if (mask(plain, []) !== plain.normalize('NFKC').toLowerCase())
      add(path, `${title}里有电话、证件号、车牌或其他号码，请删去`)
  }
  const read = new Map<string, Reading>()
  const readOnce = (text: string) => {
    const known = read.get(text) ?? reading(text, book)
    read.set(text, known)
    return known
  }
  for (let from = 0; from < nos.length; from += A_ROUND)
    for (const [i, held] of (await heldOf(world, nos.slice(from, from + A_ROUND))).entries()) {
      // Others are served between.
      if (i % A_TURN === 0) await turn()
      const own = guarded(held, world.secrets, held.identity, book)
      for (const { path, title, text, dated } of texts) {
        const said = readOnce(dated ? withoutOtherDays(text, held.row.happenedOn) : text)
        for (const message of [...said.forms, ...tells(said, own)])
          add(path, message.replace('摘要', title).replace(/；要说明时间，.*$/, ''))
      }
    }
  return [...faults.values()]
}

/** Refuses texts that tell who spoke. That it was tried is written down: refusals must not be asked for names unseen. */
export async function refuseTelling(
  world: World,
  texts: readonly Spoken[],
  nos: readonly string[],
  book: Rulebook,
  actor: Actor,
  now: Date,
): Promise<void> {
  const faults = await tellingIn(world, texts, nos, book)
  if (faults.length === 0) return
  const at = now.getTime()
  const tried = nos.map((no) => insert(accesses, { at, person: actor.login, no, what: 'directive', why: 'refused' }))
  for (let from = 0; from < tried.length; from += A_ROUND)
    await world.store.writes.commit(tried.slice(from, from + A_ROUND))
  throw new Refusal('invalid', { fields: faults })
}
