import { Readable } from 'node:stream'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { accesses } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { find } from '../case/found.ts'
import { reach } from '../case/reach.ts'
import { rulebook } from '../case/rulebook.ts'
import { view } from '../case/view.ts'
import type { AppEnv } from '../context.ts'
import { check, fieldsOf } from '../form.ts'
import { NOTHING } from '../headers.ts'
import { asks, sends, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import type { Role } from '../staff/role.ts'
import { CODE_HEADER, proven } from '../track/proven.ts'
import { whole, words } from '../vocabulary.ts'
import { copyNameOf, filesOf, told } from './claim.ts'
import { cleanedOf } from './clean.ts'
import { BOUNDS } from './easel.ts'
import { KINDS, type Kind, nameOf } from './kind.ts'
import { originalOf, type Row } from './upload.ts'

const FileList = z.looseObject({
  items: z.array(z.looseObject({ n: z.int(), kind: z.string(), name: z.string(), bytes: z.int(), state: z.string() })),
  total: z.int(),
})

/** Who opens an original, of a case they deal with: the bureau's handler, its superior's, the sealed desk (domain.md D8). */
const OPENERS: readonly Role[] = ['handler', 'superior', 'sealed']
const mayOpen = ({ roles }: Actor) => OPENERS.some((role) => roles.includes(role))
export const Opening = z.strictObject({
  why: words(4, 200, '理由').meta({ title: '为什么要打开原件', hint: '例如：核对监控画面的时间。会记在访问记录里。' }),
})

const Paged = z.strictObject({ page: whole(1, BOUNDS.pages, `应是1到${BOUNDS.pages}的整数`).default(1) })

/** Saved, never shown: whatever it is, a browser runs nothing of it. The first record is opened before anything is said. */
export async function bytes(
  c: Context<AppEnv>,
  chunks: AsyncGenerator<Buffer>,
  name: string,
  kind: Kind,
  size: number,
): Promise<Response> {
  const first = await chunks.next()
  if (first.done) throw new Refusal('fault')
  const headers = {
    'content-type': KINDS[kind].type,
    'content-length': String(size),
    'content-disposition': `attachment; filename="attachment.${kind}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    'content-security-policy': `sandbox; ${NOTHING}`,
    'x-download-options': 'noopen',
  }
  // Nobody reads on after a HEAD: the file must not stay open.
  if (c.req.method === 'HEAD') {
    await chunks.return(undefined)
    return new Response(null, { headers })
  }
  const rest = (async function* () {
    yield first.value
    yield* chunks
  })()
  return new Response(Readable.toWeb(Readable.from(rest)) as ReadableStream<Uint8Array<ArrayBuffer>>, { headers })
}

const original = (c: Context<AppEnv>, row: Row) =>
  bytes(c, originalOf(c.var.deps, row), nameOf(row.n ?? 0, row.kind as Kind), row.kind as Kind, row.size)

async function wanted(c: Context<AppEnv>, no: string, among: (row: Row) => boolean = () => true): Promise<Row> {
  const found = (await filesOf(c.var.deps, no)).find((row) => String(row.n) === c.req.param('n') && among(row))
  if (!found) throw new Refusal('not_found')
  if (found.state === 'quarantined') throw new Refusal('file_found')
  return found
}

const sentIn = ({ by }: Row) => by === 'sender'

/** What a sender gets back of what they sent; not what the desk added. */
export const trackFiles = new Hono<AppEnv>()
  .get(
    '/:no/attachments',
    describe('我交过的附件', '附件', FileList, 200, [404, 429]),
    sends(CODE_HEADER),
    async (c) => {
      const { row } = await proven(c)
      const items = (await filesOf(c.var.deps, row.no)).filter(sentIn).map(told)
      return c.json({ items, total: items.length })
    },
  )
  .get(
    '/:no/attachments/:n',
    describe('下载我交的一个附件原件', '附件', 'application/octet-stream', 200, [404, 422, 429]),
    sends(CODE_HEADER),
    async (c) => {
      const { row } = await proven(c)
      return original(c, await wanted(c, row.no, sentIn))
    },
  )

/** The case behind an address, if this person may see it and its files. */
async function seen(c: Context<AppEnv>): Promise<{ no: string; actor: Actor }> {
  const actor = signedIn(c)
  const row = await reach(c.var.deps.store, c.req.param('no') ?? '', actor)
  const found = row && (await find(c.var.deps, row.no))
  const shown = found ? view(found, actor, await rulebook(c.var.deps.store, c.var.now), c.var.now) : undefined
  if (!shown) throw new Refusal('not_found')
  return { no: shown.no, actor }
}

const note = (c: Context<AppEnv>, no: string, person: string, what: string, why: string | null) =>
  c.var.deps.store.writes.commit([insert(accesses, { at: c.var.now.getTime(), person, no, what, why })])

export const deskFiles = new Hono<AppEnv>()
  .get('/cases/:no/attachments', describe('一件的附件', '附件', FileList, 200, [401, 404]), async (c) => {
    const { no, actor } = await seen(c)
    const items = (await filesOf(c.var.deps, no)).map(told)
    // What whoever may open an original is asked; null for everybody else.
    return c.json({ items, total: items.length, original: mayOpen(actor) ? fieldsOf(Opening) : null })
  })
  .get(
    '/cases/:no/attachments/:n',
    describe('一个附件去掉痕迹的副本；文书按页，是图片', '附件', 'application/octet-stream', 200, [401, 404, 409, 422]),
    asks(Paged),
    async (c) => {
      signedIn(c)
      const { page } = check(Paged, c.req.query())
      const { no, actor } = await seen(c)
      const row = await wanted(c, no)
      const copies = row.state === 'clean' ? (row.copies ?? []) : []
      if (copies.length === 0) throw new Refusal(row.state === 'checking' ? 'file_waiting' : 'file_sealed')
      const copy = copies[page - 1]
      if (!copy) throw new Refusal('not_found')
      await note(c, no, actor.login, `attachment/${row.n}${copies.length > 1 ? `/${page}` : ''}`, null)
      const plain = cleanedOf(c.var.deps, row, page, copy.size)
      return bytes(c, plain, copyNameOf(row, page), copy.kind as Kind, copy.size)
    },
  )
  .post(
    '/cases/:no/attachments/:n/original',
    describe(
      '打开一个附件的原件：写明理由，记入访问记录',
      '附件',
      'application/octet-stream',
      200,
      [401, 403, 404, 409, 422],
    ),
    takes(Opening),
    async (c) => {
      const { no, actor } = await seen(c)
      if (!mayOpen(actor)) throw new Refusal('not_yours')
      const row = await wanted(c, no)
      // Not yet looked through by the scanner that should: nobody opens it (security.md F-08).
      if (row.state === 'checking') throw new Refusal('file_waiting')
      const { why } = check(Opening, await jsonBody(c))
      await note(c, no, actor.login, `original/${row.n}`, why)
      return original(c, row)
    },
  )
