import type { Context } from 'hono'
import { flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { fromForm } from '../form.ts'
import { JUDGINGS, type Judging, judging } from './judging.ts'
import { Past, Planned } from './visit.ts'
import { ACTIONS, type Action, step } from './workflow.ts'

const isAction = (name: string): name is Action => ACTIONS.some((action) => action === name)
const isJudging = (name: string): name is Judging => JUDGINGS.some((action) => action === name)
const named = (c: Context<AppEnv>, name: string) => encodeURIComponent(c.req.param(name) ?? '')

/** The page as it was asked for: the company and whoever joins stand in its address. */
const asAsked = (path: string) => (c: Context<AppEnv>) => `${path}${new URL(c.req.url).search}`

export const visitForms: readonly PageForm[] = [
  {
    path: '/desk/visits/new',
    call: (values) => ({ method: 'POST', path: '/api/desk/visits', json: fromForm(Planned, values) }),
    page: asAsked('/desk/visits/new'),
    done(c, answer) {
      flash(c, 'plan')
      return c.redirect(`/desk/visits/${String(answer.no)}`, 303)
    },
  },
  {
    path: '/desk/visits/past',
    call: (values) => ({ method: 'POST', path: '/api/desk/visits/past', json: fromForm(Past, values) }),
    page: asAsked('/desk/visits/past'),
    done(c, answer) {
      flash(c, 'recall')
      return c.redirect(`/desk/visits/${String(answer.no)}`, 303)
    },
  },
  {
    path: '/desk/visits/alarms/:id',
    call: ({ action = '', n, ...typed }, c) => ({
      method: 'POST',
      path: `/api/desk/visit-alarms/${named(c, 'id')}/steps`,
      json: { action, n, ...(isJudging(action) && fromForm(judging(action).says, typed)) },
    }),
    done(c, _answer, { action = '' }) {
      flash(c, action)
      return c.redirect(`/desk/visits/alarms/${named(c, 'id')}`, 303)
    },
  },
  {
    path: '/desk/visits/:visit',
    call: ({ action = '', n, ...typed }, c) => ({
      method: 'POST',
      path: `/api/desk/visits/${named(c, 'visit')}/steps`,
      json: { action, n, ...(isAction(action) && fromForm(step(action).says, typed)) },
    }),
    done(c, _answer, { action = '' }) {
      flash(c, action)
      return c.redirect(`/desk/visits/${named(c, 'visit')}`, 303)
    },
  },
]
