import type { Context } from 'hono'
import { flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { fromForm } from '../form.ts'
import { ISSUE, ISSUED, type Issued } from './code.ts'
import { ACTIONS, type Action, step } from './workflow.ts'

const isAction = (name: string): name is Action => ACTIONS.some((action) => action === name)
const isIssued = (name: string): name is Issued => ISSUED.some((type) => type === name)
const idOf = (c: Context<AppEnv>) => encodeURIComponent(c.req.param('id') ?? '')

export const codeForms: readonly PageForm[] = [
  {
    path: '/desk/codes/new',
    call: ({ type = '', ...typed }) => ({
      method: 'POST',
      path: '/api/desk/codes',
      json: { type, ...(isIssued(type) && fromForm(ISSUE[type], typed)) },
    }),
    page: (_c, { type = '' }) => `/desk/codes/new?type=${encodeURIComponent(type)}`,
    done(c, answer) {
      flash(c, 'issue')
      return c.redirect(`/desk/codes/${String(answer.id)}`, 303)
    },
  },
  {
    path: '/desk/codes/:id',
    call: ({ action = '', n, ...typed }, c) => ({
      method: 'POST',
      path: `/api/desk/codes/${idOf(c)}/steps`,
      json: { action, n, ...(isAction(action) && fromForm(step(action).says, typed)) },
    }),
    done(c, _answer, { action = '' }) {
      flash(c, action)
      return c.redirect(`/desk/codes/${idOf(c)}`, 303)
    },
  },
  {
    // A code typed by hand is the address of its page; nothing is sent anywhere.
    path: '/q',
    open: true,
    call: ({ code = '' }) => ({
      method: 'GET',
      path: `/api/codes/${encodeURIComponent(code.toWellFormed().trim().slice(0, 100)) || 'none'}`,
    }),
    page: () => '/q',
    done: (c, answer) => c.redirect(`/q/${String(answer.id)}`, 303),
  },
]
