import type { Context } from 'hono'
import { type Call, flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { fromForm } from '../form.ts'
import { draw, type Fetch, send } from '../pages.ts'
import { Deciding } from './decision.ts'
import { Invited } from './invited.ts'
import { ACTIONS, type Action, step } from './workflow.ts'

const isAction = (name: string): name is Action => ACTIONS.some((action) => action === name)
const named = (c: Context<AppEnv>, name: string) => encodeURIComponent(c.req.param(name) ?? '')
const home = (c: Context<AppEnv>) => `/desk/supervisors/${named(c, 'id')}`

/** Ticked people each have a name of their own, with the last event seen of them. */
const ticked = (values: Record<string, string>) =>
  Object.entries(values).flatMap(([name, n]) =>
    name.startsWith('who.') ? [{ id: name.slice('who.'.length), n: Number(n) }] : [],
  )

const bulk = ({ action = '', ...values }: Record<string, string>): Call => ({
  method: 'POST',
  path: '/api/desk/supervisors/bulk',
  json: {
    action,
    who: ticked(values),
    ...(isAction(action) && fromForm(step(action).says, typedIn(values))),
  },
})
const typedIn = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith('who.') && name !== 'state'))

/** A page that shows a secret once is drawn in answer to the form itself and asks the API nothing. */
const alone: Fetch = () => Promise.reject(new Error('a page shown once asks the API nothing'))
const showOnce = async (c: Context<AppEnv>, shown: Record<string, unknown>) => {
  const values = once(shown, ['id', 'name', 'number', 'login', 'token', 'expiresAt'])
  return send(c, await draw(c, alone, '/desk/supervisors/appointed', { form: { values, errors: [] } }))
}

/** What a page shows once, as the values of a form that came back. */
const once = (answer: Record<string, unknown>, keys: readonly string[]) =>
  Object.fromEntries(keys.map((key) => [key, String(answer[key] ?? '')]))

export const supervisorDeskForms: readonly PageForm[] = [
  {
    path: '/desk/supervisors/new',
    call: (values) => ({ method: 'POST', path: '/api/desk/supervisors', json: fromForm(Invited, values) }),
    done(c, answer) {
      flash(c, 'invite')
      return c.redirect(`/desk/supervisors/${String(answer.id)}`, 303)
    },
  },
  {
    // Several at once: what came of each is shown there and then, with the set-up codes, which are shown nowhere else.
    path: '/desk/supervisors/bulk',
    call: bulk,
    page: (_c, { state = '' }) => `/desk/supervisors?${new URLSearchParams({ state })}`,
    shows: (answer) => ({
      page: '/desk/supervisors/done',
      values: { label: String(answer.label), items: JSON.stringify(answer.items) },
      errors: [],
      store: false,
    }),
    done: (c) => c.redirect('/desk/supervisors', 303),
  },
  {
    path: '/desk/supervisors/:id/application',
    call: ({ why = '' }, c) => ({
      method: 'POST',
      path: `/api/desk/supervisors/${named(c, 'id')}/application`,
      json: { why },
    }),
    page: home,
    shows: (answer, _values, c) => ({
      page: home(c),
      values: {
        opened: 'application',
        ...once(answer, ['name', 'phone', 'birth', 'education', 'employer', 'interests', 'statement']),
        kin: Array.isArray(answer.kin) ? answer.kin.join('、') : '',
      },
      errors: [],
      store: false,
    }),
    done: (c) => c.redirect(home(c), 303),
  },
  {
    path: '/desk/supervisors/:id/objections/:objection/sender',
    call: ({ why = '' }, c) => ({
      method: 'POST',
      path: `/api/desk/supervisors/${named(c, 'id')}/objections/${named(c, 'objection')}/sender`,
      json: { why },
    }),
    page: home,
    shows: (answer, { objection = '' }, c) => ({
      page: home(c),
      values: { opened: 'objection', objection, ...once(answer, ['name', 'phone']) },
      errors: [],
      store: false,
    }),
    done: (c) => c.redirect(`${home(c)}#objections`, 303),
  },
  {
    path: '/desk/supervisors/:id/objections/:objection',
    // Which one it is of several on the page stands in the address already.
    call: ({ objection: _objection, ...values }, c) => ({
      method: 'POST',
      path: `/api/desk/supervisors/${named(c, 'id')}/objections/${named(c, 'objection')}`,
      json: fromForm(Deciding, values),
    }),
    page: home,
    done(c) {
      flash(c, 'decide')
      return c.redirect(`${home(c)}#objections`, 303)
    },
  },
  {
    path: '/desk/supervisors/:id',
    call: ({ action = '', n, ...typed }, c) => ({
      method: 'POST',
      path: `/api/desk/supervisors/${named(c, 'id')}/steps`,
      json: { action, n, ...(isAction(action) && fromForm(step(action).says, typed)) },
    }),
    done(c, answer, { action = '' }) {
      const { setUp, id, name, number } = answer as Record<string, unknown>
      if (setUp) return showOnce(c, { id, name, number, ...(setUp as object) })
      flash(c, action)
      return c.redirect(home(c), 303)
    },
  },
]
