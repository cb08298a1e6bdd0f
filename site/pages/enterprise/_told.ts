import { Asked, type Inspections, Inspections as Told } from '../../../api/enterprise/inspection.ts'
import { type Field, type FormState, fieldsOf } from '../../../api/form.ts'

/** What a company fills in about itself. */
export const asked: Field[] = fieldsOf(Asked).map((field) => ({
  ...field,
  kind: field.name === 'codes' ? 'long' : field.kind,
  autocomplete: 'off',
}))

/** The answer that came with the page; what somebody else made up is none. */
export function toldOf(form: FormState | null): Inspections | undefined {
  if (!form || form.errors.length > 0) return undefined
  try {
    return Told.safeParse(JSON.parse(form.values.told ?? 'null')).data
  } catch {
    return undefined
  }
}
