import { fromForm } from '../form.ts'
import { Complaint } from './complaint.ts'

/**
 * The form speaks of `appears` and of a family with its own list of categories; the API of `anonymous`, `confidential`
 * and one category. What a form shows and the sender then hid again by choosing otherwise is not sent on.
 */
export function complaintOf(values: Record<string, string>) {
  const { appears, family, attachments } = values
  const hidden = (name: string) =>
    name === 'appears' ||
    name === 'family' ||
    name === 'attachments' ||
    name.startsWith('category-') ||
    name.startsWith('ask.') ||
    (appears === 'anonymous' && name.startsWith('person.'))
  const body = fromForm(Complaint, Object.fromEntries(Object.entries(values).filter(([name]) => !hidden(name))))
  const category = values[`category-${family}`]
  if (category) body.category = category
  const files = attachments?.split(/\s+/).filter((id) => id !== '') ?? []
  if (files.length > 0) body.attachments = files
  if (appears === 'anonymous') body.anonymous = true
  else if (appears === 'named' || appears === 'confidential') body.person ??= {}
  if (appears === 'confidential') body.confidential = true
  return body
}
