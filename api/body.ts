import type { Context } from 'hono'
import type { AppEnv } from './context.ts'
import { Refusal } from './refusal.ts'

/** JSON and forms beyond this are refused; files travel another way. */
export const LARGEST_BODY = 256 * 1024
const DEEPEST = 20
const MOST_KEYS = 500
/** How much one request may say. */
interface Room {
  bytes: number
  keys: number
}
const USUAL: Room = { bytes: LARGEST_BODY, keys: MOST_KEYS }
/** A guide of eighty checklist rows, as the publishing desk saves it. */
export const WIDE: Room = { bytes: 1024 * 1024, keys: 5000 }

/** The one JSON object a request carries; anything else is 400, 413 or 415. */
export async function jsonBody(c: Context<AppEnv>, room = USUAL): Promise<Record<string, unknown>> {
  if (!/^application\/(json|[\w.+-]+\+json)\s*(;|$)/i.test(c.req.header('content-type') ?? ''))
    throw new Refusal('media_type')
  const body = parse(await text(c, room.bytes))
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Refusal('malformed')
  bound(body, room.keys)
  return body as Record<string, unknown>
}

/** Whether a request says it carries a plain HTML form. */
export const isForm = (c: Context) =>
  /^application\/x-www-form-urlencoded\s*(;|$)/i.test(c.req.header('content-type') ?? '')

/**
 * Fields of a plain HTML form. A name sent twice keeps its first value, so a later one cannot override it; where names may
 * come several times their values are joined.
 */
export async function formBody(
  c: Context<AppEnv>,
  room = USUAL,
  joined?: string | undefined,
): Promise<Record<string, string>> {
  if (!isForm(c)) throw new Refusal('media_type')
  const sent = await text(c, room.bytes)
  if (!isUtf8(sent)) throw new Refusal('malformed')
  // Counted before they are taken apart: a hundred thousand of them would stop everybody.
  if (sent.split('&', room.keys + 1).length > room.keys) throw new Refusal('malformed')
  const pairs = [...new URLSearchParams(sent)]
  const values: Record<string, string> = Object.create(null)
  for (const [name, typed] of pairs) {
    const value = typed.replace(/\r\n?/g, '\n')
    values[name] = joined && values[name] ? `${values[name]}${joined}${value}` : (values[name] ?? value)
  }
  return values
}

/** URLSearchParams would quietly put replacement characters where escaped bytes are not UTF-8 (GB18030, for one). */
function isUtf8(form: string) {
  try {
    decodeURIComponent(form)
    return true
  } catch {
    return false
  }
}

/** Reads at most the limit, counted in bytes as they come: a wrong or missing length changes nothing. */
async function text(c: Context<AppEnv>, most: number): Promise<string> {
  if (Number(c.req.header('content-length') ?? 0) > most) throw new Refusal('too_large')
  const stream = bytesOf(c)
  if (!stream) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of stream) {
      size += chunk.byteLength
      if (size > most) throw new Refusal('too_large')
      chunks.push(chunk)
    }
    const whole = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
    // A request counts from when all of it is here: a slow one must not act before a midnight that has passed.
    c.set('now', c.var.deps.now())
    return whole
  } catch (error) {
    // Not UTF-8, or the client went away in the middle.
    throw error instanceof Refusal ? error : new Refusal('malformed', { cause: error })
  }
}

/** What Node received, as it comes; a web stream around it would cost as much as checking the complaint. */
const bytesOf = (c: Context<AppEnv>): AsyncIterable<Uint8Array> | null =>
  c.env?.incoming?.iterator({ destroyOnReturn: false }) ?? c.req.raw.body

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new Refusal('malformed')
  }
}

/** Depth and number of keys are bounded, and names that reach into prototypes are refused like any unknown field. */
function bound(root: object, most: number) {
  let keys = 0
  const visit = (value: unknown, depth: number) => {
    if (typeof value !== 'object' || value === null) return
    if (depth > DEEPEST) throw new Refusal('malformed')
    for (const [key, inner] of Object.entries(value)) {
      if (++keys > most) throw new Refusal('malformed')
      if (key === '__proto__' || key === 'constructor' || key === 'prototype')
        throw new Refusal('invalid', { fields: [{ path: key, message: '没有这一项，请删去' }] })
      visit(inner, depth + 1)
    }
  }
  visit(root, 1)
}
