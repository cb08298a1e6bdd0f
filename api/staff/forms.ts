import type { Context } from 'hono'
import { flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { draw, type Fetch, send } from '../pages.ts'
import { homeOf, safeNext } from './next.ts'
import { isRole } from './role.ts'

/** Pages that show a secret once are drawn in answer to the form itself and ask the API nothing. */
const alone: Fetch = () => Promise.reject(new Error('a page shown once asks the API nothing'))
const showOnce = async (c: Context<AppEnv>, path: string, values: Record<string, string>) =>
  send(c, await draw(c, alone, path, { form: { values, errors: [] } }))

const showCode = (c: Context<AppEnv>, login: string, { token, expiresAt }: Record<string, unknown>) =>
  showOnce(c, '/desk/staff/invitation', { login, token: String(token), expiresAt: String(expiresAt) })

/** The typed values under these names; an empty control is absent, so that the schema says what is missing. */
const typed = (values: Record<string, string>, ...names: string[]) =>
  Object.fromEntries(names.flatMap((name) => (values[name] ? [[name, values[name]]] : [])))

/** Ticked roles: one control each, because a form keeps one value a name. */
const rolesOf = (values: Record<string, string>) =>
  Object.keys(values).flatMap((name) => (name.startsWith('role-') && isRole(name.slice(5)) ? [name.slice(5)] : []))

/** Where work begins: who reads no cases starts with the accounts, or with what is published. */
function firstPage(roles: unknown): string {
  const held = Array.isArray(roles) ? roles : []
  if (held.includes('admin')) return '/desk/staff'
  return held.length > 0 && held.every((r) => r === 'editor' || r === 'publisher') ? '/desk/publications' : homeOf(held)
}

/** What the API needs to know of the browser that sent the form. */
const agent = (c: Context<AppEnv>) => ({ 'user-agent': c.req.header('user-agent') ?? '' })
const login = (c: Context<AppEnv>) => encodeURIComponent(c.req.param('login') ?? '')
/** Several forms share a page: its address says which one came back. */
const account = (form: string) => () => `/desk/account?form=${form}`
const said = (c: Context<AppEnv>, code: string, to: string) => {
  flash(c, code)
  return c.redirect(to, 303)
}

export const staffForms: readonly PageForm[] = [
  {
    path: '/desk/sign-in',
    open: true,
    call: (values, c) => ({
      method: 'POST',
      path: '/api/session',
      json: typed(values, 'login', 'password', 'otp'),
      headers: agent(c),
    }),
    done: (c, { roles }, values) => c.redirect(safeNext(values.next, firstPage(roles)), 303),
  },
  {
    path: '/desk/sign-in/ask',
    open: true,
    call: (values) => ({ method: 'POST', path: '/api/session/link', json: typed(values, 'who') }),
    page: () => '/desk/sign-in/link?form=ask',
    done: (c, { ways }) => said(c, Array.isArray(ways) && ways.length > 0 ? 'link' : 'no-way', '/desk/sign-in/link'),
  },
  {
    path: '/desk/sign-in/link',
    open: true,
    call: (values, c) => ({
      method: 'POST',
      path: '/api/session/link/open',
      json: typed(values, 'token'),
      headers: agent(c),
    }),
    page: () => '/desk/sign-in/link',
    done: (c, { roles }) => c.redirect(firstPage(roles), 303),
  },
  {
    path: '/desk/sign-out',
    // Whoever leaves is never asked to press again.
    open: true,
    call: () => ({ method: 'DELETE', path: '/api/session' }),
    done(c) {
      c.header('clear-site-data', '"cache", "storage"')
      return said(c, 'signed-out', '/desk/sign-in')
    },
  },
  {
    path: '/desk/account/password',
    call: (values, c) => ({
      method: 'POST',
      path: '/api/session/password',
      json: typed(values, 'old', 'new'),
      headers: agent(c),
    }),
    page: account('password'),
    done: (c) => said(c, 'password', '/desk/account'),
  },
  {
    path: '/desk/account/factor',
    call: (values) => ({ method: 'POST', path: '/api/session/factor', json: typed(values, 'password') }),
    page: account('factor'),
    done: (c, answer) =>
      showOnce(c, '/desk/account/factor', { secret: String(answer.secret), uri: String(answer.uri) }),
  },
  {
    path: '/desk/account/factor/confirm',
    call: (values) => ({ method: 'POST', path: '/api/session/factor/confirm', json: typed(values, 'otp') }),
    page: account('confirm'),
    done: (c, answer) => showOnce(c, '/desk/account/factor', { codes: (answer.recoveryCodes as string[]).join('\n') }),
  },
  {
    path: '/desk/account/factor/remove',
    call: (values) => ({ method: 'POST', path: '/api/session/factor/remove', json: typed(values, 'password') }),
    page: account('remove'),
    done: (c) => said(c, 'factor-off', '/desk/account'),
  },
  {
    path: '/desk/account/revoke',
    call: (values) => ({ method: 'POST', path: '/api/session/revoke', json: typed(values, 'id') }),
    page: account('revoke'),
    done: (c) => said(c, 'revoked', '/desk/account'),
  },
  {
    path: '/desk/account/absence',
    call: (values) => ({ method: 'POST', path: '/api/session/absence', json: typed(values, 'from', 'to', 'deputy') }),
    page: account('absence'),
    done: (c) => said(c, 'absence', '/desk/account'),
  },
  {
    path: '/desk/staff',
    call: (values) => ({
      method: 'POST',
      path: '/api/desk/staff',
      json: { ...typed(values, 'login', 'name', 'department', 'post'), roles: rolesOf(values) },
    }),
    page: () => '/desk/staff/new',
    done: (c, answer, { login = '' }) =>
      answer.waiting ? said(c, 'asked', `/desk/staff/${encodeURIComponent(login)}`) : showCode(c, login, answer),
  },
  {
    path: '/desk/staff/:login',
    call: (values, c) => ({
      method: 'PATCH',
      path: `/api/desk/staff/${login(c)}`,
      json:
        'active' in values
          ? { active: values.active === 'true' }
          : { ...typed(values, 'post'), department: values.department ?? '', roles: rolesOf(values) },
    }),
    done: (c) => said(c, 'changed', `/desk/staff/${login(c)}`),
  },
  {
    path: '/desk/staff/:login/invitation',
    call: (_values, c) => ({ method: 'POST', path: `/api/desk/staff/${login(c)}/invitation` }),
    page: (c) => `/desk/staff/${login(c)}`,
    done: (c, answer) =>
      answer.waiting ? said(c, 'waiting', `/desk/staff/${login(c)}`) : showCode(c, c.req.param('login') ?? '', answer),
  },
  {
    path: '/desk/staff/:login/factor',
    call: (values, c) => ({
      method: 'POST',
      path: `/api/desk/staff/${login(c)}/factor`,
      json: typed(values, 'reason'),
    }),
    page: (c) => `/desk/staff/${login(c)}`,
    done: (c, answer) => said(c, answer.waiting ? 'waiting' : 'factor-lost', `/desk/staff/${login(c)}`),
  },
  {
    path: '/desk/staff/:login/term',
    call: (values, c) => ({
      method: 'POST',
      path: `/api/desk/staff/${login(c)}/term`,
      json: typed(values, 'validFrom', 'validTo'),
    }),
    page: (c) => `/desk/staff/${login(c)}?form=term`,
    done: (c) => said(c, 'changed', `/desk/staff/${login(c)}`),
  },
  {
    path: '/desk/staff/:login/absence',
    call: (values, c) => ({
      method: 'POST',
      path: `/api/desk/staff/${login(c)}/absence`,
      json: typed(values, 'from', 'to', 'deputy'),
    }),
    page: (c) => `/desk/staff/${login(c)}?form=absence`,
    done: (c) => said(c, 'changed', `/desk/staff/${login(c)}`),
  },
  {
    path: '/desk/staff/:login/end',
    call: (_values, c) => ({ method: 'POST', path: `/api/desk/staff/${login(c)}/end` }),
    page: (c) => `/desk/staff/${login(c)}`,
    done: (c) => said(c, 'ended', `/desk/staff/${login(c)}`),
  },
  {
    path: '/desk/grants/:id',
    call: (values, c) => ({
      method: 'POST',
      path: `/api/desk/grants/${encodeURIComponent(c.req.param('id') ?? '')}`,
      json: typed(values, 'decision'),
    }),
    page: () => '/desk/grants',
    done: (c, answer) =>
      answer.token ? showCode(c, String(answer.login), answer) : said(c, 'decided', '/desk/grants'),
  },
  {
    path: '/set-up',
    call: (values) => ({ method: 'POST', path: '/api/session/set-up', json: typed(values, 'token', 'password') }),
    done: (c) => said(c, 'set-up', '/desk/sign-in'),
  },
]
