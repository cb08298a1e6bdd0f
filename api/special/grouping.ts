import type { InStatement } from '@libsql/client'
import { and, asc, eq, inArray, ne } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { caseLinks, cases } from '../../db/schema.ts'
import { act, type Unmoved } from '../case/act.ts'
import { readNumber } from '../case/number.ts'
import { type Rulebook, rulebook } from '../case/rulebook.ts'
import { type Scope, scope } from '../case/visibility.ts'
import { readableOf } from '../desk/list.ts'
import type { Option } from '../form.ts'
import { type FieldError, Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { find, type SpecialRow, type World } from './found.ts'
import { type Grouping, MOST_GROUPED } from './special.ts'
import { within } from './visibility.ts'

const linked = (no: string, id: string) =>
  and(eq(caseLinks.no, no), eq(caseLinks.main, id), eq(caseLinks.kind, 'grouped'))

/** Puts a case under a special supervision that is going on, or takes it out: what the case's step writes besides. */
export async function regroup(world: World, action: 'group' | 'ungroup', no: string, typed: string, actor: Actor) {
  const wrong = (message: string) => new Refusal('invalid', { fields: [{ path: 'special', message }] })
  const found = await find(world, typed, actor)
  if (!found) throw wrong('没有这个专项监督，请重新选择')
  const { id, status } = found.row
  if (status === 'closed') throw wrong('这个专项监督已经结束，办件不能再列入或移出')
  const there = (await world.store.read.$count(caseLinks, linked(no, id))) > 0
  if (there === (action === 'group')) throw wrong(there ? '这一件已经列入了' : '这一件没有列入')
  return {
    said: { special: id },
    provided: { sql: "exists (select 1 from specials where id = ? and status <> 'closed')", args: [id] },
    also: (unmoved: Unmoved): InStatement[] => [
      action === 'group'
        ? insert(caseLinks, { no, main: id, kind: 'grouped' }, unmoved)
        : {
            sql: `delete from case_links where no = ? and main = ? and kind = 'grouped' and ${unmoved.sql}`,
            args: [no, id, ...unmoved.args],
          },
    ],
  }
}

/** The same for one case by itself, as long as there is room. */
export async function groupOne(world: World, no: string, typed: string, actor: Actor) {
  const brought = await regroup(world, 'group', no, typed, actor)
  const within = scope(actor)
  const there = within ? await numbersIn(world.store, within, brought.said.special) : []
  refuseFull('special', there.length, 1)
  return brought
}

/** Counted over what this person may read: of the rest not even the number is told. */
function refuseFull(path: string, there: number, more: number) {
  if (there + more <= MOST_GROUPED) return
  const left = Math.max(0, MOST_GROUPED - there)
  const message = `一个专项监督最多列入${MOST_GROUPED}件，这个已经列入${there}件，${left > 0 ? `还能列入${left}件` : '不能再列入'}。请移出不用一起查的，或者另外开展一个专项监督`
  throw new Refusal('invalid', { fields: [{ path, message }] })
}

/** Several at once, each by its own step. A number that is not this person's to read is not there; what is done stays so. */
export async function regroupAll(
  world: World,
  special: Pick<SpecialRow, 'id' | 'department'>,
  { action, cases: typed, elsewhere = [] }: Grouping,
  actor: Actor,
  now: Date,
): Promise<number> {
  const { store } = world
  const within = scope(actor)
  const numbers = typed.map((one) => readNumber(one))
  const known = within
    ? await readableOf(
        store,
        within,
        numbers.flatMap((no) => no ?? []),
      )
    : new Set<string>()
  const faults = numbers.flatMap((no, i): FieldError[] =>
    no && known.has(no) ? [] : [{ path: 'cases', message: `没有“${typed[i]}”这一件，请核对编号` }],
  )
  if (faults.length > 0) throw new Refusal('invalid', { fields: faults })
  if (action === 'group' && within) {
    const there = new Set(await numbersIn(store, within, special.id))
    const fresh = [...known].filter((no) => !there.has(no))
    refuseFull('cases', there.size, fresh.length)
    const confirmed = new Set(elsewhere.map((one) => readNumber(one)))
    await warnElsewhere(
      world,
      special,
      fresh.filter((no) => !confirmed.has(no)),
      now,
    )
  }
  let done = 0
  for (const no of known) if (await regroupOne(world, action, special.id, no, actor, now)) done++
  return done
}

/** So many are named; that there are more is said. */
const NAMED = 10

/** Cases about another body than the one looked into are put in only by whoever was told so. */
async function warnElsewhere(
  { store }: World,
  { department }: Pick<SpecialRow, 'department'>,
  nos: readonly string[],
  now: Date,
) {
  if (department === null || nos.length === 0) return
  const rows = await store.read
    .select({ no: cases.no, about: cases.aboutDepartment })
    .from(cases)
    .where(and(inArray(cases.no, [...nos]), ne(cases.aboutDepartment, department)))
    .orderBy(asc(cases.no))
  if (rows.length === 0) return
  const { departments } = await rulebook(store, now)
  const nameOf = (code: string | null) => departments.get(code ?? '')?.name ?? code
  const named = rows.slice(0, NAMED).map(({ no, about }) => `${no}反映的是${nameOf(about)}`)
  const message = `有${rows.length}件反映的不是${nameOf(department)}：${named.join('、')}${rows.length > NAMED ? '等' : ''}。还没有列入；确实要一起查的，请按“仍然列入”`
  throw new Refusal('invalid', { fields: [{ path: 'elsewhere', message }] })
}

/** Whether it was moved; where somebody took another step at that moment it is looked at once more. */
async function regroupOne(
  world: World,
  action: 'group' | 'ungroup',
  id: string,
  no: string,
  actor: Actor,
  now: Date,
): Promise<boolean> {
  for (let left = 3; ; left--) {
    const row = await world.store.read.select({ n: cases.n }).from(cases).where(eq(cases.no, no)).get()
    const there = (await world.store.read.$count(caseLinks, linked(no, id))) > 0
    if (!row || there === (action === 'group')) return false
    try {
      const { also, provided, said } = await regroup(world, action, no, id, actor)
      await act(world, { no, n: row.n, action, said, provided }, actor.roles, actor, now, also)
      return true
    } catch (error) {
      if (left === 0 || !(error instanceof Refusal && error.code === 'moved_meanwhile')) throw error
    }
  }
}

/** Those going on that somebody may read, as choices for a case; one about another body than the case says so. */
export const openOnes = async (store: Store, scope: Scope, about: string | null, book: Rulebook): Promise<Option[]> => {
  const { sql, args } = within(scope)
  const rows = await store.heavy.rows<{ id: string; title: string; department: string | null }>({
    sql: `select id, title, department from specials where status <> 'closed' and ${sql} order by created_at desc, id limit 100`,
    args,
  })
  return rows.map(({ id, title, department }) => {
    const other = department !== null && about !== null && department !== about
    const name = other && (book.departments.get(department)?.name ?? department)
    return { value: id, label: name ? `${title}（查的是${name}，这一件反映的是别的单位）` : title }
  })
}

/** Which of these somebody may read, by title. */
export async function readableSpecials(
  store: Store,
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const { sql, args } = within(scope)
  const rows = await store.heavy.rows<{ id: string; title: string }>({
    sql: `select id, title from specials where id in (${ids.map(() => '?').join()}) and ${sql}`,
    args: [...ids, ...args],
  })
  return new Map(rows.map(({ id, title }) => [id, title]))
}

/** The cases under one, for whoever may read them. */
export async function numbersIn(store: Store, scope: Scope, id: string): Promise<string[]> {
  const rows = await store.read
    .select({ no: caseLinks.no })
    .from(caseLinks)
    .where(and(eq(caseLinks.main, id), eq(caseLinks.kind, 'grouped')))
    .orderBy(asc(caseLinks.no))
  const numbers: string[] = []
  for (let from = 0; from < rows.length; from += A_TURN) {
    const some = rows.slice(from, from + A_TURN).map(({ no }) => no)
    const readable = await readableOf(store, scope, some)
    numbers.push(...some.filter((no) => readable.has(no)))
  }
  return numbers
}
const A_TURN = 500
