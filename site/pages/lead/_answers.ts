import type { Draft } from './_keep.ts'

type Values = Draft['values']

/** What is written in the form, answer by answer; files lie apart. */
function read(form: HTMLFormElement): Values {
  const all: Values = {}
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && value.trim() !== '' && !name.startsWith('_') && name !== 'attachments')
      all[name] = value
  return all
}

function fill(form: HTMLFormElement, values: Values) {
  for (const one of form.elements) {
    if (one instanceof HTMLInputElement && (one.type === 'checkbox' || one.type === 'radio'))
      one.checked = values[one.name] === one.value
    else if (one instanceof HTMLTextAreaElement || one instanceof HTMLSelectElement) one.value = values[one.name] ?? ''
    else if (one instanceof HTMLInputElement && !['file', 'hidden', 'submit'].includes(one.type))
      one.value = values[one.name] ?? ''
  }
}

/** Holds the form still, all but one part of it. */
function freeze(form: HTMLFormElement, but: HTMLElement, still: boolean) {
  for (const one of form.elements)
    if (one instanceof HTMLElement && !but.contains(one) && one.getAttribute('type') !== 'hidden')
      one.toggleAttribute('disabled', still)
}

/** Leaves nothing of the form to be seen but one part of it. */
function alone(form: HTMLFormElement, but: HTMLElement, is: boolean) {
  for (const one of form.children) if (one instanceof HTMLElement && !one.contains(but)) one.hidden = is
}

/** An answer as whoever wrote it reads it. */
function shown(form: HTMLFormElement, name: string, value: string): string {
  const control = form.elements.namedItem(name)
  if (control instanceof HTMLSelectElement)
    return [...control.options].find((one) => one.value === value)?.text.trim() ?? value
  if (control instanceof HTMLInputElement && control.type === 'checkbox') return '是'
  if (!(control instanceof RadioNodeList)) return value
  const chosen = [...control].find((one) => one instanceof HTMLInputElement && one.value === value)
  return (chosen instanceof HTMLInputElement && chosen.labels?.[0]?.textContent?.trim()) || value
}

/** What is written now and was not said before, in words to copy; and the files that did not go along. */
export function leftOf(
  form: HTMLFormElement,
  fields: readonly { name: string; title: string }[],
  { values, files }: Draft,
  before: Record<string, unknown>,
) {
  const said = (name: string) => {
    const [part = '', inner] = name.split('.')
    const value = before[part]
    return String((inner ? (value as Record<string, unknown> | undefined)?.[inner] : value) ?? '')
  }
  const lines = fields.flatMap(({ name, title }) => {
    const now = values[name] ?? ''
    if (name === 'attachments' || now === said(name)) return []
    return [`${title}：${now === '' ? '（删去了）' : shown(form, name, now)}`]
  })
  const sent = Array.isArray(before.attachments) ? before.attachments : []
  return { text: lines.join('\n'), files: files.filter(({ id }) => !id || !sent.includes(id)) }
}

/** The form around a part of it, which stays as it is. */
export function around(part: () => HTMLElement | undefined) {
  const form = () => part()?.closest('form') ?? undefined
  const within = (act: (of: HTMLFormElement, but: HTMLElement) => void) => {
    const [of, but] = [form(), part()]
    if (of && but) act(of, but)
  }
  return {
    form,
    written: (): Values => {
      const of = form()
      return of ? read(of) : {}
    },
    fill: (values: Values) => within((of) => fill(of, values)),
    still: (is: boolean) => within((of, but) => freeze(of, but, is)),
    only: (is: boolean) => within((of, but) => alone(of, but, is)),
  }
}
