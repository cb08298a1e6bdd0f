import { attempt, isShared } from '../../ui/device.ts'

/**
 * What somebody who was invited holds on their own device until the answer is acknowledged: first the invitation, then
 * what a ballot is made of, then the ballot. A crash at any point loses no vote; then it is gone.
 */
export interface Held {
  token?: string
  message?: string
  inverse?: string
  blinded?: string
  signature?: string
}

/** On a device everybody uses it goes with the window. */
const store = () => (isShared() ? sessionStorage : localStorage)
const namedKey = (code: string) => `survey-of/${code}`
/** One device may hold invitations of several inspections; each window answers for the one it came from. */
const heldKey = (code: string) => `survey-held/${attempt(() => sessionStorage.getItem(namedKey(code))) ?? code}`
/** From here on this window answers a survey for one inspection. */
export const holdFor = (code: string, name: string): boolean =>
  attempt(() => {
    sessionStorage.setItem(namedKey(code), `${code}/${name}`)
    return true
  }) ?? false
const draftKey = (code: string) => `survey/${code}`

export const held = (code: string): Held =>
  attempt(() => JSON.parse(store().getItem(heldKey(code)) ?? '{}') as Held) ?? {}
/** Whether it could be kept: without that a ballot must not be asked for. */
export const hold = (code: string, what: Held): boolean =>
  attempt(() => {
    store().setItem(heldKey(code), JSON.stringify(what))
    return true
  }) ?? false

const LASTS = 7 * 86_400_000

/** The answers so far, and the question they were left at. */
export interface Draft {
  at: string
  fields: [string, string][]
}
export const keepDraft = (code: string, form: HTMLFormElement, now: number) => {
  const all = [...new FormData(form)].filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  const fields = all.filter(([name, value]) => value !== '' && /^(answers\.|ask\.seed$|version$)/.test(name))
  const at = all.find(([name]) => name === '_at')?.[1] ?? ''
  attempt(() => store().setItem(draftKey(code), JSON.stringify({ on: now, at, fields })))
}
export function draft(code: string, now: number): Draft | undefined {
  const kept = attempt(() => JSON.parse(store().getItem(draftKey(code)) ?? 'null') as (Draft & { on: number }) | null)
  return kept?.at && now - kept.on < LASTS ? kept : undefined
}
export const dropDraft = (code: string) => attempt(() => store().removeItem(draftKey(code)))

/** Once the answer is in the box, or the invitation is used up. */
export function forget(code: string) {
  for (const place of [() => localStorage, () => sessionStorage])
    for (const key of [heldKey(code), draftKey(code)]) attempt(() => place().removeItem(key))
  attempt(() => sessionStorage.removeItem(namedKey(code)))
}
