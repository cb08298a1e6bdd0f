import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { PageForm } from '../bridge.ts'
import { readNumber, readQueryCode } from '../case/number.ts'
import type { AppEnv } from '../context.ts'
import { flags } from '../cookie.ts'
import { fromForm } from '../form.ts'
import { forgetSent, rememberSent, sentBefore } from './again.ts'
import { Complaint } from './complaint.ts'

const MINUTE = 60_000

/** A sealed cookie that only our pages open: number and code never travel in an address. */
function keep(
  c: Context<AppEnv>,
  name: 'receipt' | 'track',
  path: string,
  value: { no: string; queryCode: string },
  minutes: number,
) {
  const until = c.var.now.getTime() + minutes * MINUTE
  const ticket = c.var.deps.secrets.ticket(name, value, until)
  setCookie(c, name, ticket, { ...flags(c, path), maxAge: minutes * 60 })
}

/**
 * The form speaks of `appears` and of a family with its own list of categories; the API of `anonymous`, `confidential`
 * and one category. What a form shows and the sender then hid again by choosing otherwise is not sent on.
 */
export function complaintOf(values: Record<string, string>) {
  const { appears, family } = values
  const hidden = (name: string) =>
    name === 'appears' ||
    name === 'family' ||
    name.startsWith('category-') ||
    (appears === 'anonymous' && name.startsWith('person.'))
  const body = fromForm(Complaint, Object.fromEntries(Object.entries(values).filter(([name]) => !hidden(name))))
  const category = values[`category-${family}`]
  if (category) body.category = category
  if (appears === 'anonymous') body.anonymous = true
  else if (appears === 'named' || appears === 'confidential') body.person ??= {}
  if (appears === 'confidential') body.confidential = true
  return body
}

/** For the receipt page alone, and for ten minutes (rulings.md 8). */
export const keepReceipt = (c: Context<AppEnv>, { no, queryCode }: { no: string; queryCode: string }) =>
  keep(c, 'receipt', '/complaint/receipt', { no, queryCode }, 10)

const submit = (path: string): PageForm => ({
  path,
  page: () => '/complaint',
  call(values, c) {
    const json = complaintOf(values)
    return { method: 'POST', path: '/api/complaints', json, headers: sentBefore(c, json) }
  },
  done(c, answer, values) {
    rememberSent(c, complaintOf(values), values._token)
    keepReceipt(c, { no: String(answer.no), queryCode: String(answer.queryCode) })
    return c.redirect('/complaint/receipt', 303)
  },
})

export const caseForms: readonly PageForm[] = [
  submit('/complaint'),
  {
    path: '/track',
    // Home is a cached page and has no token to give; to look is no change.
    open: true,
    call: (values) => ({
      method: 'GET',
      path: `/api/track/${readNumber(slip(values).no) ?? 'none'}`,
      headers: { 'x-query-code': header(slip(values).queryCode) },
    }),
    done(c, answer, values) {
      keep(c, 'track', '/track', { no: String(answer.no), queryCode: slip(values).queryCode }, 30)
      return c.redirect('/track', 303)
    },
  },
  {
    path: '/track/withdraw',
    page: () => '/track',
    call(_values, c) {
      const known = c.var.deps.secrets.redeem<{ no: string; queryCode: string }>(
        'track',
        getCookie(c, 'track'),
        c.var.now.getTime(),
      )
      return {
        method: 'POST',
        path: `/api/track/${known?.no ?? 'none'}/withdraw`,
        headers: { 'x-query-code': header(known?.queryCode ?? '') },
      }
    },
    done(c) {
      forgetSent(c)
      return c.redirect('/track', 303)
    },
  },
  {
    path: '/track/leave',
    // Whoever leaves a borrowed screen is never asked to press again.
    open: true,
    done(c) {
      deleteCookie(c, 'track', { path: '/track' })
      return c.redirect('/track', 303)
    },
  },
]

/** Number and code, or the whole slip (or what its QR code holds) pasted into the first field. */
function slip(values: Record<string, string>) {
  const pasted = (values.no ?? '').normalize('NFKC')
  const [no] = /\d{4}\s?-?\s?\d{8}\s?[A-Za-z](?![0-9A-Za-z])/.exec(pasted) ?? []
  const typed = values.code?.trim()
  if (!no) return { no: pasted.trim() || 'none', queryCode: typed ?? '' }
  const [code] =
    /(?<![0-9A-Za-z])(?:[0-9A-Za-z]{4}[\s-]*){5}[0-9A-Za-z]{4}(?![0-9A-Za-z])/.exec(pasted.replace(no, ' ; ')) ?? []
  return { no: no.replace(/\s/g, ''), queryCode: typed || (code ?? '') }
}

/** A header carries ASCII only; anything that cannot be a code is none. */
const header = (typed: string) => readQueryCode(typed) ?? ''
