import type { Context } from 'hono'
import { type Call, flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { bulkOf } from '../desk/bulk.ts'
import { fromForm } from '../form.ts'
import { Special } from './special.ts'
import { ACTIONS, type Action, step } from './workflow.ts'

const isAction = (name: string): name is Action => ACTIONS.some((action) => action === name)
const idOf = (typed: string | undefined) => encodeURIComponent(typed ?? '')

/** Ticked cases each have a name of their own, with the number in it; others are typed in one line. */
const numbersIn = (values: Record<string, string>) => [
  ...bulkOf(values).cases.map(({ no }) => no),
  ...typedIn(values.cases),
]
const typedIn = (line = '') => line.split(/[\s,，、;；]+/).filter(Boolean)

const grouping = (id: string, values: Record<string, string>): Call => ({
  method: 'POST',
  path: `/api/desk/specials/${idOf(id)}/cases`,
  json: {
    action: values.action || 'group',
    cases: numbersIn(values),
    ...(values.elsewhere && { elsewhere: typedIn(values.elsewhere) }),
  },
})

/** The list as it was narrowed when cases were ticked in it. */
const listOf = (c: Context<AppEnv>) => `/desk${new URL(c.req.url).search}`
const NONE_CHOSEN = { path: 'special', message: '请选择列入哪个专项监督' }

export const specialForms: readonly PageForm[] = [
  {
    path: '/desk/specials/new',
    call: (values) => ({ method: 'POST', path: '/api/desk/specials', json: fromForm(Special, values) }),
    done(c, answer) {
      flash(c, 'open')
      return c.redirect(`/desk/specials/${String(answer.id)}`, 303)
    },
  },
  {
    // From the desk's list: several cases, and the one they are put under.
    path: '/desk/specials/cases',
    turn: (values, c) =>
      values.special ? undefined : { page: listOf(c), values, errors: [NONE_CHOSEN], store: false },
    call: ({ action: _action, special = '', ...values }) => grouping(special, values),
    page: listOf,
    done(c, _answer, { special = '' }) {
      flash(c, 'group')
      return c.redirect(`/desk/specials/${idOf(special)}`, 303)
    },
  },
  {
    path: '/desk/specials/:id/cases',
    call: (values, c) => grouping(c.req.param('id') ?? '', values),
    page: (c) => `/desk/specials/${idOf(c.req.param('id'))}`,
    done(c, _answer, { action = 'group' }) {
      flash(c, action)
      return c.redirect(`/desk/specials/${idOf(c.req.param('id'))}`, 303)
    },
  },
  {
    path: '/desk/specials/:id',
    call: ({ action = '', n, ...typed }, c) => ({
      method: 'POST',
      path: `/api/desk/specials/${idOf(c.req.param('id'))}/steps`,
      json: { action, n, ...(isAction(action) && fromForm(step(action).says, typed)) },
    }),
    done(c, _answer, { action = '' }) {
      flash(c, action)
      return c.redirect(`/desk/specials/${idOf(c.req.param('id'))}`, 303)
    },
  },
]
