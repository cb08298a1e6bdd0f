import type { Questionnaire } from '../../content/kinds/questionnaire.ts'
import type { Store } from '../../db/open.ts'
import { isReportable } from '../case/routing.ts'
import { type Rulebook, rulebook } from '../case/rulebook.ts'
import { published } from '../publication/publication.ts'
import { history } from '../publication/store.ts'
import { Refusal } from '../refusal.ts'
import type { Known } from './answer.ts'
import type { SurveyRow } from './found.ts'

/** What a survey asks: the version it began with, whatever was published since. */
export async function questionsIn(
  store: Store,
  { questionnaire, version }: Pick<SurveyRow, 'questionnaire' | 'version'>,
  now: Date,
): Promise<Questionnaire> {
  const [found] = await history(store, 'questionnaire', questionnaire, now, [version])
  if (!found) throw new Refusal('not_found')
  return published('questionnaire', found).data
}

interface Pickable {
  departments: readonly { code: string; name: string }[]
  townships: readonly { code: string; name: string }[]
}
const kept = new WeakMap<Rulebook, Pickable & { known: Known }>()

/** The bodies and townships that may be picked today, by name; made once a rulebook. */
export async function pickable(store: Store, now: Date): Promise<Pickable> {
  const { departments, townships } = await picks(store, now)
  return { departments, townships }
}

/** The same, to judge answers by. */
export const knownOn = async (store: Store, now: Date): Promise<Known> => (await picks(store, now)).known

async function picks(store: Store, now: Date) {
  const book = await rulebook(store, now)
  const before = kept.get(book)
  if (before) return before
  const all = [...book.departments.values()]
  const named = (some: typeof all) => some.map(({ code, name }) => ({ code, name }))
  const departments = named(all.filter((d) => isReportable(d.type)))
  const townships = named(all.filter((d) => d.type === 'township'))
  const codes = (some: typeof departments) => new Set(some.map(({ code }) => code))
  const made = { departments, townships, known: { departments: codes(departments), townships: codes(townships) } }
  kept.set(book, made)
  return made
}
