import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { flags } from '../cookie.ts'
import { fromForm } from '../form.ts'
import { Application } from './application.ts'
import { Objection } from './objection.ts'
import { Resignation } from './resignation.ts'
import { readTicket } from './ticket.ts'

const PAGE = '/supervisors/application'
const OBJECTION = '/supervisors/objection'
const MINUTES = 30

/** For its holder's page alone, and for half an hour: a ticket never travels in an address. */
function keepTicket(c: Context<AppEnv>, path: string, ticket: string) {
  const until = c.var.now.getTime() + MINUTES * 60_000
  const held = c.var.deps.secrets.ticket('held', { ticket }, until)
  setCookie(c, 'held', held, { ...flags(c, path), maxAge: MINUTES * 60 })
}

/** The ticket this browser holds. */
const ticketOf = (c: Context<AppEnv>) =>
  c.var.deps.secrets.redeem<{ ticket: string }>('held', getCookie(c, 'held'), c.var.now.getTime())?.ticket ?? ''

/** Looking at what a ticket opens, and leaving it. To look is no change. */
const looking = (page: string, path: string): PageForm[] => [
  {
    path: page,
    open: true,
    call: ({ ticket = '' }) => ({ method: 'GET', path, headers: { 'x-ticket': readTicket(ticket) ?? '' } }),
    done(c, _answer, { ticket = '' }) {
      keepTicket(c, page, readTicket(ticket) ?? '')
      return c.redirect(page, 303)
    },
  },
  {
    path: `${page}/leave`,
    open: true,
    done(c) {
      deleteCookie(c, 'held', flags(c, page))
      flash(c, 'left')
      return c.redirect(page, 303)
    },
  },
]

/** One of the buttons below an application. */
const step = (name: string, said: (values: Record<string, string>) => unknown = () => undefined): PageForm => ({
  path: `${PAGE}/${name}`,
  page: () => PAGE,
  call: (values, c) => ({
    method: 'POST',
    path: `/api/supervisors/applications/${name}`,
    headers: { 'x-ticket': ticketOf(c) },
    json: said(values),
  }),
  done(c) {
    flash(c, name)
    return c.redirect(PAGE, 303)
  },
})

export const supervisorForms: readonly PageForm[] = [
  {
    path: '/supervisors',
    // To look is no change; the number travels in bodies only.
    open: true,
    call: ({ number = '' }) => ({ method: 'POST', path: '/api/supervisors/verify', json: { number } }),
    shows: (answer, { number = '' }) => ({
      page: '/supervisors',
      values: { number, verdict: JSON.stringify(answer) },
      errors: [],
      store: false,
    }),
    done: (c) => c.redirect('/supervisors', 303),
  },
  {
    path: '/supervisors/apply',
    call: (values) => ({
      method: 'POST',
      path: '/api/supervisors/applications',
      json: fromForm(Application, values),
    }),
    done(c, answer) {
      keepTicket(c, PAGE, String(answer.ticket))
      flash(c, 'applied')
      return c.redirect(PAGE, 303)
    },
  },
  ...looking(PAGE, '/api/supervisors/applications'),
  step('withdraw'),
  step('listed', ({ listed }) => ({ listed: listed === 'yes' })),
  {
    path: '/supervisors/publicity/:id',
    call: (values, c) => ({
      method: 'POST',
      path: `/api/supervisors/${encodeURIComponent(c.req.param('id') ?? '')}/objections`,
      json: fromForm(Objection, values),
    }),
    done(c, answer) {
      keepTicket(c, OBJECTION, String(answer.ticket))
      flash(c, 'objected')
      return c.redirect(OBJECTION, 303)
    },
  },
  ...looking(OBJECTION, '/api/supervisors/objections'),
  {
    path: '/supervisor/listed',
    page: () => '/supervisor',
    call: ({ listed = '' }) => ({
      method: 'POST',
      path: '/api/supervisor/listed',
      json: { listed: listed === 'yes' },
    }),
    done(c) {
      flash(c, 'listed')
      return c.redirect('/supervisor#office', 303)
    },
  },
  {
    path: '/supervisor/resign',
    call: (values) => ({ method: 'POST', path: '/api/supervisor/resign', json: fromForm(Resignation, values) }),
    done(c) {
      // Nobody is signed in any more: the words wait where anybody may be.
      flash(c, 'resigned')
      return c.redirect('/supervisors', 303)
    },
  },
]
