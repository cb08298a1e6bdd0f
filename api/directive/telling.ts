import { setImmediate as turn } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { accesses, identities } from '../../db/schema.ts'
import { faultsOf } from '../case/enquiry.ts'
import { reach } from '../case/reach.ts'
import type { Rulebook } from '../case/rulebook.ts'
import { mask } from '../case/search.ts'
import { type Found, find } from '../case/view.ts'
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

/** So many cases are looked at in one go. */
const A_TURN = 5

const DAY = /(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]|(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/g

/** A text without its days, but for the one on which a case happened. */
const withoutOtherDays = (text: string, happenedOn: string | null) =>
  text.normalize('NFKC').replace(DAY, (said, _year, month, day, _y, m, d) => {
    const on = `${String(month ?? m).padStart(2, '0')}-${String(day ?? d).padStart(2, '0')}`
    return happenedOn?.endsWith(on) ? said : ' '
  })

/** The cases a document rests on, as typed; one that may not be read does not exist, sealed ones for nobody. */
export async function casesOf(world: World, typed: readonly string[], actor: Actor): Promise<Found[]> {
  const faults: FieldError[] = []
  const found = new Map<string, Found>()
  for (const [i, one] of typed.entries()) {
    // A special supervision may have thousands.
    if (i % A_TURN === A_TURN - 1) await turn()
    const row = await reach(world.store, one, actor)
    const known = row && row.lane !== 'sealed' ? await find(world, row.no) : undefined
    if (!known) faults.push({ path: `cases.${i}`, message: `第${i + 1}个编号没有对应的办件，请核对` })
    else found.set(known.row.no, known)
  }
  if (faults.length > 0) throw new Refusal('invalid', { fields: faults })
  return [...found.values()]
}

/** All cases a document may tell of: those it rests on, and those under its special supervision as far as the writer reads them. */
export async function told(
  world: World,
  typed: readonly string[],
  special: string | null,
  actor: Actor,
): Promise<Found[]> {
  const named = await casesOf(world, typed, actor)
  const within = special === null ? null : scope(actor)
  if (special === null || !within) return named
  const known = new Set(named.map(({ row }) => row.no))
  const more = (await numbersIn(world.store, within, special)).filter((no) => !known.has(no))
  return [...named, ...(await casesOf(world, more, actor))]
}

/** What in these texts would give the senders of the cases away, each with what to do about it. */
async function tellingIn(
  world: World,
  texts: readonly Spoken[],
  cases: readonly Found[],
  book: Rulebook,
): Promise<FieldError[]> {
  const faults = new Map<string, FieldError>()
  const add = (path: string, message: string) => faults.set(`${path} ${message}`, { path, message })
  const senders = await Promise.all(
    cases.map(({ row }) => world.store.read.select().from(identities).where(eq(identities.no, row.no)).get()),
  )
  // The finder goes through each text once for all cases, as long as nobody else asks it; others are served between.
  for (const { path, title, text, dated } of texts) {
    const plain = dated ? withoutOtherDays(text, null) : text
    if (mask(plain, []) !== plain.normalize('NFKC').toLowerCase())
      add(path, `${title}里有电话、证件号、车牌或其他号码，请删去`)
    for (const [i, found] of cases.entries()) {
      if (i % A_TURN === A_TURN - 1) await turn()
      const said = dated ? withoutOtherDays(text, found.row.happenedOn) : text
      for (const { message } of faultsOf(said, found, world.secrets, senders[i], book))
        add(path, message.replace('摘要', title).replace(/；要说明时间，.*$/, ''))
    }
  }
  return [...faults.values()]
}

/** Refuses texts that tell who spoke. That it was tried is written down: refusals must not be asked for names unseen. */
export async function refuseTelling(
  world: World,
  texts: readonly Spoken[],
  cases: readonly Found[],
  book: Rulebook,
  actor: Actor,
  now: Date,
): Promise<void> {
  const faults = await tellingIn(world, texts, cases, book)
  if (faults.length === 0) return
  const at = now.getTime()
  if (cases.length > 0)
    await world.store.writes.commit(
      cases.map(({ row }) =>
        insert(accesses, { at, person: actor.login, no: row.no, what: 'directive', why: 'refused' }),
      ),
    )
  throw new Refusal('invalid', { fields: faults })
}
