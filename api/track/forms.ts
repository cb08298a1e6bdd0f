import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Call, PageForm } from '../bridge.ts'
import { flash } from '../bridge.ts'
import { readNumber, readQueryCode } from '../case/number.ts'
import { REASON, UNHAPPY } from '../case/rating.ts'
import { forgetSent } from '../complaint/again.ts'
import type { AppEnv } from '../context.ts'
import { flags } from '../cookie.ts'
import { filled, UNTOUCHED } from '../fill.ts'
import { editOf } from './edited.ts'

const MINUTE = 60_000

interface Known {
  no: string
  queryCode: string
}

/** A sealed cookie that only our pages open: number and code never travel in an address (rulings.md 8). */
function keep(c: Context<AppEnv>, name: 'track' | 'receipt', path: string, known: Known, minutes: number) {
  const until = c.var.now.getTime() + minutes * MINUTE
  const ticket = c.var.deps.secrets.ticket(name, known, until)
  setCookie(c, name, ticket, { ...flags(c, path), maxAge: minutes * 60 })
}
const keepTracked = (c: Context<AppEnv>, known: Known) => keep(c, 'track', '/track', known, 30)

const known = (c: Context<AppEnv>): Known =>
  c.var.deps.secrets.redeem<Known>('track', getCookie(c, 'track'), c.var.now.getTime()) ?? { no: 'none', queryCode: '' }

/** A header carries ASCII only; anything that cannot be a code is none. */
const header = (typed: string) => ({ 'x-query-code': readQueryCode(typed) ?? '' })

/** What this browser’s case is asked to do. */
function asked(c: Context<AppEnv>, path: string, json?: unknown): Call {
  const { no, queryCode } = known(c)
  return {
    method: 'POST',
    path: `/api/track/${no}/${path}`,
    headers: header(queryCode),
    ...(json !== undefined && { json }),
  }
}

/** One of the forms below a case: what was typed comes back in it, what was done is said once. */
const step = (
  path: string,
  jsonOf: (values: Record<string, string>) => unknown,
  more: Pick<PageForm, 'files'> & { page?: string } = {},
): PageForm => ({
  path: `/track/${path}`,
  page: () => more.page ?? '/track',
  ...(more.files && { files: true }),
  call: (values, c) => asked(c, path, jsonOf(values)),
  done(c) {
    flash(c, path)
    return c.redirect('/track', 303)
  },
})

export const idsIn = (field: string | undefined) => field?.split(/\s+/).filter((id) => id !== '') ?? []

/** A grade shows only its own reasons; those of another that were ticked before are not sent on. */
export const ratingOf = (values: Record<string, string>) => {
  const { grade = '', text, improve } = values
  const side = Number(grade) > UNHAPPY ? 'good' : 'bad'
  const reasons = Object.keys(REASON).filter((code) => values[`${side}.${code}`])
  // So does what was agreed to below another grade.
  return { grade, reasons, ...(text?.trim() && { text }), ...(improve && side === 'bad' && { improve: true }) }
}

/** The new code, shown once on a page of its own. */
function showCode(c: Context<AppEnv>, answer: Record<string, unknown>) {
  const renewed = { no: String(answer.no), queryCode: String(answer.queryCode) }
  keepTracked(c, renewed)
  keep(c, 'receipt', '/track/code', renewed, 10)
  return c.redirect('/track/code', 303)
}

export const trackForms: readonly PageForm[] = [
  {
    path: '/track',
    // Home is a cached page and has no token to give; to look is no change.
    open: true,
    call: (values) => ({
      method: 'GET',
      path: `/api/track/${readNumber(slip(values).no) ?? 'none'}`,
      headers: header(slip(values).queryCode),
    }),
    done(c, answer, values) {
      keepTracked(c, { no: String(answer.no), queryCode: slip(values).queryCode })
      return c.redirect('/track', 303)
    },
  },
  {
    ...step('withdraw', () => ({})),
    done(c) {
      forgetSent(c)
      return c.redirect('/track', 303)
    },
  },
  {
    ...step('edit', editOf, { page: '/track/edit' }),
    // A look-up on the way: the same page, with everything typed and what was found. It may say who somebody is.
    turn: ({ _go, _pick, ...values }) =>
      _pick || _go === 'again'
        ? {
            page: '/track/edit',
            values: { ...values, ...(_pick && { 'about.department': _pick }) },
            errors: [],
            store: false,
          }
        : undefined,
  },
  step('messages', ({ text }) => ({ text })),
  step('supplement', ({ text, attachments }) => ({ ...(text?.trim() && { text }), attachments: idsIn(attachments) }), {
    files: true,
  }),
  step('rating', ratingOf),
  step('improvement/rating', ratingOf),
  step('improvement/messages', ({ text }) => ({ text })),
  step('recheck', ({ text }) => ({ text })),
  { ...step('code', () => ({})), done: showCode },
  {
    path: '/track/copy',
    // To download is no change.
    open: true,
    page: () => '/track',
    call: (_values, c) => ({ ...asked(c, 'copy'), method: 'GET' }),
    done(c, answer) {
      const name = `case-${String((answer.case as Known).no)}.json`
      return c.body(filled(JSON.stringify(answer, null, 2)), 200, {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': UNTOUCHED,
      })
    },
  },
  {
    path: '/track/attachments',
    open: true,
    page: () => '/track',
    // A number and nothing else: what is typed must lead to no other address.
    call: ({ n = '' }, c) => ({ ...asked(c, `attachments/${/^\d{1,3}$/.test(n) ? n : '0'}`), method: 'GET' }),
    // The answer is the file itself.
    done: (c) => c.redirect('/track', 303),
  },
  {
    path: '/track/recover',
    call: ({ phone, no }) => ({
      method: 'POST',
      path: '/api/track/recover',
      json: { phone, ...(no?.trim() && { no }) },
    }),
    done(c) {
      return c.redirect('/track/recover/code', 303)
    },
  },
  {
    path: '/track/recover/code',
    call: ({ no, code }) => ({ method: 'POST', path: '/api/track/recover/code', json: { no, code } }),
    done: showCode,
  },
  {
    path: '/track/leave',
    // Whoever leaves a borrowed screen is never asked to press again.
    open: true,
    done(c, _answer, { clear }) {
      deleteCookie(c, 'track', { path: '/track' })
      return clear ? cleared(c) : c.redirect('/track', 303)
    },
  },
]

/**
 * Nothing of a case stays on the device: no cookie that opens or remembers one, no draft, no page to go back to
 * (security.md I-19). The display mode is a cookie and stays.
 */
function cleared(c: Context<AppEnv>) {
  for (const path of ['/complaint/receipt', '/track/code']) deleteCookie(c, 'receipt', { path })
  forgetSent(c)
  c.header('clear-site-data', '"cache", "storage"')
  flash(c, 'left')
  return c.redirect('/track', 303)
}

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
