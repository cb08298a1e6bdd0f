import type { Context, Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { postedBy } from './antibot/posted.ts'
import { formBody, WIDE } from './body.ts'
import type { AppEnv } from './context.ts'
import { flags } from './cookie.ts'
import { source } from './door.ts'
import { type Evidence, evidence } from './file/evidence.ts'
import { type Uploaded, uploaded } from './import/upload.ts'
import { isMode } from './mode.ts'
import { formKey, KEY_HEADER } from './once.ts'
import { draw, type Fetch, send } from './pages.ts'
import { type FieldError, REFUSALS, Refusal, type RefusalCode } from './refusal.ts'

/** The API call a posted form stands for. */
export interface Call {
  method: 'POST' | 'GET' | 'PATCH' | 'DELETE'
  path: string
  json?: unknown
  /** A file instead of JSON. */
  bytes?: Uint8Array<ArrayBuffer>
  headers?: Record<string, string>
}

/**
 * One HTML form: where it is posted, which API call it becomes, which page shows it, and where success leads.
 * Forms add no rules of their own; what the API refuses comes back on the page with everything typed kept.
 */
export interface PageForm {
  path: string
  /** Taken without the token of a page: nothing is lost or done twice by it. */
  open?: true
  /** A form of the publishing desk, with rows upon rows. */
  wide?: true
  /** Names may repeat: several ticks, several bodies. */
  repeats?: true
  /** Carries a file, which becomes the body of the call. */
  upload?: true
  /** May carry evidence: its files are taken in as they come, and the field `attachments` names them. */
  files?: true
  /** A form of several pages: the page a press leads to; none when all has been said and is to be sent. */
  turn?(values: Record<string, string>, c: Context<AppEnv>): Turn | undefined | Promise<Turn | undefined>
  /** None where the form only concerns this browser. */
  call?(values: Record<string, string>, c: Context<AppEnv>, file?: Uploaded['file']): Call | Promise<Call>
  /** The page drawn again when the API refuses; the form's own address when not given. */
  page?(c: Context<AppEnv>, values: Record<string, string>, refusal: Refusal): string
  /** Success shown there and then: what was done has no page of its own. Sent again with its token it is the same. */
  shows?(answer: Record<string, unknown>, values: Record<string, string>, c: Context<AppEnv>): Turn
  /** What follows success: usually a 303. Cookies of the API's answer are passed on before. */
  done(
    c: Context<AppEnv>,
    answer: Record<string, unknown>,
    values: Record<string, string>,
  ): Response | Promise<Response>
}

/** A page of a form on the way: everything said so far travels in it, nothing has been sent yet. */
interface Turn {
  page: string
  values: Record<string, string>
  errors: FieldError[]
  /** Whether the browser may keep it for its back button. */
  store: boolean
}

/** Never sent back to a page; a proof of work is good for one sending. */
const UNSPOKEN = /^_|^antibot$|password|otp|recovery/i
const spoken = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !UNSPOKEN.test(name)))

export function mountForms(app: Hono<AppEnv>, fetch: Fetch, forms: readonly PageForm[]) {
  for (const form of forms) app.post(form.path, async (c) => answerForm(c, fetch, form))
}

async function answerForm(c: Context<AppEnv>, fetch: Fetch, form: PageForm): Promise<Response> {
  // Megabytes are taken in from people we know only.
  if (form.upload && !c.var.actor) return again(c, fetch, form, {}, new Refusal('sign_in'))
  const { values, file, wrong }: Partial<Evidence> & Uploaded = form.upload
    ? await uploaded(c)
    : form.files
      ? { ...(await evidence(c)), file: undefined }
      : { values: await formBody(c, form.wide && WIDE, form.repeats), file: undefined }
  // The button in the head of a page belongs to its form, so that nothing typed is lost.
  if (isMode(values._mode)) c.set('mode', values._mode)
  const posted = postedBy(c, values)
  if (posted) c.set('began', posted.began)
  if (wrong?.length) return again(c, fetch, form, values, new Refusal('invalid', { fields: wrong }))
  const turn = await form.turn?.(values, c)
  if (turn) return turned(c, fetch, turn)
  const key = formKey(c, values._token)
  // Without the token of its page a form could be sent twice and count twice.
  if (!key && !form.open) return again(c, fetch, form, values, new Refusal('stale_form'))
  if (!form.call) return form.done(c, {}, values)
  const { method, path, json, bytes, headers } = await form.call(values, c, file)
  const request = new Request(new URL(path, 'http://localhost'), {
    method,
    headers: {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(key && { [KEY_HEADER]: key }),
      cookie: c.req.header('cookie') ?? '',
      ...headers,
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
    ...(bytes && { body: bytes }),
  })
  const response = await fetch(request, { id: c.var.id, actor: c.var.actor, source: source(c), posted })
  // A file is an answer by itself.
  if (response.ok && response.headers.has('content-disposition')) return response
  const answer = (response.status === 204 ? {} : await response.json()) as Record<string, unknown>
  if (!response.ok) return again(c, fetch, form, values, refusalOf(answer, response.headers.get('retry-after')))
  for (const cookie of response.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
  const cleared = response.headers.get('clear-site-data')
  if (cleared) c.header('clear-site-data', cleared)
  return form.shows ? turned(c, fetch, form.shows(answer, values, c)) : form.done(c, answer, values)
}

/** What the API refused with, as it said it. */
function refusalOf(problem: Record<string, unknown>, retryAfter: string | null) {
  const code = (String(problem.code) in REFUSALS ? problem.code : 'fault') as RefusalCode
  const fields = problem.fields as FieldError[] | undefined
  return new Refusal(code, { ...(fields && { fields }), ...(retryAfter && { retryAfter: Number(retryAfter) }) })
}

async function turned(c: Context<AppEnv>, fetch: Fetch, { page, values, errors, store }: Turn) {
  const status = errors.length > 0 ? 422 : 200
  const drawn = await draw(c, fetch, page, { status, form: { values: spoken(values), errors } })
  const answer = await send(c, drawn)
  // A page that came by POST and may not be stored is an error page when somebody goes back to it.
  // Sending sets a cookie, and must not make the browser forget the page before.
  if (store) {
    answer.headers.set('cache-control', `private, no-cache${drawn.fills ? ', no-transform' : ''}`)
    answer.headers.set('vary', 'Accept-Encoding')
  }
  return answer
}

/** The page again: what was typed, what to mend, and the words of the refusal when no single field is at fault. */
async function again(
  c: Context<AppEnv>,
  fetch: Fetch,
  form: PageForm,
  values: Record<string, string>,
  refusal: Refusal,
) {
  const drawn = await draw(c, fetch, form.page?.(c, values, refusal) ?? new URL(c.req.url).pathname, {
    status: refusal.status,
    refusal,
    form: { values: spoken(values), errors: refusal.fields ?? [{ path: '', message: refusal.title }] },
  })
  const page = await send(c, drawn)
  if (refusal.retryAfter) page.headers.set('retry-after', String(refusal.retryAfter))
  return page
}

/** A short message the next page shows once. */
export const flash = (c: Context<AppEnv>, code: string) => setCookie(c, 'flash', code, { ...flags(c), maxAge: 60 })
