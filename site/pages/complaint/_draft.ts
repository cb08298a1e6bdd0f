import { attempt } from '../../ui/device.ts'

/** Where the unfinished form is kept on the person’s own device, and how long. */
const KEY = 'complaint'
const LASTS = 7 * 86_400_000

/** The answers, and the step they were left at. */
export interface Kept {
  step: string
  values: Record<string, string>
}

/** Who somebody is, their enterprise, their consent, their files and the form’s own fields are never kept. */
const SECRET = /^(_|person\.|enterprise\.|consent$|antibot$|attachments$|ask\.(return|shared)$)/

export const forget = () => attempt(() => localStorage.removeItem(KEY))

export const read = (form: HTMLFormElement): Kept => {
  const all = [...new FormData(form)].filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  return {
    step: all.find(([name]) => name === '_step')?.[1] ?? '',
    values: Object.fromEntries(all.filter(([name, value]) => value !== '' && !SECRET.test(name))),
  }
}

export const keep = (kept: Kept, now: number) =>
  attempt(() => localStorage.setItem(KEY, JSON.stringify({ at: now, ...kept })))

export function recall(now: number): Kept | undefined {
  const kept = attempt(() => JSON.parse(localStorage.getItem(KEY) ?? 'null') as (Kept & { at: number }) | null)
  return kept?.step && now - kept.at < LASTS ? kept : undefined
}

/** Goes on where a draft was left: the server draws that step, or the first one before it that needs mending. */
export function resume(form: HTMLFormElement, { step, values }: Kept) {
  for (const [name, value] of Object.entries({ ...values, _go: step })) {
    const field = document.createElement('input')
    Object.assign(field, { type: 'hidden', name, value })
    // Before the controls of this page: of two answers to one question the first counts.
    form.prepend(field)
  }
  form.submit()
}
