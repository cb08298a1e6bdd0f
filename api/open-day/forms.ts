import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { flags } from '../cookie.ts'
import { fromForm } from '../form.ts'
import { Change, Details, Registration } from './registration.ts'
import { readTicket } from './ticket.ts'

const PAGE = '/registrations'
const SCANNED = '/q'
const DOOR = '/door'
const MINUTES = 30

/** For the holder's page alone, and for half an hour: a ticket never travels in an address. */
function keepTicket(c: Context<AppEnv>, ticket: string) {
  const until = c.var.now.getTime() + MINUTES * 60_000
  const held = c.var.deps.secrets.ticket('held', { ticket }, until)
  // And for the page behind the code that hangs at the door, where it checks its holder in.
  for (const path of [PAGE, SCANNED]) setCookie(c, 'held', held, { ...flags(c, path), maxAge: MINUTES * 60 })
}

/** The ticket this browser holds. */
export const ticketOf = (c: Context<AppEnv>) =>
  c.var.deps.secrets.redeem<{ ticket: string }>('held', getCookie(c, 'held'), c.var.now.getTime())?.ticket ?? ''

/** One of the buttons below a registration. */
const step = (name: string, jsonOf?: (values: Record<string, string>) => unknown): PageForm => ({
  path: `${PAGE}/${name}`,
  page: () => PAGE,
  call: (values, c) => ({
    method: 'POST',
    path: `/api/registrations/${name}`,
    headers: { 'x-ticket': ticketOf(c) },
    ...(jsonOf && { json: jsonOf(values) }),
  }),
  done(c) {
    flash(c, name)
    return c.redirect(PAGE, 303)
  },
})

/** The door without a script: a number, how many, and the answer as a page. */
const doorForms: readonly PageForm[] = [
  {
    path: DOOR,
    call: ({ id, number, party }, c) => ({
      method: 'POST',
      path: '/api/door/acts',
      json: { acts: [{ id, act: 'in', number, party: Number(party || 1), at: c.var.now.toISOString() }] },
    }),
    shows(answer) {
      const [{ outcome, say } = {}] = answer.results as { outcome?: string; say?: string }[]
      return { page: DOOR, values: { outcome: outcome ?? '', say: say ?? '' }, errors: [], store: false }
    },
    page: () => DOOR,
    done: (c) => c.redirect(DOOR, 303),
  },
  {
    path: `${DOOR}/pair`,
    call: ({ code }) => ({ method: 'POST', path: '/api/door/pair', json: { code } }),
    page: () => DOOR,
    done(c) {
      flash(c, 'paired')
      return c.redirect(DOOR, 303)
    },
  },
]

export const openDayForms: readonly PageForm[] = [
  ...doorForms,
  {
    path: '/open-days/:code',
    call: (values, c) => ({
      method: 'POST',
      path: `/api/open-days/${encodeURIComponent(c.req.param('code') ?? '')}/registrations`,
      json: fromForm(Registration, values),
    }),
    done(c, answer) {
      keepTicket(c, String(answer.ticket))
      flash(c, 'registered')
      return c.redirect(PAGE, 303)
    },
  },
  {
    path: PAGE,
    // To look is no change.
    open: true,
    call: ({ ticket = '' }) => ({
      method: 'GET',
      path: '/api/registrations',
      headers: { 'x-ticket': readTicket(ticket) ?? '' },
    }),
    done(c, _answer, { ticket = '' }) {
      keepTicket(c, readTicket(ticket) ?? '')
      return c.redirect(PAGE, 303)
    },
  },
  step('accept'),
  step('decline'),
  step('cancel'),
  step('change', (values) => fromForm(Change, values)),
  step('details', (values) => fromForm(Details, values)),
  {
    path: `${PAGE}/leave`,
    open: true,
    done(c) {
      for (const path of [PAGE, SCANNED]) deleteCookie(c, 'held', flags(c, path))
      flash(c, 'left')
      return c.redirect(PAGE, 303)
    },
  },
]
