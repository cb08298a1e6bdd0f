import type { Questionnaire } from '../../content/kinds/questionnaire.ts'
import type { Store } from '../../db/open.ts'
import { isReportable } from '../case/routing.ts'
import { rulebook } from '../case/rulebook.ts'
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

/** The bodies and townships that may be picked today, by name. */
export async function pickable(store: Store, now: Date) {
  const all = [...(await rulebook(store, now)).departments.values()]
  const named = (some: typeof all) => some.map(({ code, name }) => ({ code, name }))
  return {
    departments: named(all.filter((d) => isReportable(d.type))),
    townships: named(all.filter((d) => d.type === 'township')),
  }
}

export const known = ({ departments, townships }: Awaited<ReturnType<typeof pickable>>): Known => ({
  departments: new Set(departments.map(({ code }) => code)),
  townships: new Set(townships.map(({ code }) => code)),
})
