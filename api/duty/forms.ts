import type { Context } from 'hono'
import { flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { fromForm } from '../form.ts'
import { Announcement } from './announcement.ts'
import { Inviting, NewDuty } from './duty.ts'
import { ACTIONS, type Action, PART_ACTIONS, type PartAction, partStep, step } from './workflow.ts'

const isAction = (name: string): name is Action => ACTIONS.some((action) => action === name)
const isPart = (name: string): name is PartAction => PART_ACTIONS.some((action) => action === name)
const named = (c: Context<AppEnv>, name: string) => encodeURIComponent(c.req.param(name) ?? '')

export const dutyForms: readonly PageForm[] = [
  {
    path: '/duty/:id',
    call: ({ action = '', n, ...typed }, c) => ({
      method: 'POST',
      path: `/api/duties/${named(c, 'id')}/steps`,
      json: { action, n, ...(isPart(action) && fromForm(partStep(action).says, typed)) },
    }),
    done(c, _answer, { action = '' }) {
      flash(c, action)
      return c.redirect(`/duty/${named(c, 'id')}`, 303)
    },
  },
  {
    path: '/desk/duties/new',
    call: (values) => ({ method: 'POST', path: '/api/desk/duties', json: fromForm(NewDuty, values) }),
    done(c, answer) {
      flash(c, 'make')
      return c.redirect(`/desk/duties/${String(answer.id)}/invite`, 303)
    },
  },
  {
    path: '/desk/duties/:id',
    call: ({ action = '', n, ...typed }, c) => ({
      method: 'POST',
      path: `/api/desk/duties/${named(c, 'id')}/steps`,
      json: { action, n, ...(isAction(action) && fromForm(step(action).says, typed)) },
    }),
    done(c, _answer, { action = '' }) {
      flash(c, action)
      return c.redirect(`/desk/duties/${named(c, 'id')}`, 303)
    },
  },
  {
    path: '/desk/duties/:id/invite',
    call: (values, c) => ({
      method: 'POST',
      path: `/api/desk/duties/${named(c, 'id')}/invitations`,
      json: fromForm(Inviting, values),
    }),
    shows: ({ invited, before, recused, outside }, _values, c) => ({
      page: `/desk/duties/${named(c, 'id')}/invite`,
      values: { invited: String(invited), before: String(before), recused: String(recused), outside: String(outside) },
      errors: [],
      store: false,
    }),
    done: (c) => c.redirect(`/desk/duties/${named(c, 'id')}`, 303),
  },
  {
    path: '/desk/duties/:id/parts/:supervisor',
    call: ({ action = '', n, ...typed }, c) => ({
      method: 'POST',
      path: `/api/desk/duties/${named(c, 'id')}/parts/${named(c, 'supervisor')}/steps`,
      json: { action, n, ...(isPart(action) && fromForm(partStep(action).says, typed)) },
    }),
    done(c, _answer, { action = '' }) {
      flash(c, action)
      return c.redirect(`/desk/duties/${named(c, 'id')}`, 303)
    },
  },
  {
    path: '/desk/announcements/new',
    call: (values) => ({ method: 'POST', path: '/api/desk/announcements', json: fromForm(Announcement, values) }),
    done(c) {
      flash(c, 'announce')
      return c.redirect('/desk/announcements', 303)
    },
  },
]
