import type { Context } from 'hono'
import type { AppEnv } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { LARGEST_FILE } from './import.ts'

/** Reads a file at most as large as allowed, counted as it comes: a wrong or missing length changes nothing. */
export async function fileBytes(c: Context<AppEnv>): Promise<Uint8Array<ArrayBuffer>> {
  // A form carries its boundary and a few fields besides.
  const most = LARGEST_FILE + 64 * 1024
  if (Number(c.req.header('content-length') ?? 0) > most) throw new Refusal('too_large')
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of (c.env?.incoming?.iterator({ destroyOnReturn: false }) ??
      c.req.raw.body ??
      []) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength
      if (size > most) throw new Refusal('too_large')
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal('malformed', { cause: error })
  }
  return new Uint8Array(Buffer.concat(chunks))
}

export interface Uploaded {
  values: Record<string, string>
  file: { name: string; bytes: Uint8Array<ArrayBuffer> } | undefined
}

/** The one file and the few fields of a form without script. */
export async function uploaded(c: Context<AppEnv>): Promise<Uploaded> {
  const type = c.req.header('content-type') ?? ''
  if (!/^multipart\/form-data\s*;/i.test(type)) throw new Refusal('media_type')
  const bytes = await fileBytes(c)
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData().catch((cause: unknown) => {
    throw new Refusal('malformed', { cause })
  })
  const values: Record<string, string> = Object.create(null)
  let file: Uploaded['file']
  for (const [name, value] of form) {
    if (typeof value === 'string') values[name] ??= value
    else if (!file && value.size > 0) file = { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) }
  }
  return { values, file }
}
