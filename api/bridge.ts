import type { Context, Hono } from 'hono'
import { formBody } from './body.ts'
import type { AppEnv } from './context.ts'
import { source } from './door.ts'
import { draw, type Fetch, send } from './pages.ts'
import { type FieldError, REFUSALS, Refusal, type RefusalCode } from './refusal.ts'

/** The API call a posted form stands for. */
export interface Call {
  method: 'POST' | 'GET' | 'PATCH' | 'DELETE'
  path: string
  json?: unknown
  headers?: Record<string, string>
}

/**
 * One HTML form: where it is posted, which API call it becomes, which page shows it, and where success leads.
 * Forms add no rules of their own; what the API refuses comes back on the page with everything typed kept.
 */
export interface PageForm {
  path: string
  call(values: Record<string, string>, c: Context<AppEnv>): Call
  /** The page drawn again when the API refuses; the form's own address when not given. */
  page?(c: Context<AppEnv>): string
  /** What follows success: usually a 303. Cookies of the API's answer are passed on before. */
  done(
    c: Context<AppEnv>,
    answer: Record<string, unknown>,
    values: Record<string, string>,
  ): Response | Promise<Response>
}

/** Never sent back to a page. */
const UNSPOKEN = /^_|password|otp|recovery/i

export function mountForms(app: Hono<AppEnv>, fetch: Fetch, forms: readonly PageForm[]) {
  for (const form of forms) app.post(form.path, async (c) => answerForm(c, fetch, form))
}

async function answerForm(c: Context<AppEnv>, fetch: Fetch, form: PageForm): Promise<Response> {
  const values = await formBody(c)
  const token = c.var.deps.secrets.redeem<{ id: string; at: number }>('form', values._token, c.var.now.getTime())
  const { method, path, json, headers } = form.call(values, c)
  const request = new Request(new URL(path, 'http://localhost'), {
    method,
    headers: {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(token && { 'idempotency-key': `form-${token.id}` }),
      cookie: c.req.header('cookie') ?? '',
      ...headers,
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  })
  const response = await fetch(request, { id: c.var.id, actor: c.var.actor, source: source(c) })
  const answer = (response.status === 204 ? {} : await response.json()) as Record<string, unknown>
  if (response.ok) {
    for (const cookie of response.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
    return form.done(c, answer, values)
  }
  return again(c, fetch, form, values, answer, response)
}

/** The page again: what was typed, what to mend, and the words of the refusal when no single field is at fault. */
async function again(
  c: Context<AppEnv>,
  fetch: Fetch,
  form: PageForm,
  values: Record<string, string>,
  answer: Record<string, unknown>,
  response: Response,
) {
  const code = (String(answer.code) in REFUSALS ? answer.code : 'fault') as RefusalCode
  const fields = answer.fields as FieldError[] | undefined
  const refusal = new Refusal(code, { ...(fields && { fields }) })
  const kept = Object.fromEntries(Object.entries(values).filter(([name]) => !UNSPOKEN.test(name)))
  const drawn = await draw(c, fetch, form.page?.(c) ?? new URL(c.req.url).pathname, {
    status: response.status,
    refusal,
    form: { values: kept, errors: fields ?? [{ path: '', message: refusal.title }] },
  })
  const page = await send(c, drawn)
  const retryAfter = response.headers.get('retry-after')
  if (retryAfter) page.headers.set('retry-after', retryAfter)
  return page
}

/** A short message the next page shows once. */
export const flash = (c: Context<AppEnv>, code: string) =>
  c.header('set-cookie', `flash=${code}; Path=/; HttpOnly; SameSite=Strict; Max-Age=60`, { append: true })
