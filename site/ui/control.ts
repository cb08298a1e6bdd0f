import type { Field, FormState } from '../../api/form.ts'

/** The id of a field’s first control: what an error links to. Two forms on one page differ by a prefix. */
export const controlId = (name: string, prefix?: string): string => (prefix ? `${prefix}-${name}` : name)

/** An error where the page shows it: beside a field, or nowhere in particular. */
interface Located {
  message: string
  field?: string
}

/** The field an error is about: its own, the first inside the group it names, or the list it is an item of. */
const owner = (fields: Field[], path: string): string | undefined =>
  [
    (name: string) => name === path,
    (name: string) => path !== '' && name.startsWith(`${path}.`),
    (name: string) => path.startsWith(`${name}.`),
  ]
    .map((match) => fields.find(({ name }) => match(name))?.name)
    .find((name) => name !== undefined)

/** Errors as a page shows them: the first of each field in the order of the page, then those of no field. */
export const located = (fields: Field[], state: FormState | null): Located[] => {
  const errors = (state?.errors ?? []).map(({ path, message }) => ({ message, field: owner(fields, path) }))
  return [
    ...fields.flatMap(({ name }) => errors.filter(({ field }) => field === name).slice(0, 1)),
    ...errors.filter(({ field }) => field === undefined),
  ].map(({ message, field }) => (field === undefined ? { message } : { message, field }))
}

/** What is said against one field, if anything. */
export const errorOf = (errors: Located[], name: string): string | undefined =>
  errors.find(({ field }) => field === name)?.message

/** What a browser says nothing of while it is not ticked. */
const TICKED: readonly Field['kind'][] = ['check', 'choice', 'several']

/**
 * What a form shows: what was sent or kept, over what it starts from. A tick that was taken away was sent as nothing, and
 * must not come back with what the form started from.
 */
export function typedOver(
  fields: Field[],
  start: Record<string, string>,
  said: Record<string, string> | undefined,
): Record<string, string> {
  if (!said) return start
  const ticked = fields.filter(({ kind }) => TICKED.includes(kind))
  const isTick = (name: string) =>
    ticked.some((field) => name === field.name || (field.kind === 'several' && name.startsWith(`${field.name}.`)))
  return { ...Object.fromEntries(Object.entries(start).filter(([name]) => !isTick(name))), ...said }
}

const TYPES: Partial<Record<Field['kind'], 'date' | 'password' | 'email' | 'tel'>> = {
  date: 'date',
  password: 'password',
  email: 'email',
  tel: 'tel',
}
const WIDTHS: Partial<Record<Field['kind'], string>> = { date: 's', number: 's', tel: 'm', email: 'm', password: 'm' }

/** The native constraints and helps of one field, straight from the schema. */
export const attributes = (field: Field) => ({
  type: TYPES[field.kind] ?? ('text' as const),
  required: field.required,
  minlength: field.minLength,
  maxlength: field.maxLength,
  pattern: field.pattern ?? (field.kind === 'number' ? '[0-9]*' : undefined),
  autocomplete: field.autocomplete as astroHTML.JSX.InputHTMLAttributes['autocomplete'],
  inputmode: (field.inputmode ??
    (field.kind === 'number' ? 'numeric' : undefined)) as astroHTML.JSX.InputHTMLAttributes['inputmode'],
  'data-w': WIDTHS[field.kind],
  spellcheck: field.kind === 'long' ? undefined : ('false' as const),
})
