import { owns, type Step, stepNamed, stepOf, type Values } from '../../../api/complaint/steps.ts'
import type { Field } from '../../../api/form.ts'
import { errorOf, located } from '../../ui/control.ts'
import { begun } from './_begin.ts'
import { bodiesOf, drawersOf, fieldsIn, townshipsOf } from './_fields.ts'
import { type Forecast, forecastOf } from './_forecast.ts'

/** What each page asks or sets anew; consent is given once, on the page that sends. */
const EVERYWHERE = ['consent', 'ask.return', 'ask.shared']

/** What was said on other steps and travels along, unseen. */
const carried = (values: Values, drawn: Step | undefined): [string, string][] =>
  Object.entries(values).filter(([name, value]) => value && !EVERYWHERE.includes(name) && !(drawn && owns(drawn, name)))

/** Everything a page of the form shows, read once. */
export async function readPage({ locals, url }: { locals: App.Locals; url: URL }) {
  const { client, form } = locals
  const [categories, departments] = await Promise.all([
    client.api.categories.$get({ query: { limit: '100' } }),
    client.api.departments.$get({ query: { limit: '100' } }),
  ])
  const drawers = categories.ok ? drawersOf((await categories.json()).items.map((c) => c.data)) : []
  const known = departments.ok ? (await departments.json()).items.map((d) => d.data) : []
  const lists = { drawers, bodies: bodiesOf(known), townships: townshipsOf(known) }
  const away = drawers.length === 0

  const start = form ? undefined : await begun(client, url.searchParams, lists, locals.now)
  const values: Values = form?.values ?? start?.values ?? {}
  let step = start?.step ?? stepNamed(url.searchParams.get('step')) ?? 'check'
  let back = values['ask.return'] ?? url.searchParams.get('return') ?? ''
  let forecast: Forecast | undefined
  if (step === 'check' && !away) {
    const told = await forecastOf(client, values)
    if (told && 'fields' in told) {
      // What only the published lists and the calendar can tell wrong is mended before anything is sent.
      step = stepOf(values, told.fields)
      back = 'on'
      if (form) form.errors = told.fields
    } else forecast = told
  }
  // Each step says its own mistakes; those of a later one are said when it is reached.
  if (form) form.errors = form.errors.filter((error) => error.path === '' || stepOf(values, [error]) === step)
  const fields = fieldsIn(step)
  const wrong = located(fields, form)
  // While the lists cannot be read, what was chosen from them stays in the form, unseen but sent again.
  const hidden = carried(values, away && step === 'what' ? undefined : step)
  if (back && step !== 'check') hidden.push(['ask.return', back])
  return {
    ...lists,
    away,
    /** The matter whose page somebody came from. */
    matter: start?.matter,
    values,
    step,
    fields,
    hidden,
    forecast,
    refused: forecast === undefined && step !== 'check' && (form?.errors.length ?? 0) > 0,
    given: (field: Field) => ({ field, value: values[field.name], error: errorOf(wrong, field.name) }),
  }
}
export type Part = Pick<Awaited<ReturnType<typeof readPage>>, 'values' | 'given'>
