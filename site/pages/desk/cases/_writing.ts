import type { InferResponseType } from 'hono/client'
import { type Action, step } from '../../../../api/case/workflow.ts'
import type { Client } from '../../../../api/client.ts'
import { type Field, type FormState, fromForm } from '../../../../api/form.ts'
import { REFUSALS } from '../../../../api/refusal.ts'
import { holesOf } from '../../../../content/kinds/template.ts'
import { errorsOf } from '../../_doors.ts'
import type { Seen } from './_case.ts'

type Given = InferResponseType<Client['api']['desk']['cases'][':no']['writing']['$get'], 200>
export type Templates = Given['templates'][number]['items']
export type Jotting = Given['jottings'][number]
export type Preview = InferResponseType<Client['api']['desk']['cases'][':no']['preview']['$post'], 200>

/** What helps to write the steps of a case. */
export interface Help {
  templates: ReadonlyMap<string, Templates>
  jottings: ReadonlyMap<string, Jotting>
  /** How its sender would read the step that is being written. */
  preview?: Preview | undefined
  /** The places left open in the words, where a template was just put in. */
  put?: string[] | undefined
  /** How the page answers, where what was asked aside did not succeed. */
  status?: number | undefined
  /** What was written was thrown away: the form starts as on the first visit. */
  anew?: true
}

/** The list of templates as a mistake names it; it is no field of any step. */
export const TEMPLATE: Field = { name: 'template', title: '用模板', kind: 'select', required: false }

/** Of what was posted, the controls of the step’s own form. */
const typedIn = (seen: Seen, { values }: FormState) => {
  const names = seen.allowed.find(({ action }) => action === values.action)?.fields.map(({ name }) => name) ?? []
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name.split('.')[0] ?? '')))
}

/**
 * Templates, what was typed before, and what a button beside the confirming one asked for. What is typed stays in the
 * form; no step is taken here.
 */
export async function helpOf(client: Client, seen: Seen, form: FormState | null): Promise<Help> {
  const aside = form?.values.aside
  const mine = form !== null && aside !== undefined && seen.allowed.some(({ action }) => action === form.values.action)
  const asked = mine ? await ask(client, seen, form, aside) : form && aside !== undefined ? gone(form) : {}
  const { outcome, reason } = form?.values ?? {}
  const chosen = { param: { no: seen.no }, query: { ...(outcome && { outcome }), ...(reason && { reason }) } }
  const answer = await client.api.desk.cases[':no'].writing.$get(chosen)
  const given: Given = answer.ok ? await answer.json() : { templates: [], jottings: [] }
  const templates = new Map<string, Templates>(given.templates.map(({ action, items }) => [action, items]))
  const put = mine && aside === 'template' ? putIn(form, templates.get(form.values.action ?? '') ?? []) : {}
  return { templates, jottings: new Map(given.jottings.map((one) => [one.action, one])), ...asked, ...put }
}

/** Puts a template behind what is written already. */
function putIn(form: FormState, templates: Templates): Partial<Help> {
  const { template, note = '' } = form.values
  const chosen = templates.find(({ code }) => code === template)
  if (!chosen) {
    form.errors = [{ path: TEMPLATE.name, message: '请先选一个模板，再按“放进去”' }]
    return { status: 422 }
  }
  if (!note.includes(chosen.text)) form.values.note = [note.trim(), chosen.text].filter(Boolean).join('\n\n')
  return { put: holesOf(form.values.note ?? '') }
}

/** The step that was being written may not be taken any more. */
function gone(form: FormState): Partial<Help> {
  const [status, message] = REFUSALS.not_now
  form.errors = [{ path: '', message }]
  return { status }
}

async function ask(client: Client, seen: Seen, form: FormState, aside: string): Promise<Partial<Help>> {
  const action = form.values.action as Action
  const param = { no: seen.no, action }
  const of = client.api.desk.cases[':no']
  if (aside === 'discard') {
    await of.jottings[':action'].$delete({ param })
    form.values = { action }
    return { anew: true }
  }
  const typed = typedIn(seen, form)
  const n = Number(form.values.n)
  // Whoever writes without a script has their words kept by this.
  const kept = { param, json: { n: seen.n, values: typed } }
  await of.jottings[':action'].$put(kept)
  if (aside !== 'preview') return {}
  const read = { param, json: { action, n, ...fromForm(step(action).says, typed) } }
  const answer = await of.preview.$post(read)
  if (answer.ok) return { preview: await answer.json() }
  form.errors = await errorsOf(answer)
  return { status: answer.status }
}
