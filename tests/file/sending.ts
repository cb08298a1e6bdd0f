import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { cleanWaiting } from '../../api/file/clean.ts'
import { idOf } from '../../api/file/upload.ts'
import type { World } from '../support/world.ts'

export const TUS = { 'tus-resumable': '1.0.0' }
const OFFSET = { ...TUS, 'content-type': 'application/offset+octet-stream' }

/** Begins an upload; its address. */
export async function begun(w: World, size: number, name?: string): Promise<string> {
  const answer = await w.app.request('/api/uploads', {
    method: 'POST',
    headers: {
      ...TUS,
      'upload-length': String(size),
      ...(name !== undefined && { 'upload-metadata': `filename ${Buffer.from(name).toString('base64')}` }),
    },
  })
  expect(answer.status).toBe(201)
  return answer.headers.get('location') ?? ''
}

export const patch = async (
  w: World,
  at: string,
  offset: number,
  bytes: Uint8Array | ReadableStream<Uint8Array>,
  headers: Record<string, string> = {},
): Promise<Response> =>
  w.app.request(at, {
    method: 'PATCH',
    headers: { ...OFFSET, 'upload-offset': String(offset), ...headers },
    body: bytes as never,
    duplex: 'half',
  } as RequestInit)

export const head = async (w: World, at: string): Promise<Response> =>
  w.app.request(at, { method: 'HEAD', headers: TUS })

/** Sends a whole file in one go; the last answer, and the capability. */
export async function put(w: World, bytes: Buffer, name?: string) {
  const at = await begun(w, bytes.length, name)
  const answer = await patch(w, at, 0, bytes)
  return { at, id: at.split('/').at(-1) ?? '', answer }
}

/** A file that arrived, was told to be what it should be, and was looked through. */
export async function uploaded(w: World, bytes: Buffer, kind: string) {
  const { id, answer } = await put(w, bytes)
  expect([answer.status, await answer.text()]).toEqual([204, ''])
  const told = (await (await w.app.request(`/api/uploads/${id}/attachment`)).json()) as { kind: string; sha256: string }
  expect(told.kind).toBe(kind)
  await cleanWaiting(w.deps)
  return { id, ...told }
}

/** What lies on the disk. */
export const onDisk = (w: World, capability: string, copy = '') =>
  readFileSync(join(w.dir, 'files', `${idOf(capability)}${copy}`))

/** The capability of a file under a name, looked through and cleaned. */
export async function finishedAs(w: World, bytes: Buffer, name?: string): Promise<string> {
  const { id, answer } = await put(w, bytes, name)
  expect([answer.status, await answer.text()]).toEqual([204, ''])
  await cleanWaiting(w.deps)
  return id
}
