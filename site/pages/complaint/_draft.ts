import { attempt } from '../../ui/device.ts'

/** Where the unfinished form is kept on the person’s own device, and how long. */
const KEY = 'complaint'
const LASTS = 7 * 86_400_000

export type Kept = Record<string, string>

/** Who somebody is, their consent and the form’s token are never kept. */
const SECRET = /^(_|person\.|consent$)/

export const forget = () => attempt(() => localStorage.removeItem(KEY))

export const read = (form: HTMLFormElement): Kept =>
  Object.fromEntries(
    [...new FormData(form)].flatMap(([name, value]) =>
      typeof value === 'string' && value !== '' && !SECRET.test(name) ? [[name, value]] : [],
    ),
  )

export const keep = (values: Kept, now: number) =>
  attempt(() => localStorage.setItem(KEY, JSON.stringify({ at: now, values })))

export function recall(now: number): Kept | undefined {
  const kept = attempt(() => JSON.parse(localStorage.getItem(KEY) ?? 'null') as { at: number; values: Kept } | null)
  return kept && now - kept.at < LASTS ? kept.values : undefined
}

/** Puts a draft back into the form’s own controls. */
export function restore(form: HTMLFormElement, values: Kept) {
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement && control.type === 'hidden') continue
    if (control instanceof HTMLInputElement && control.type === 'radio')
      control.checked = values[control.name] === control.value
    else if (
      control instanceof HTMLInputElement ||
      control instanceof HTMLTextAreaElement ||
      control instanceof HTMLSelectElement
    ) {
      const value = values[control.name]
      if (value === undefined || (control instanceof HTMLInputElement && control.type === 'checkbox')) continue
      control.value = value
      const fold = control.closest('details')
      if (fold) fold.open = true
    }
  }
}
