import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import type { Deps, Inside } from '../../api/context.ts'
import type { Actor } from '../../api/staff/actor.ts'
import { TEAM } from './team.ts'
import type { World } from './world.ts'
import { complaint, post } from './world.ts'

/** What no answer may contain: the engine, our files, a stack, a statement. */
export const LEAK = new RegExp(`SQLITE|node_modules|${process.cwd()}|/srv/|/tmp/|\\bat .*:\\d+:\\d+|select `, 'i')

/** A person of the demonstration, as signed in. */
export function person(login: string): Actor {
  const found = TEAM.find((p) => p.login === login)
  if (!found) throw new Error(`nobody is called ${login}`)
  return { ...found }
}
export const LOGINS = TEAM.map((p) => p.login)

/** Asks as pages do, in process, as somebody or as nobody. */
export const asking = (w: Pick<World, 'app'>, actor: Actor | string | null, from = 'test') => {
  const inside: Inside = { id: 'test', actor: typeof actor === 'string' ? person(actor) : actor, source: from }
  return async (path: string, init: RequestInit = {}): Promise<Response> => w.app.request(path, init, { inside })
}

export const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** From an address of its own, as the network brings it. */
export const from = (address: string, path: string) =>
  ({ incoming: { url: path, rawHeaders: ['Host', 'localhost'], socket: { remoteAddress: address } } }) as never

/** The token a page gives to its form. */
export const pageToken = ({ deps }: World, lasts = 60_000) => {
  const at = deps.now().getTime()
  return deps.secrets.ticket('form', { id: randomBytes(16).toString('base64url'), at }, at + lasts)
}

/** A form as a page of ours sends it: with a token of its own, unless another is given. */
export const form = (
  w: World,
  path: string,
  values: Record<string, string> | string,
  headers: Record<string, string> = {},
) => {
  const _token = pageToken(w)
  return w.app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body:
      typeof values === 'string'
        ? `${values}&_token=${encodeURIComponent(_token)}`
        : new URLSearchParams({ _token, ...values }).toString(),
  })
}

export interface Sent {
  no: string
  queryCode: string
}

/** A complaint that arrived. */
export async function sent(w: World, more: Record<string, unknown> = {}): Promise<Sent> {
  const answer = await post(w, '/api/complaints', complaint(more))
  expect(answer.status, await answer.clone().text()).toBe(201)
  return (await answer.json()) as Sent
}

export const track = (w: World, no: string, code: string, headers: Record<string, string> = {}) =>
  w.app.request(`/api/track/${encodeURIComponent(no)}`, { headers: { 'x-query-code': code, ...headers } })

/** How many rows say that something was taken in. */
export async function written(w: World): Promise<Record<string, number>> {
  const tables = ['cases', 'case_texts', 'identities', 'events', 'idempotency', 'case_blind']
  const rows = await w.deps.store.heavy.rows<{ name: string; n: number }>(
    tables.map((t) => `select '${t}' as name, count(*) as n from ${t}`).join(' union all '),
  )
  return Object.fromEntries(rows.map((r) => [r.name, r.n]))
}

/** The policy of a page, of the shape Astro sends: its own files and the hashes of its own scripts. */
export const PAGE_CSP =
  "default-src 'none'; script-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** Stands for Astro: says what it was given, escaped; `/kept` may be kept, `/broken` cannot be drawn. */
export const fakeRender: NonNullable<Deps['render']> = async (request, locals) => {
  const { pathname } = new URL(request.url)
  if (pathname === '/broken') throw new Error('SQLITE_ERROR: select secret from /srv/main/x')
  if (pathname === '/kept') locals.cacheable()
  const escaped = (text: string) => text.replace(/[&<>"]/g, (s) => `&#${s.charCodeAt(0)};`)
  const said = locals.form
    ? [
        ...locals.form.errors.map((e) => `${e.path}: ${e.message}`),
        ...Object.entries(locals.form.values).map(([k, v]) => `${k}=${v}`),
      ]
    : []
  const html = `<!doctype html><title>页面</title><h1>${locals.status}</h1><p>${locals.refusal?.title ?? ''}</p><pre>${escaped(said.join('\n'))}</pre>`
  const known =
    ['/', '/kept', '/plain', '/complaint', '/track', '/track/edit', '/error', '/404', '/complaint/receipt'].includes(
      pathname,
    ) || /^\/(desk|open-days\/)/.test(pathname)
  return new Response(html, {
    status: known ? 200 : 404,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_CSP },
  })
}
