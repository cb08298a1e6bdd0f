import type { Context } from 'hono'
import { flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { fromForm } from '../form.ts'
import { Asking, Contact, Opening } from './contact.ts'
import { type Action, step, TAKEN } from './workflow.ts'

const isTaken = (name: string): name is Action => TAKEN.some((action) => action === name)
const named = (c: Context<AppEnv>) => encodeURIComponent(c.req.param('id') ?? '')
const texts = (answer: Record<string, unknown>, ...names: string[]) =>
  Object.fromEntries(names.flatMap((name) => (typeof answer[name] === 'string' ? [[name, answer[name]]] : [])))

export const contactForms: readonly PageForm[] = [
  {
    path: '/desk/contacts/new',
    call: (values) => ({ method: 'POST', path: '/api/desk/contacts', json: fromForm(Contact, values) }),
    done(c, answer) {
      flash(c, 'add')
      return c.redirect(`/desk/contacts/${String(answer.id)}`, 303)
    },
  },
  {
    path: '/desk/contacts/questionnaire',
    call: (values) => ({ method: 'POST', path: '/api/desk/contacts/questionnaire', json: fromForm(Asking, values) }),
    done(c) {
      flash(c, 'questionnaire')
      return c.redirect('/desk/contacts/questionnaire', 303)
    },
  },
  {
    path: '/desk/contacts/:id',
    call: ({ action = '', n, ...typed }, c) => ({
      method: 'POST',
      path: `/api/desk/contacts/${named(c)}/steps`,
      json: {
        ...{ action, n, ...(isTaken(action) && fromForm(step(action).says, typed)) },
        // A tick taken away says so: what the API does not hear of stays as it is.
        ...(action === 'change' && { listed: Boolean(typed.listed) }),
      },
    }),
    done(c, _answer, { action = '' }) {
      flash(c, action)
      return c.redirect(`/desk/contacts/${named(c)}`, 303)
    },
  },
  {
    path: '/desk/contacts/:id/person',
    call: (values, c) => ({
      method: 'POST',
      path: `/api/desk/contacts/${named(c)}/person`,
      json: fromForm(Opening, values),
    }),
    page: (c) => `/desk/contacts/${named(c)}?form=person`,
    // Who it is stands in this one answer and in no address.
    shows: (answer, _values, c) => ({
      page: `/desk/contacts/${named(c)}?form=person`,
      values: { shown: 'on', ...texts(answer, 'person', 'phone', 'post') },
      errors: [],
      store: false,
    }),
    done: (c) => c.redirect(`/desk/contacts/${named(c)}`, 303),
  },
  {
    path: '/desk/contacts/:id/code',
    call: (_values, c) => ({ method: 'POST', path: `/api/desk/contacts/${named(c)}/code` }),
    page: (c) => `/desk/contacts/${named(c)}?form=code`,
    shows: (answer, _values, c) => ({
      page: `/desk/contacts/${named(c)}?form=code`,
      values: texts(answer, 'login', 'token', 'expiresAt'),
      errors: [],
      store: false,
    }),
    done: (c) => c.redirect(`/desk/contacts/${named(c)}`, 303),
  },
]
