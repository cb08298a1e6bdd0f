import type { Context } from 'hono'
import { setCookie } from 'hono/cookie'
import type { PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { flags } from '../cookie.ts'
import type { Way } from '../lead/lead.ts'
import { rememberSent, sentBefore } from './again.ts'
import { stepNamed, stepOf, turn } from './steps.ts'
import { complaintOf } from './submission.ts'

const MINUTES = 10

/** What the receipt page shows; of a lead also how it is dealt with. */
export interface Shown {
  no: string
  queryCode: string
  way?: Way | undefined
}

/** For the receipt page alone, and for ten minutes (rulings.md 8): a sealed cookie, for nothing travels in an address. */
export function keepReceipt(c: Context<AppEnv>, { no, queryCode, way }: Shown) {
  const until = c.var.now.getTime() + MINUTES * 60_000
  const ticket = c.var.deps.secrets.ticket('receipt', { no, queryCode, ...(way && { way }) }, until)
  setCookie(c, 'receipt', ticket, { ...flags(c, '/complaint/receipt'), maxAge: MINUTES * 60 })
}

/** The page of one step, as it is drawn inside; no address says how far somebody is. */
const pageOf = (step: string, more = '') => `/complaint?step=${step}${more}`

const submit: PageForm = {
  path: '/complaint',
  turn(sent) {
    const turned = turn(sent)
    // What says who somebody is, and anything on a shared device, is not left in the browser’s own store; other pages
    // are, or the back button would find nothing.
    const personal = Object.keys(turned?.values ?? {}).some((name) => /^(person|enterprise)\.|^ask\.shared$/.test(name))
    return turned && { page: pageOf(turned.step), values: turned.values, errors: turned.errors, store: !personal }
  },
  // A refusal leads to the step it is about, and from there straight back to the summary if that is where it came from.
  page(_c, values, { fields }) {
    const from = stepNamed(values._step) ?? 'check'
    return pageOf(fields ? stepOf(values, fields) : from, from === 'check' ? '&return=on' : '')
  },
  call(values, c) {
    const json = complaintOf(values)
    return { method: 'POST', path: '/api/complaints', json, headers: sentBefore(c, json) }
  },
  done(c, answer, values) {
    rememberSent(c, complaintOf(values), values._token)
    keepReceipt(c, { no: String(answer.no), queryCode: String(answer.queryCode) })
    return c.redirect('/complaint/receipt', 303)
  },
}

export const caseForms: readonly PageForm[] = [
  submit,
  // The same form, from the step where files travel along.
  { ...submit, path: '/complaint/evidence', files: true },
]
