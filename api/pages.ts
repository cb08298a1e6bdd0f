import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { today } from './case/deadline.ts'
import { client } from './client.ts'
import { looks } from './code/scans.ts'
import type { Shown as Receipt } from './complaint/forms.ts'
import type { AppEnv, Inside } from './context.ts'
import { ENTERED_RECEIPT, type JustEntered } from './desk/entered.ts'
import { source } from './door.ts'
import type { Env } from './env.ts'
import { filled, UNTOUCHED } from './fill.ts'
import type { FormState } from './form.ts'
import { NOTHING } from './headers.ts'
import { modeCookie, modeOf } from './mode.ts'
import { VERDICT_PATH, type Verified } from './officer/officer.ts'
import { currentRevision } from './publication/revision.ts'
import { Refusal } from './refusal.ts'
import { compress, sendBytes } from './send.ts'
import { drawnOnce, type Shown } from './shared.ts'
import { isInside } from './staff/next.ts'

/** Calls the application in process; the outer request's checks are not made again. */
export type Fetch = (request: Request, inside: Inside) => Promise<Response>

interface Drawing {
  status?: number
  form?: Omit<FormState, 'token'>
  refusal?: Refusal
}

/**
 * A week: a form left open overnight still goes through, and sending it twice still counts once. A page that follows from
 * a form says when the first one was opened.
 */
const TOKEN_LASTS = 7 * 86_400_000
const freshToken = (c: Context<AppEnv>) =>
  c.var.deps.secrets.ticket(
    'form',
    { id: randomBytes(16).toString('base64url'), at: c.var.began ?? c.var.now.getTime() },
    c.var.now.getTime() + TOKEN_LASTS,
  )

/** Answers a page from the cache, or draws it and keeps it if it says it may be kept. */
export async function page(c: Context<AppEnv>, fetch: Fetch): Promise<Response> {
  const { cache, store } = c.var.deps
  const url = new URL(c.req.url)
  const key = {
    path: url.pathname + url.search,
    mode: modeOf(c),
    day: today(c.var.now),
    revision: await currentRevision(store),
  }
  // Whoever is signed in gets a page of their own, drawn with their name.
  const kept = c.var.actor ? undefined : cache.get(key)
  if (kept) return sendBytes(c, kept)
  cache.misses++
  const own =
    c.var.actor !== null ||
    url.search !== '' ||
    getCookie(c, 'flash') !== undefined ||
    c.var.mode !== undefined ||
    c.var.displaced === true
  const drawing = () => draw(c, fetch, url.pathname + url.search)
  const drawn = own
    ? await drawing()
    : await drawnOnce(store, key, drawing, c.var.now.getTime()).then((one) => renewed(c, one))
  // Queries and other spellings of a path are anybody's to make up: they must not push the real pages out.
  if (!drawn.cacheable || drawn.status !== 200 || url.search || !isPlain(url.pathname)) return send(c, drawn)
  return sendBytes(c, await cache.put(key, drawn.html, drawn.csp))
}

/** Somebody else's drawing with a token of this visitor's own: what two people send with one token would count as one. */
const renewed = (c: Context<AppEnv>, { drawn, first }: Shown): Drawn =>
  first ? drawn : { ...drawn, html: drawn.html.replaceAll(drawn.token, freshToken(c)) }

/** A path in its one spelling. */
const isPlain = (path: string) => encodeURI(decodeURIComponent(path)) === path

/** What the last good version of a page says first while the database is away (rulings.md 34). */
const AWAY = `<div class="wrap"><div class="notice" role="status" data-kind="warn" data-full><div>
<p><strong>现在暂时不能提交和查询，您看到的是稍早的内容。</strong>请过几分钟再试；急事请拨打监督电话0000-1234501，人身危险请拨打110。</p>
</div></div></div>`

/** The last good version of a page, with a notice, while what it needs is away. */
export function lastGood(c: Context<AppEnv>): Response | undefined {
  const url = new URL(c.req.url)
  const kept = c.var.deps.cache.lastGood({ path: url.pathname + url.search, mode: modeOf(c), day: '', revision: 0 })
  if (!kept) return undefined
  const html = kept.raw.toString().replace(/<main[^>]*>/, (main) => main + AWAY)
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': kept.csp, vary: 'Cookie' }
  return new Response(html, { headers })
}

export async function send(c: Context<AppEnv>, drawn: Drawn): Promise<Response> {
  const headers = new Headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': drawn.csp })
  for (const cookie of drawn.cookies) headers.append('set-cookie', cookie)
  // Pages that show secrets are sent as they are: compressed lengths can tell what is inside (BREACH).
  const { body, encoding } = drawn.fills
    ? { body: filled(drawn.html), encoding: undefined }
    : drawn.secret
      ? { body: drawn.html, encoding: undefined }
      : await compress(c, drawn.html)
  if (drawn.fills) headers.set('cache-control', UNTOUCHED)
  if (encoding) headers.set('content-encoding', encoding)
  headers.set('vary', 'Cookie, Accept-Encoding')
  return new Response(body, { status: drawn.status, headers })
}

export interface Drawn {
  html: string
  status: number
  csp: string
  cookies: string[]
  cacheable: boolean
  /** The same for whoever comes within a moment, but for its token. */
  shared: boolean
  token: string
  secret: boolean
  /** Shows its sender a case, or what they answered so far: how much there is of it, its length must not tell. */
  fills: boolean
}

/** Where this site is reached: what QR codes, feeds and structured data write out in full. */
export const originOf = ({ publicUrl, port }: Pick<Env, 'publicUrl' | 'port'>) =>
  publicUrl ?? `http://localhost:${port}`

/** Lets Astro draw the page at a path, with what this visitor may have on it. */
export async function draw(c: Context<AppEnv>, fetch: Fetch, path: string, drawing: Drawing = {}): Promise<Drawn> {
  const { deps, actor, now, id } = c.var
  if (!deps.render) throw new Refusal('not_found')
  const inside = { id, actor, source: source(c), scan: path.startsWith('/q/') && looks(c) }
  const origin = originOf(deps.env)
  let cacheable = false
  let shared = false
  const receipt = /^\/(complaint\/receipt|track\/code)/.test(path) ? ticketOf(c, 'receipt') : null
  const tracked = path.startsWith('/track') ? ticketOf(c, 'track') : null
  const held = /^\/(registrations|q\/|supervisors\/(application|objection))/.test(path)
    ? ticketOf<{ ticket: string }>(c, 'held')
    : null
  const verified = path.startsWith(VERDICT_PATH) ? ticketOf<Verified>(c, 'verdict') : null
  const entered = path.startsWith(ENTERED_RECEIPT) ? ticketOf<JustEntered>(c, 'entered') : null
  const token = freshToken(c)
  const locals: App.Locals = {
    client: client('http://localhost', (input, init) => fetch(new Request(input, init), inside)),
    actor,
    displaced: c.var.displaced ?? false,
    mode: modeOf(c),
    demo: deps.env.demo !== 'off',
    now,
    form: drawing.form ? { ...drawing.form, token } : null,
    token,
    status: drawing.status ?? 200,
    refusal: drawing.refusal ? { code: drawing.refusal.code, title: drawing.refusal.title, requestId: id } : null,
    receipt,
    tracked,
    held,
    verified,
    // The person who signed in after them sees nothing of it.
    entered: entered?.login === actor?.login ? entered : null,
    cacheable: () => {
      cacheable = true
    },
    shared: () => {
      shared = true
    },
    flash: getCookie(c, 'flash') ?? null,
  }
  const response = await deps.render(new Request(new URL(path, origin)), locals)
  const location = response.headers.get('location')
  if (location) throw new Elsewhere(location)
  const html = await response.text()
  // A page that fails without a word would be an empty window.
  if (html === '' && response.status >= 400) throw new Refusal(response.status === 404 ? 'not_found' : 'fault')
  return {
    html,
    status: response.status === 200 ? (drawing.status ?? 200) : response.status,
    // An empty policy would allow everything.
    csp: response.headers.get('content-security-policy') || NOTHING,
    cookies: [
      ...(getCookie(c, 'flash') ? ['flash=; Path=/; Max-Age=0'] : []),
      ...(c.var.mode ? [modeCookie(c, c.var.mode)] : []),
    ],
    cacheable: cacheable && !drawing.form && !drawing.refusal && !actor,
    shared: shared && !drawing.form && !drawing.refusal && !actor,
    token,
    fills:
      receipt !== null ||
      tracked !== null ||
      path.startsWith('/lead/mine/') ||
      (drawing.form !== undefined && path.startsWith('/surveys/')),
    secret: [receipt, tracked, held, verified].some((one) => one !== null) || isInside(path.split('?')[0] ?? ''),
  }
}

/** A page asked to send the visitor elsewhere, for example to sign in. */
export class Elsewhere extends Error {
  readonly location: string
  constructor(location: string) {
    super(location)
    this.location = location
  }
}

const ticketOf = <T = Receipt>(c: Context<AppEnv>, name: 'receipt' | 'track' | 'verdict' | 'entered' | 'held') =>
  c.var.deps.secrets.redeem<T>(name, getCookie(c, name), c.var.now.getTime()) ?? null
