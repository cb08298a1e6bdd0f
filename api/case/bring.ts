import type { InStatement } from '@libsql/client'
import { and, eq } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { caseBlind, people } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import type { Option } from '../form.ts'
import { labelOf, nameIn, redactionsOf } from '../redaction/copy.ts'
import { Refusal } from '../refusal.ts'
import { groupOne, regroup } from '../special/grouping.ts'
import type { Actor } from '../staff/actor.ts'
import { inTerm } from '../staff/term.ts'
import { stateOf, type Unmoved } from './act.ts'
import { frozen } from './archive.ts'
import { answered, contestBy, contested, decided, inTime } from './contest.ts'
import { today } from './deadline.ts'
import { ask, askable, asksWrongly, feedbackBy } from './enquiry.ts'
import type { Found } from './found.ts'
import { tornUp } from './jotting.ts'
import { mergeInto, splitOff } from './links.ts'
import { readersOf } from './readers.ts'
import { released } from './release.ts'
import { reopened } from './reopening.ts'
import { ABOVE } from './routing.ts'
import { limitsOf, type Rulebook } from './rulebook.ts'
import type { State } from './state.ts'
import { asPerson } from './visibility.ts'
import { type Action, step } from './workflow.ts'

type World = Pick<Deps, 'store' | 'secrets'>
type Said = Record<string, unknown>

interface Bringing {
  /** What was said, completed. */
  said?: Said
  /** Where it leads beyond what the table says. */
  leads?: State
  /** What else must still be so. */
  provided?: Unmoved
  /** More to write in the same commit. */
  also?: (unmoved: Unmoved) => InStatement[]
}

interface Asked {
  world: World
  found: Found
  said: Said
  actor: Actor
  book: Rulebook
  now: Date
}

const wrong = (path: string, message: string) => new Refusal('invalid', { fields: [{ path, message }] })
const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

/** Bodies asked at once, each by an enquiry of its own. */
async function asking({ world, found, said, actor, book, now }: Asked, purpose: 'facts' | 'entrust' | 'call') {
  const departments = purpose === 'call' ? [...new Set(said.departments as string[])] : [String(said.department)]
  const answerBy = text(said.answerBy) ?? feedbackBy(book, now)
  const asks = { ...said, answerBy, digest: String(said.digest), period: said.period === true, purpose }
  const faults = asksWrongly(asks.digest, departments, answerBy, found, world.secrets, book, now)
  const wanted = [...new Set(said.files as string[] | undefined)]
  const copies = wanted.length ? await redactionsOf(world, found.row.no) : []
  const files = wanted.flatMap((name) => copies.find((copy) => nameIn(copy) === name) ?? [])
  if (files.length < wanted.length) faults.push({ path: 'files', message: '没有这个遮盖件，请重新选择' })
  if (faults.length) throw new Refusal('invalid', { fields: faults })
  // Who only comes when called was not what the rating is about.
  const until = purpose === 'call' ? null : contestBy(found.row, today(now), book)
  return {
    said: { ...said, answerBy },
    also: (unmoved: Unmoved) =>
      departments.flatMap((department) =>
        ask(found.row, { ...asks, department, contestBy: until }, actor, now, unmoved, files),
      ),
  }
}

/** What some steps need checked, or write, beyond the case and its event. */
const BRINGS: Partial<Record<Action, (asked: Asked) => Promise<Bringing> | Bringing>> = {
  enquire: (asked) => asking(asked, 'facts'),
  entrust: (asked) => asking(asked, 'entrust'),
  call: (asked) => asking(asked, 'call'),
  async assign({ world, found, said, now }) {
    const hands = await handsFor(world, found, now)
    for (const path of ['person', 'second'])
      if (said[path] !== undefined && !hands.some(({ value }) => value === said[path]))
        throw wrong(path, '这位同事不能承办这件，请另选')
    if (said.person !== undefined && said.person === said.second) throw wrong('second', '协办人不能和承办人是同一个人')
    return {}
  },
  async note({ world, found, said, actor, now }) {
    const named = [...new Set(said.mention as string[] | undefined)]
    if (named.length === 0) return {}
    const readers = await colleaguesOf(world, found, actor, now)
    // Somebody who may not read it and somebody who does not exist are one: who is blind to a case is nobody's to try out.
    if (!named.every((login) => readers.some(({ value }) => value === login)))
      throw wrong('mention', '只能请能看这件的同事看，请重新选择')
    return { said: { ...said, mention: named } }
  },
  extend({ found, said, book }) {
    const most = limitsOf(book, found.row).extend
    if (!most) throw wrong('days', '这类办件不能延期')
    if (Number(said.days) > most.days) throw wrong('days', `最多延长${most.days}天，请改小`)
    return {}
  },
  urge: ({ said, now }) => {
    if (String(said.by) < today(now)) throw wrong('by', '完成日期不能早于今天')
    return {}
  },
  answer({ found, said, now }) {
    const merged = hasMerged(found)
    if (merged && said.others === undefined) throw wrong('others', '有并案的来件人在等答复，请写给他们的话')
    if (!merged && said.others !== undefined) throw wrong('others', '没有并案的办件，请删去这一项')
    const approved = found.row.status === 'approved' && found.events.findLast((e) => e.action === 'submit')?.data
    const measures = approved ? approved.measures : said.measures
    const also = (unmoved: Unmoved) => [answered(found.row, measures, now, unmoved)]
    const brings = found.row.kind === 'rating' ? { also } : {}
    if (!approved) return brings
    // What was approved goes out, whole: text, outcome, measures, and what others are told.
    for (const field of ['note', 'outcome', 'measures', 'others'])
      if (said[field] !== undefined && JSON.stringify(said[field]) !== JSON.stringify(approved[field]))
        throw wrong(field, '和批准的不一样。要改，请退回重新办理，再送审核')
    const { opinion: _opinion, ...whole } = approved
    return { ...brings, said: { ...whole, ...said } }
  },
  submit({ found, said }) {
    if (hasMerged(found) && said.others === undefined) throw wrong('others', '有并案的来件人在等答复，请写给他们的话')
    return {}
  },
  async contest({ world, found, said, book, now }) {
    inTime(found, book, now)
    return contested(world.store, found.row, said)
  },
  adjudge: ({ found, said }) => ({
    also: (unmoved) => decided(found.row.no, said.decision === 'uphold' ? 'upheld' : 'refused', unmoved),
  }),
  merge: ({ world, found, said, actor }) => mergeInto(world.store, found, String(said.into), actor),
  group: ({ world, found, said, actor }) => groupOne(world, found.row.no, String(said.special), actor),
  async ungroup({ world, found, said, actor }) {
    const brought = await regroup(world, 'ungroup', found.row.no, String(said.special), actor)
    return { ...brought, said: { ...said, ...brought.said } }
  },
  async split({ world, found, said, actor, book, now }) {
    const part = { category: String(said.category), account: String(said.account) }
    if (!partsOf(book).some(({ value }) => value === part.category)) throw wrong('category', '没有这个类别，请重新选择')
    const { no, also } = await splitOff(world, found, part, actor, now)
    // The words lie with the new case, where they can be erased with it.
    return { said: { category: part.category, into: no }, also }
  },
  async recuse({ world, found, actor, now }) {
    const { row } = found
    const also = (unmoved: Unmoved) => [
      insert(caseBlind, { no: row.no, department: asPerson(actor.login) }, unmoved),
      tornUp(row.no, { person: actor.login }, unmoved),
    ]
    if (!(await isLast(world, found, actor, now))) return { also }
    const { status: _status, ...state } = stateOf(row)
    return { leads: { ...state, status: 'received', handler: ABOVE, assignee: null }, also }
  },
  reopen: ({ world, found, said, actor, book, now }) => reopened(world, found, said, actor, book, now),
  archive: ({ found, said }) => ({ said: { ...said, ...frozen(found) } }),
  async resolve({ world, found, said, now }) {
    return said.decision === 'agree' ? released(world, found, stateOf(found.row), now) : {}
  },
}

/** What a step brings along; the action itself is `act`'s. */
export const bring = (action: Action, asked: Asked): Promise<Bringing> | Bringing => BRINGS[action]?.(asked) ?? {}

const hasMerged = ({ row, links }: Found) => links.some((l) => l.kind === 'merged' && l.main === row.no)

/** The last of the office who can do their part hands the case up: it may be left neither with them nor with nobody. */
export async function isLast(world: Pick<World, 'store'>, found: Found, { login, roles }: Actor, now: Date) {
  const alone = await Promise.all(
    roles
      .filter((role) => step('recuse').by.includes(role))
      .map(async (role) => (await crewOf(world, found, now, [role])).every(({ value }) => value === login)),
  )
  return alone.includes(true)
}

/** Who may be given a case: handlers of the office that has it, but nobody who must not know. */
export const handsFor = (world: Pick<World, 'store'>, found: Found, now: Date) => crewOf(world, found, now, ['handler'])

/** Whom a person may ask to look: everybody else who may read the case. */
const colleaguesOf = async ({ store }: Pick<World, 'store'>, found: Found, actor: Actor, now: Date) =>
  (await readersOf(store, found, now))
    .filter(({ login }) => login !== actor.login)
    .map(({ login, name, post }) => ({ value: login, label: `${name} ${post}`.trim() }))

/** People of the office that has a case, of these roles, working today, and not among those who must not know. */
async function crewOf(
  { store }: Pick<World, 'store'>,
  { row, blind }: Found,
  now: Date,
  roles: readonly string[],
): Promise<Option[]> {
  const all = await store.read
    .select()
    .from(people)
    .where(and(eq(people.department, row.handler), eq(people.active, true)))
  return all
    .filter((one) => inTerm(one, today(now)) && one.roles.some((role) => roles.includes(role)))
    .filter(({ login }) => !blind.includes(asPerson(login)))
    .map(({ login, name, post }) => ({ value: login, label: `${name} ${post}` }))
}

/** Of what a part of a matter may be. */
const partsOf = (book: Rulebook): Option[] =>
  [...book.categories.values()]
    .filter(({ kind, lane }) => kind === 'complaint' && lane !== 'sealed')
    .map(({ code, name }) => ({ value: code, label: name }))

/** What only the day's publications and people know of a step's choices. */
export async function choicesFor(world: Pick<World, 'store'>, found: Found, actor: Actor, book: Rulebook, now: Date) {
  const bodies = askable(book, found.row.handler)
  const [hands, mention] = await Promise.all([handsFor(world, found, now), colleaguesOf(world, found, actor, now)])
  return {
    department: bodies,
    departments: bodies,
    files: (await redactionsOf(world, found.row.no)).map((copy) => ({ value: nameIn(copy), label: labelOf(copy) })),
    person: hands,
    second: hands,
    mention,
    category: partsOf(book),
  }
}
