import { pairsOf } from '../../../api/form.ts'
import { checked } from '../../../api/survey/answer.ts'
import { answersIn, BEGIN, CHECK, inOrder, SPENT, seedOf, THANKS, type Values } from '../../../api/survey/steps.ts'
import type { Questionnaire } from '../../../content/kinds/questionnaire.ts'
import { type Answers, type Page, pagesOf } from '../../../content/questionnaire.ts'
import { bodiesOf, townshipsOf } from '../complaint/_fields.ts'

type Place = { code: string; name: string; group?: string }

/** Everything a page of a survey shows, read once; nothing when there is no such survey. */
export async function readSurvey({ locals, url }: { locals: App.Locals; url: URL }, code: string) {
  const { client, form } = locals
  const [answer, departments] = await Promise.all([
    client.api.surveys[':code'].$get({ param: { code } }),
    client.api.departments.$get({ query: { limit: '100' } }),
  ])
  if (!answer.ok) return { status: answer.status }
  const survey = await answer.json()
  const known = departments.ok ? (await departments.json()).items.map((d) => d.data) : []
  const bodies: Place[] = bodiesOf(known).map(({ value, label, group }) => ({ code: value, name: label, group }))
  const townships: Place[] = townshipsOf(known).map(({ value, label }) => ({ code: value, name: label }))

  const values: Values = form?.values ?? {}
  const seed = seedOf(values)
  const asked = inOrder(survey as Pick<Questionnaire, 'sections'> as Questionnaire, seed)
  const sent = answersIn(asked, values)
  const places = { departments: new Set(bodies.map((b) => b.code)), townships: new Set(townships.map((t) => t.code)) }
  const { answers } = checked(asked, sent, places)
  const order = pagesOf(asked, answers)
  // No address says how far somebody is: without a form this is always the first page.
  const wanted = form ? (url.searchParams.get('at') ?? CHECK) : BEGIN
  const page = order.find(({ id }) => id === wanted || wanted.startsWith(`${id}.`))
  const at = page?.id ?? ([CHECK, THANKS, SPENT].includes(wanted) ? wanted : BEGIN)
  return {
    survey,
    asked,
    at,
    page,
    values,
    seed,
    bodies,
    townships,
    /** Answers that stand, for the summary; and everything as it was typed, for the question at hand. */
    answers,
    typed: sent as Answers,
    order,
    hidden: hiddenIn(values, page, survey.version),
  }
}
export type Read = Exclude<Awaited<ReturnType<typeof readSurvey>>, { status: number }>

/** What was said on other pages and travels along, unseen. */
const hiddenIn = (values: Values, page: Page | undefined, version: number): [string, string][] => [
  ['version', String(version)],
  ...pairsOf(values).filter(([name, value]) => {
    const field = page && `answers.${page.id}`
    const own = field && (name === field || name.startsWith(`${field}${page.body ? '/' : '.'}`))
    return value !== '' && !own && /^(answers\.|ask\.|token$)/.test(name)
  }),
]
