import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import { fields } from '../../content/fields.ts'
import { SHEETED } from '../../content/schema.ts'
import type { Store } from '../../db/open.ts'
import { describe } from '../answer.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { LICENCE } from '../publication/open.ts'
import { KINDS, type Kind } from '../publication/publication.ts'
import { type Known, register, rowsOf } from '../publication/register.ts'
import { Refusal } from '../refusal.ts'
import { signedIn } from '../staff/actor.ts'
import { XLSX } from '../workbook/file.ts'
import { writeTable } from '../workbook/write.ts'
import { isEditorial } from './draft.ts'

/** So many entries are in memory at once. */
const PIECE = 200

/**
 * Everything of a kind as it is now and as it will be, to be changed in a spreadsheet and imported again: every column,
 * unlike the open data, which leaves out what the public does not see of a certificate.
 */
export const downloadRoutes = new Hono<AppEnv>().get(
  '/current/:file',
  describe('现有内容（.xlsx），改好可以再导入', '发布台', XLSX, 200, [401, 403, 404]),
  async (c) => {
    if (!isEditorial(signedIn(c))) throw new Refusal('not_yours')
    const kind = c.req.param('file').replace(/\.xlsx$/, '') as Kind
    if (!SHEETED.includes(kind)) throw new Refusal('not_found')
    const { store } = c.var.deps
    const day = today(c.var.now)
    const about = { licence: LICENCE, on: day, source: '阳光执法平台发布台' }
    const bytes = writeTable(kind, pieces(store, kind, day, c.var.now.getTime()), about, fields(KINDS[kind].schema))
    const first = await bytes.next()
    c.header('content-type', XLSX)
    const title = encodeURIComponent(`${KINDS[kind].title}${day}.xlsx`)
    c.header('content-disposition', `attachment; filename="${kind}.xlsx"; filename*=UTF-8''${title}`)
    return stream(c, async (out) => {
      for (let piece = first; !piece.done; piece = await bytes.next()) await out.write(piece.value)
    })
  },
)

async function* pieces(store: Store, kind: Kind, day: string, now: number) {
  const book = await register(store)
  const known = book
    .inForce(kind, day, now)
    .filter((k) => !k.cancelled)
    .flatMap((k) => [k, ...later(book.sayings(kind, k.code), day, now)])
  for (let i = 0; i < known.length; i += PIECE)
    // Why it was written as it is does not say why it is changed now: that column starts empty.
    yield (await rowsOf(store, known.slice(i, i + PIECE))).map(
      ({ version, from, to, source, filingNo, reviewOn, data }) => ({
        version,
        from,
        to,
        source,
        filingNo,
        reviewOn,
        data,
      }),
    )
}

/** What is published and begins on a later day: left out, the day it begins would read as the day the entry ends. */
const later = (sayings: readonly Known[], day: string, now: number) =>
  sayings
    .filter((s, i) => s.from > day && s.publishedAt <= now && sayings.findIndex((o) => o.from === s.from) === i)
    .filter((s) => !s.cancelled)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
