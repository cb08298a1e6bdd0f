import type { Context } from 'hono'
import { flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { fromForm } from '../form.ts'
import { Arriving } from '../open-day/arriving.ts'
import { ticketOf } from '../open-day/forms.ts'
import { ISSUE, ISSUED, type Issued } from './code.ts'
import { ACTIONS, type Action, step } from './workflow.ts'

const isAction = (name: string): name is Action => ACTIONS.some((action) => action === name)
const isIssued = (name: string): name is Issued => ISSUED.some((type) => type === name)
const idOf = (c: Context<AppEnv>) => encodeURIComponent(c.req.param('id') ?? '')

/** What stands before the code in an address somebody pasted; nothing where it is no address. */
function hostIn(typed: string): string | undefined {
  const plain = typed.normalize('NFKC')
  const at = plain.search(/\/q\//i)
  // Only what stands there alone: with words or another path before it, it is not our address.
  return at < 0
    ? undefined
    : plain
        .slice(0, at)
        .trim()
        .replace(/^https?:\/\//i, '')
        .toLowerCase()
}

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
    path: '/q/:id/arrive',
    call: ({ held, ...typed }, c) => ({
      method: 'POST',
      path: `/api/codes/${idOf(c)}/arrivals`,
      json: fromForm(Arriving, typed),
      ...(held !== undefined && { headers: { 'x-ticket': ticketOf(c) } }),
    }),
    page: (c) => `/q/${idOf(c)}`,
    done(c, answer) {
      flash(c, `arrive-${String(answer.outcome)}`)
      return c.redirect(`/q/${idOf(c)}`, 303)
    },
  },
  {
    // A code typed by hand is the address of its page; nothing is sent anywhere.
    path: '/q',
    open: true,
    // A forged page may carry a genuine number: whoever pastes its address must not read that it is genuine.
    turn({ code = '' }, c) {
      const host = hostIn(code)
      if (host === undefined || host === '' || host === new URL(c.req.url).host) return undefined
      const message = `网址的开头是${host.slice(0, 40)}，不是本网站，可能是假的，不要在那里填信息、付钱。要核验这个码，只输入码上印的12位号`
      return { page: '/q', values: { code }, errors: [{ path: 'code', message }], store: false }
    },
    call: ({ code = '' }) => ({
      method: 'GET',
      path: `/api/codes/${encodeURIComponent(code.toWellFormed().trim().slice(0, 100)) || 'none'}`,
    }),
    page: () => '/q',
    done: (c, answer) => c.redirect(`/q/${String(answer.id)}`, 303),
  },
]
