import type { MiddlewareHandler } from 'hono'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { sends } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { bytesOf, demandBudget, inTurn } from './bytes.ts'
import { cleanSoon } from './clean.ts'
import { finished, terminate } from './finish.ts'
import { LARGEST } from './kind.ts'
import { receive, settleTransfer } from './transfer.ts'
import { begin, EMPTY_LASTS, LASTS, type Row, rowOf, toldOf } from './upload.ts'

/**
 * tus 1.0: core, creation, termination, expiration, checksum. By hand, because @tus/server 2 knows no checksums, answers
 * in English, keeps a file's name in the clear beside it, and takes a cut-off PATCH back; ours seals while it writes.
 */
const VERSION = '1.0.0'
const EXTENSIONS = 'creation,termination,expiration,checksum'
const MISMATCH = 460
const LONGEST_METADATA = 4096
const TAG = '附件'

export const Attachment = z
  .object({ id: z.string(), kind: z.string(), bytes: z.int(), sha256: z.string() })
  .meta({ ref: 'Attachment' })

/** Every answer says which tus it is; who speaks another is told which. */
const speaksTus: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next()
  c.res.headers.set('tus-resumable', VERSION)
  if (c.res.status === 412 || c.req.method === 'OPTIONS') c.res.headers.set('tus-version', VERSION)
}

function demandTus(c: Context<AppEnv>) {
  if (c.req.header('tus-resumable') !== VERSION) throw new Refusal('tus_version')
}

/** A number as the protocol writes it; anything else is no request. */
function whole(c: Context<AppEnv>, name: string): number {
  const typed = c.req.header(name) ?? ''
  if (!/^\d{1,15}$/.test(typed)) throw new Refusal('malformed')
  return Number(typed)
}

async function wanted(c: Context<AppEnv>): Promise<Row> {
  const row = await rowOf(c.var.deps, c.req.param('id') ?? '')
  // What a case has claimed is not an upload any more.
  if (!row || row.no !== null || (row.expiresAt ?? 0) <= c.var.now.getTime()) throw new Refusal('not_found')
  if (row.state === 'refused') throw new Refusal(toldOf(c.var.deps, row).why ?? 'file_broken')
  return row
}

/** The name a phone gave it, for its sender alone. */
function nameIn(metadata: string | undefined): string | undefined {
  if (metadata === undefined) return undefined
  if (metadata.length > LONGEST_METADATA) throw new Refusal('malformed')
  const [, coded] = /(?:^|,)\s*filename ([A-Za-z0-9+/]+=*)\s*(?:,|$)/.exec(metadata) ?? []
  // Signs that turn the direction of writing or cannot be seen make one name look like another (security.md X-13).
  const name =
    coded &&
    Buffer.from(coded, 'base64')
      .toString('utf8')
      .replace(/[\p{C}\p{Zl}\p{Zp}/\\]/gu, '')
  return name ? [...name].slice(0, 100).join('') : undefined
}

function checksumIn(c: Context<AppEnv>): Buffer | undefined {
  const said = c.req.header('upload-checksum')
  if (said === undefined) return undefined
  const [, coded] = /^sha256 ([A-Za-z0-9+/]{43}=)$/.exec(said) ?? []
  if (!coded) throw new Refusal('malformed')
  return Buffer.from(coded, 'base64')
}

const until = (row: Row, received = row.received) =>
  new Date(received > 0 ? row.createdAt + LASTS : (row.expiresAt ?? 0)).toUTCString()

export const uploads = new Hono<AppEnv>()
  .use('*', speaksTus)
  .options('/', describe('上传认得的 tus 版本和扩展', TAG, z.null(), 204), (c) =>
    c.body(null, 204, {
      'tus-extension': EXTENSIONS,
      'tus-max-size': String(LARGEST),
      'tus-checksum-algorithm': 'sha256',
    }),
  )
  .post(
    '/',
    describe('开始上传一个附件（tus）', TAG, z.null(), 201, [400, 412, 413, 429]),
    sends('Tus-Resumable', 'Upload-Length', 'Upload-Metadata'),
    async (c) => {
      demandTus(c)
      const { deps, now } = c.var
      const size = whole(c, 'upload-length')
      const name = nameIn(c.req.header('upload-metadata'))
      deps.limits.demand('upload', source(c), now.getTime())
      deps.limits.count('upload', source(c), now.getTime())
      demandBudget(c, size)
      const capability = await begin(deps, size, name, now)
      deps.limits.count('upload_bytes', source(c), now.getTime(), size)
      const expires = new Date(now.getTime() + EMPTY_LASTS).toUTCString()
      return c.body(null, 201, { location: `/api/uploads/${capability}`, 'upload-expires': expires })
    },
  )
  .get(
    '/:id',
    describe('一个附件传到哪里了（tus，用 HEAD）', TAG, z.null(), 200, [404, 412, 413, 415, 422]),
    sends('Tus-Resumable'),
    async (c) => {
      demandTus(c)
      const before = await wanted(c)
      // Whoever asks has lost the connection it was sending on: what that one brought is counted first.
      await settleTransfer(before.id)
      const row = await wanted(c)
      // All is here, and the server stopped before it could say what it is.
      if (row.received === row.size) await complete(c, row)
      return c.body(null, 200, {
        'upload-offset': String(row.received),
        'upload-length': String(row.size),
        'upload-expires': until(row),
      })
    },
  )
  .patch(
    '/:id',
    describe('接着传（tus）', TAG, z.null(), 204, [400, 404, 409, 412, 413, 415, 422, 423, 429]),
    sends('Tus-Resumable', 'Upload-Offset', 'Upload-Checksum'),
    async (c) => {
      demandTus(c)
      if (c.req.header('content-type') !== 'application/offset+octet-stream') throw new Refusal('media_type')
      const { deps } = c.var
      const [offset, checksum, row] = [whole(c, 'upload-offset'), checksumIn(c), await wanted(c)]
      if (offset + Number(c.req.header('content-length') ?? 0) > row.size) throw new Refusal('too_large')
      const received = await inTurn(source(c), () => receive(deps, row, offset, bytesOf(c), checksum))
      if (received === undefined) return new Response(null, { status: MISMATCH })
      if (received === row.size) await complete(c, await wanted(c))
      return c.body(null, 204, { 'upload-offset': String(received), 'upload-expires': until(row, received) })
    },
  )
  .delete(
    '/:id',
    describe('不要这个附件了（tus）', TAG, z.null(), 204, [404, 412]),
    sends('Tus-Resumable'),
    async (c) => {
      demandTus(c)
      await terminate(c.var.deps, await wanted(c))
      return c.body(null, 204)
    },
  )
  .get('/:id/attachment', describe('传完的附件', TAG, Attachment, 200, [404, 409, 413, 415, 422]), async (c) => {
    const { kind, size, sha256 } = await complete(c, await wanted(c))
    return c.json({ id: c.req.param('id'), kind: kind ?? '', bytes: size, sha256: sha256 ?? '' })
  })

/** Looked at now; cleaned in the background, for nobody waits for that. */
async function complete(c: Context<AppEnv>, row: Row): Promise<Row> {
  const { deps } = c.var
  const done = await finished(deps, row)
  if (row.state === 'receiving') cleanSoon(deps)
  return done
}
