import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { keep, sweepLost, sweepPhotographs } from '../../api/open-day/photographs.ts'
import { insert } from '../../db/row.ts'
import { photographs } from '../../db/schema.ts'
import { photo as fromApple } from '../file/drawable.ts'
import { picture } from '../file/made.ts'
import { asking } from '../support/ask.ts'
import type { World } from '../support/world.ts'
import { held, NOW, openDay } from './made.ts'
import { AFTER, ALT, photographing, QUERY, report } from './photographing.ts'

const { of, photo, day, upload, added, shown } = photographing()
let w: World
beforeAll(() => {
  w = of()
})
const seats = { resident: 5 }

describe('a photograph', () => {
  test('finds no room past forty, nor do many at once', async () => {
    const code = 'KF-2026-399'
    await day(code, seats)
    const row = { event: code, alt: ALT, width: 1, height: 1, large: 1, small: 1, keyId: 'k', by: 'editor', at: 0 }
    const lying = Array.from({ length: 39 }, (_, i) => insert(photographs, { ...row, id: `full-${i}` }))
    await w.deps.store.writes.commit(lying)
    const sizes = await Promise.all([40, 50, 60].map((side) => picture('jpg', side, side)))
    const answers = await Promise.all(sizes.map((bytes) => upload('editor', code, QUERY, bytes)))
    expect(answers.map((a) => a.status).sort()).toEqual([201, 422, 422])
    const kept = await w.deps.store.read.select().from(photographs).where(eq(photographs.event, code))
    expect(kept).toHaveLength(40)
    await w.deps.store.writes.commit([{ sql: 'delete from photographs where event = ?', args: [code] }])
    expect(await sweepLost(w.deps)).toBe(2)
  })

  test('is drawn anew in two sizes, without place, time or telephone, and lies sealed', async () => {
    await day('KF-2026-301', seats)
    expect((await sharp(photo()).metadata()).exif).toBeDefined()
    const id = await added('KF-2026-301')
    for (const width of [1280, 480]) {
      const answer = await asking(w, 'editor')(`/api/desk/open-days/KF-2026-301/photographs/${id}-${width}.webp`)
      const bytes = Buffer.from(await answer.arrayBuffer())
      const { exif, xmp, icc, format, ...size } = await sharp(bytes).metadata()
      expect([exif, xmp, format, size.width]).toEqual([undefined, undefined, 'webp', width])
      expect(bytes.includes('CANARY')).toBe(false)
    }
    const names = readdirSync(join(w.dir, 'files')).filter((name) => name.includes(id))
    expect(names).toHaveLength(2)
  })

  test('of a telephone of Apple is taken as it comes', async () => {
    await day('KF-2026-313', seats)
    expect((await upload('editor', 'KF-2026-313', QUERY, fromApple())).status).toBe(201)
    const [kept] = await w.deps.store.read.select().from(photographs).where(eq(photographs.event, 'KF-2026-313'))
    const answer = await asking(w, 'editor')(`/api/desk/open-days/KF-2026-313/photographs/${kept!.id}-480.webp`)
    const { format, exif } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata()
    expect([format, exif]).toEqual(['webp', undefined])
  })

  test('is there once, however often it is uploaded', async () => {
    await day('KF-2026-302', seats)
    expect(await added('KF-2026-302')).toBe(await added('KF-2026-302'))
    const rows = await w.deps.store.read.select().from(photographs).where(eq(photographs.event, 'KF-2026-302'))
    expect(rows).toHaveLength(1)
  })

  test.each([
    ['nobody looked who is in it', `alt=${encodeURIComponent(ALT)}`, undefined, 'checked'],
    ['nobody says what it shows', 'checked=true', undefined, 'alt'],
    ['it is no picture', QUERY, Buffer.from('%PDF-1.7'), 'file'],
    ['there is none', QUERY, Buffer.alloc(0), 'file'],
    ['it says it is HEIC and cannot be drawn', QUERY, fromApple().subarray(0, 700), undefined],
  ])('is refused where %s', async (_, query, bytes, path) => {
    await day('KF-2026-303', seats)
    const answer = await upload('editor', 'KF-2026-303', query, bytes)
    const { fields } = (await answer.json()) as { fields?: { path: string }[] }
    expect([answer.status, fields?.map((field) => field.path)]).toEqual([422, path && [path]])
  })

  test.each([
    ['stats', 403],
    ['scjg', 404],
    ['intake', 403],
    ['zfj', 201],
  ])('by %s: %d', async (login, status) => {
    await day('KF-2026-304', seats)
    expect((await upload(login, 'KF-2026-304')).status).toBe(status)
  })

  test('is shown to everybody while a published report names it, and not before or after', async () => {
    const data = openDay('KF-2026-305', seats)
    await held(w, data)
    const id = await added('KF-2026-305')
    expect((await shown('KF-2026-305', id)).status).toBe(404)
    w.at(AFTER)
    await held(w, { ...data, ...report(id) }, '2026-06-25')
    const answer = await shown('KF-2026-305', id)
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      200,
      'image/webp',
      'public, max-age=86400',
    ])
    const gone = await asking(w, 'editor')(`/api/desk/open-days/KF-2026-305/photographs/${id}`, { method: 'DELETE' })
    expect(gone.status).toBe(409)
    w.at('2026-06-26T09:00:00+08:00')
    await held(w, { ...data, ...report() }, '2026-06-26')
    expect((await shown('KF-2026-305', id)).status).toBe(404)
    w.at(NOW)
  })

  test('that no report shows goes after thirty days; one that is shown stays', async () => {
    const data = openDay('KF-2026-306', seats)
    await held(w, data)
    const id = await added('KF-2026-306')
    const other = await keep(
      w.deps,
      { event: 'KF-2026-306', alt: ALT, by: 'editor' },
      await picture('png', 900, 600),
      w.deps.now(),
    )
    w.at(AFTER)
    await held(w, { ...data, ...report(id) }, '2026-06-25')
    await sweepPhotographs(w.deps, new Date('2026-07-15T08:59:00+08:00'))
    const ids = async () =>
      (await w.deps.store.read.select().from(photographs).where(eq(photographs.event, 'KF-2026-306'))).map((p) => p.id)
    expect((await ids()).sort()).toEqual([id, other.id].sort())
    await sweepPhotographs(w.deps, new Date('2026-07-15T09:01:00+08:00'))
    expect(await ids()).toEqual([id])
    expect(readdirSync(join(w.dir, 'files')).some((name) => name.includes(other.id))).toBe(false)
    w.at(NOW)
  })

  test('whose row a crash kept from being written is cleared away at the next start', async () => {
    const lost = join(w.dir, 'files', 'photo-0123456789abcdef.480')
    writeFileSync(lost, 'x')
    expect(await sweepLost(w.deps)).toBe(1)
    expect(existsSync(lost)).toBe(false)
  })
})
