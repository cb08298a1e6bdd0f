import { check } from '../form.ts'
import { type FieldError, Refusal } from '../refusal.ts'
import { Complaint } from './complaint.ts'
import { complaintOf } from './submission.ts'

/**
 * The pages of the form in their order, each with the answers it asks for. A name stands for itself, for what is inside
 * it (`person.name`) and for lists of its own (`category-manner`). Answers that begin with `ask.` belong to the form alone.
 */
export const STEPS = {
  triage: ['ask.about', 'relation', 'ask.mine', 'before', 'danger', 'ask.shared'],
  door: [],
  what: ['family', 'category'],
  whom: ['about.department', 'about.text', 'about.officer'],
  where: ['about.township', 'about.place', 'about.position', 'happenedOn', 'stage', 'ask.matter', 'matter', 'document'],
  account: ['account', 'remedy'],
  evidence: ['attachments'],
  you: ['appears', 'person', 'minor', 'enterprise'],
  check: ['consent', 'antibot'],
} as const satisfies Record<string, readonly string[]>
export type Step = keyof typeof STEPS
export type Values = Record<string, string>

const ORDER = Object.keys(STEPS) as Step[]
export const stepNamed = (name: string | null | undefined): Step | undefined => ORDER.find((step) => step === name)

/** Whether an answer, or an error about one, belongs to a step: the name itself, inside it, or the group around it. */
export const owns = (step: Step, name: string): boolean =>
  STEPS[step].some(
    (own) => own === name || name.startsWith(`${own}.`) || name.startsWith(`${own}-`) || own.startsWith(`${name}.`),
  )

/** What needs no finding of fault is asked less; the first answer is its category (rulings.md 11). */
export const LIGHT: Readonly<Record<string, string>> = {
  praise: 'T90',
  suggestion: 'T91',
  question: 'T92',
  site: 'T93',
  guidance: 'T94',
}
export const isLight = (values: Values) => Object.hasOwn(LIGHT, values['ask.about'] ?? '')

/** Somebody else is in charge, something else is under way, or somebody is in danger: said before anything is typed. */
const NOT_OURS = ['shop', 'employer', 'neighbour', 'service']
export function doorsOf(values: Values): string[] {
  const { 'ask.about': about = '', before = 'none', danger } = values
  if (isLight(values)) return []
  return [
    ...(danger ? ['danger'] : []),
    ...(NOT_OURS.includes(about) ? [about] : []),
    ...(['review', 'court', 'petition'].includes(before) ? [before] : []),
  ]
}

/** The steps somebody goes through, by what they said first. */
export function pathOf(values: Values): Step[] {
  const about = values['ask.about'] ?? ''
  if (about === 'site') return ['triage', 'account', 'check']
  if (about === 'suggestion') return ['triage', 'account', 'you', 'check']
  if (isLight(values)) return ['triage', 'whom', 'account', 'you', 'check']
  return ORDER.filter((step) => step !== 'door' || doorsOf(values).length > 0)
}

/** The step where a mistake is mended: the first on the way that asks for something that was refused. */
export const stepOf = (values: Values, errors: readonly FieldError[]): Step =>
  [...pathOf(values), ...ORDER].find((step) => errors.some(({ path }) => owns(step, path))) ?? 'check'

interface Turned {
  step: Step
  values: Values
  errors: FieldError[]
}

/** Where a press of a button leads, with everything said so far; nothing when the form is to be sent. */
export function turn(sent: Values): Turned | undefined {
  const at = stepNamed(sent._step)
  const { _go: go = at === 'check' ? 'send' : 'next', _pick: pick, _mode: mode } = sent
  if (!at || (go === 'send' && !pick && !mode)) return undefined
  const values = settled(at, sent)
  // The same page in another display mode.
  if (mode) return { step: at, values, errors: [] }
  if (pick) return { step: at, values: { ...values, 'about.department': pick }, errors: [] }
  if (go === 'drop') delete values.attachments
  if (go === 'again' || go === 'drop') return { step: at, values, errors: [] }
  const path = pathOf(values)
  if (go === 'back') return { step: path[path.indexOf(at) - 1] ?? 'triage', values, errors: [] }
  const wanted = stepNamed(go)
  if (at === 'check' && wanted) return { step: wanted, values: { ...values, 'ask.return': 'on' }, errors: [] }
  // Whoever came from the summary to change one thing goes back to it; a new first answer is a new way.
  const next = values['ask.return'] && at !== 'triage' ? 'check' : path[path.indexOf(at) + 1]
  return forward(values, path, wanted ?? next ?? 'check')
}

/** Everything before a step is checked again (rulings.md 14): hidden fields are anybody’s to change. */
function forward(values: Values, path: readonly Step[], wanted: Step): Turned {
  const goal = path.includes(wanted) ? wanted : 'check'
  const wrong = mistakes(values)
  for (const step of path.slice(0, path.indexOf(goal))) {
    const errors = wrong.filter((error) => owns(step, error.path))
    if (errors.length > 0) return { step, values, errors }
  }
  const { 'ask.return': _done, ...rest } = values
  return { step: goal, values: goal === 'check' ? rest : values, errors: [] }
}

/** What the schema says against the answers, and what only the form asks. */
function mistakes(values: Values): FieldError[] {
  const asked: FieldError[] = [
    ...(values['ask.about'] ? [] : [{ path: 'ask.about', message: '请选一种最接近的；说不清就选“说不清”' }]),
    ...(values.appears ? [] : [{ path: 'appears', message: '请选要不要留姓名；不想留就选“不留姓名”' }]),
  ]
  try {
    check(Complaint, complaintOf(values))
    return asked
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return [...asked, ...(error.fields ?? [])]
  }
}

/** The first answer decides the category of what is light, and opens the nearest drawer of what is not. */
function settled(at: Step, sent: Values): Values {
  const values = Object.fromEntries(
    // Where files do not travel along, a browser sends their names instead.
    Object.entries(sent).filter(([name, value]) => !/^_|^file$/.test(name) && value.trim() !== ''),
  )
  if (at !== 'triage') return values
  const about = values['ask.about'] ?? ''
  const light = isLight(values) && LIGHT[about]
  if (light) return { ...values, family: 'voice', 'category-voice': light }
  if (values.family === 'voice') delete values.family
  if (about === 'integrity') values.family ??= 'integrity'
  if (about === 'unsure' || NOT_OURS.includes(about)) values.family ??= 'unsure'
  if (values.family === 'unsure') values['category-unsure'] ??= 'T99'
  return values
}
