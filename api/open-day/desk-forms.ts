import type { Context } from 'hono'
import { flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { fromForm } from '../form.ts'
import { isJudging, Lost, SAYS, tickedIn } from './judging.ts'
import { Message } from './message.ts'
import { Seating } from './seating.ts'

const part = (c: Context<AppEnv>, name: string) => encodeURIComponent(c.req.param(name) ?? '')
const api = (c: Context<AppEnv>) => `/api/desk/open-days/${part(c, 'code')}`
const page = (c: Context<AppEnv>) => `/desk/open-days/${part(c, 'code')}`
/** The list as it was narrowed, to come back to. */
const list = (c: Context<AppEnv>, { here = '' }: Record<string, string>) =>
  `${page(c)}/list?${new URLSearchParams(here)}`

export const openDayDeskForms: readonly PageForm[] = [
  {
    path: '/desk/open-days/:code/list',
    call: ({ action = '', here: _here, ...values }, c) => ({
      method: 'POST',
      path: `${api(c)}/steps`,
      json: {
        action,
        items: tickedIn(values),
        ...(isJudging(action) && fromForm(SAYS[action], { reason: values.reason ?? '', note: values.note ?? '' })),
      },
    }),
    page: (c, values) => list(c, values),
    shows: ({ items }, values, c) => ({
      page: list(c, values),
      values: { results: JSON.stringify(items) },
      errors: [],
      store: false,
    }),
    done: (c, _answer, values) => c.redirect(list(c, values), 303),
  },
  {
    path: '/desk/open-days/:code/list/:id',
    call: ({ action = '', n, ...typed }, c) => ({
      method: 'POST',
      path: `${api(c)}/registrations/${part(c, 'id')}/steps`,
      json: { action, n, ...(isJudging(action) && fromForm(SAYS[action], typed)) },
    }),
    done(c, _answer, { action = '' }) {
      flash(c, action)
      return c.redirect(`${page(c)}/list/${part(c, 'id')}`, 303)
    },
  },
  {
    path: '/desk/open-days/:code/tickets',
    call: (values, c) => ({ method: 'POST', path: `${api(c)}/tickets`, json: fromForm(Lost, values) }),
    // Shown once, and never in an address.
    shows: ({ ticket, number }, _values, c) => ({
      page: `${page(c)}/tickets`,
      values: { issued: String(ticket), number: String(number) },
      errors: [],
      store: false,
    }),
    done: (c) => c.redirect(`${page(c)}/tickets`, 303),
  },
  {
    path: '/desk/open-days/:code/messages',
    call: (values, c) => ({ method: 'POST', path: `${api(c)}/messages`, json: fromForm(Message, values) }),
    done(c) {
      flash(c, 'message')
      return c.redirect(page(c), 303)
    },
  },
  {
    path: '/desk/open-days/:code/seating',
    call: (values, c) => ({ method: 'POST', path: `${api(c)}/seating`, json: fromForm(Seating, values) }),
    page: (c) => `${page(c)}/print`,
    done(c, _answer, { session = '' }) {
      flash(c, 'seat')
      return c.redirect(`${page(c)}/print?${new URLSearchParams({ session })}`, 303)
    },
  },
]
