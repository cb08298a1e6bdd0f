import { complaintOf } from '../complaint/submission.ts'

/** What may be left out, and so be taken back. */
const OPTIONAL = /^(?:(?:about|person|enterprise)\.[a-zA-Z]+|happenedOn|stage|document|remedy|matter)$/

/**
 * What the page of changes says, as the API takes it. It shows all that was sent, so what was emptied, unticked or chosen
 * away is taken back; what a form did not show stays as it was.
 */
export function editOf(values: Record<string, string>): Record<string, unknown> {
  const body: Record<string, unknown> = complaintOf(values)
  const { appears } = values
  const empty = Object.keys(values).filter((name) => OPTIONAL.test(name) && values[name]?.trim() === '')
  if ('person.name' in values && !values.minor) empty.push('minor')
  for (const name of empty) {
    const [part = '', inner] = name.split('.')
    // Whoever stays unnamed has no such part at all.
    if (part === 'person' && appears === 'anonymous') continue
    body[part] = inner ? { ...(body[part] as object | undefined), [inner]: null } : null
  }
  const company = Object.keys(values).filter((name) => name.startsWith('enterprise.'))
  if (company.length > 0 && company.every((name) => empty.includes(name))) body.enterprise = null
  if (appears === 'named') body.confidential = null
  // Another drawer was opened and nothing in it was chosen: to be asked, not to be guessed.
  if (values.family && body.category === undefined) body.category = null
  return body
}
