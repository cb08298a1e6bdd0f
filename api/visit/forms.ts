import type { Context } from 'hono'
import type * as z from 'zod'
import { flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { fromForm } from '../form.ts'
import { JUDGINGS, type Judging, judging } from './judging.ts'
import { Past, Planned, Urgent } from './visit.ts'
import { ACTIONS, type Action, step } from './workflow.ts'

const isAction = (name: string): name is Action => ACTIONS.some((action) => action === name)
const isJudging = (name: string): name is Judging => JUDGINGS.some((action) => action === name)
const named = (c: Context<AppEnv>, name: string) => encodeURIComponent(c.req.param(name) ?? '')

/** The page as the form has it: the company, the day and whoever joins stand in its address and decide what it offers. */
function asTyped(path: string, { uscc = '', enteredOn, ...typed }: Record<string, string>): string {
  const joins = Object.keys(typed).filter((name) => name.startsWith('partners.') && typed[name] === 'on')
  const asked = [
    ['uscc', uscc],
    ...(enteredOn ? [['on', enteredOn]] : []),
    ...joins.map((name) => [`with.${name.slice(9)}`, 'on']),
  ]
  return `${path}?${new URLSearchParams(asked)}`
}

/** An inspection as it is put down the first time: planned, urgent, or past. */
const beginning = (path: string, to: string, schema: z.ZodType, said: string): PageForm => ({
  path,
  // Items and officers are those of whoever joins: listed anew, and nothing typed is lost.
  turn: ({ _go: go, ...values }) =>
    go === 'again' ? { page: asTyped(path, values), values, errors: [], store: false } : undefined,
  call: (values) => ({ method: 'POST', path: to, json: fromForm(schema, values) }),
  page: (_c, values) => asTyped(path, values),
  done(c, answer) {
    flash(c, said)
    return c.redirect(`/desk/visits/${String(answer.no)}`, 303)
  },
})

export const visitForms: readonly PageForm[] = [
  beginning('/desk/visits/new', '/api/desk/visits', Planned, 'plan'),
  beginning('/desk/visits/urgent', '/api/desk/visits/urgent', Urgent, 'urgent'),
  beginning('/desk/visits/past', '/api/desk/visits/past', Past, 'recall'),
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
