import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Deps } from '../../api/context.ts'
import { faultsIn } from '../../api/draft/fit.ts'
import { cameOf } from '../../api/open-day/came.ts'
import { phaseOf } from '../../api/open-day/open-day.ts'
import { keep, sweepLost, sweepPhotographs } from '../../api/open-day/photographs.ts'
import type { OpenDay } from '../../content/kinds/open-day.ts'
import { insert } from '../../db/row.ts'
import { photographs, registrations } from '../../db/schema.ts'
import { photo as fromApple } from '../file/drawable.ts'
import { picture } from '../file/made.ts'
import { asking, json, person } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { asker, taken } from './asked.ts'
import { held, NOW, openDay } from './made.ts'

const entry = new URL('../../dist/server/entry.mjs', import.meta.url).href
const { render } = (await import(/* @vite-ignore */ entry)) as { render: NonNullable<Deps['render']> }

const AFTER = '2026-06-25T09:00:00+08:00'
const ALT = '执法人员在展台前讲解记录仪'
const QUERY = `alt=${encodeURIComponent(ALT)}&checked=true`

let w: World
let photo: Buffer
beforeAll(async () => {
  w = await makeWorld({ now: NOW, render })
  photo = await picture('jpg', 1600, 1200)
})
afterAll(() => w.close())
const { register, day } = asker(() => w)

const upload = (login: string, code: string, query = QUERY, bytes = photo) =>
  asking(w, login)(`/api/desk/open-days/${code}/photographs?${query}`, { method: 'POST', body: new Uint8Array(bytes) })
const added = async (code: string) => {
  const answer = await upload('editor', code)
  expect(answer.status, await answer.clone().text()).toBe(201)
  return ((await answer.json()) as { items: { id: string }[] }).items.at(-1)!.id
}
const report = (photo?: string): Partial<OpenDay> => ({
  report: {
    summary: '来的人把检查从头看到尾。',
    ...(photo && { photographs: [{ photo, alt: ALT, caption: '讲解' }] }),
    opinions: [{ said: '讲得太快。', done: '下一场每处多留五分钟。' }],
  },
})
const seats = { resident: 5 }
const shown = (code: string, id: string, width = 480) =>
  w.app.request(`/api/open-days/${code}/photographs/${id}-${width}.webp`)

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
    expect((await sharp(photo).metadata()).exif).toBeDefined()
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

describe('a report', () => {
  const fits = async (from: string, photo?: string) => {
    const data = { ...openDay('KF-2026-310', seats), ...report(photo) }
    const draft = { code: data.code, intent: 'publish' as const, from, reason: '办完了', data }
    return (await faultsIn(w.deps.store, 'open-day', draft, '2026-06-20')).map(({ path, message }) => [path, message])
  }
  test('is refused until the day after, with when to come again', async () => {
    expect(await fits('2026-06-24')).toEqual([['data.report', expect.stringContaining('最后一场2026-06-24才结束')]])
    expect(await fits('2026-06-25')).toEqual([])
  })

  test('is refused with a photograph that is not there, or is another day’s', async () => {
    await day('KF-2026-310', seats)
    await day('KF-2026-312', seats)
    const missing = [['data.report.photographs.0.photo', expect.stringContaining('这场活动没有这张照片')]]
    expect(await fits('2026-06-25', '0123456789abcdef')).toEqual(missing)
    expect(await fits('2026-06-25', await added('KF-2026-312'))).toEqual(missing)
    expect(await fits('2026-06-25', await added('KF-2026-310'))).toEqual([])
  })

  test('makes a day that is over a reported one, and nothing else', () => {
    const data = { ...openDay('KF-2026-311', seats), ...report() }
    const at = (moment: string, cancelled = false) => phaseOf(data, cancelled, Date.parse(moment))
    expect([at(AFTER), at('2026-06-24T10:00:00+08:00'), at(AFTER, true)]).toEqual(['reported', 'running', 'off'])
    expect(phaseOf({ ...data, report: undefined }, false, Date.parse(AFTER))).toBe('over')
  })

  test.each([
    ['few', { resident: 4 }, [['resident', null]], null],
    ['five', { resident: 5 }, [['resident', 5]], 5],
    [
      'few beside many: the whole would tell',
      { resident: 9, media: 2 },
      [
        ['resident', 9],
        ['media', null],
      ],
      null,
    ],
    [
      'few of two groups',
      { resident: 9, media: 2, member: 4 },
      [
        ['member', null],
        ['resident', 9],
        ['media', null],
      ],
      15,
    ],
  ])('tells of groups of %s', async (name, sizes, groups, total) => {
    const code = `KF-2026-32${Object.values(sizes).join('')}`
    await day(code, { resident: 20, media: 20, member: 20 })
    for (const [group, size] of Object.entries(sizes)) {
      const { number } = await taken(register(`/api/open-days/${code}/registrations`, { group }))
      await w.deps.store.writes.commit([
        { sql: "update registrations set state = 'attended', came = ? where number = ?", args: [size, number] },
      ])
    }
    const came = await cameOf(w.deps.store, code)
    expect([came.groups.map(({ group, n }) => [group, n]), came.total], name).toEqual([groups, total])
  })
})

describe('pages', () => {
  const read = async (path: string, login: string | null = null) => {
    const answer = await asking(w, login && person(login))(path)
    const html = await answer.text()
    const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'))
    return { status: answer.status, html: main, text: main.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ') }
  }

  test('show what was said and done, pictures when they are looked at, and whom to write to', async () => {
    const data = openDay('KF-2026-331', seats)
    await held(w, data)
    const id = await added('KF-2026-331')
    w.at(AFTER)
    await held(w, { ...data, ...report(id) }, '2026-06-25')
    const { html, text } = await read('/open-days/KF-2026-331')
    for (const words of ['已公布报告', '讲得太快。', '下一场每处多留五分钟。', '把意见变成办件'])
      expect(text).toContain(words)
    const [img = ''] = /<img[^>]*>/.exec(html) ?? []
    for (const part of [`${id}-1280.webp 1280w`, 'width="1280"', 'height="960"', `alt="${ALT}"`, 'loading="lazy"'])
      expect(img).toContain(part)
    expect((await read('/open-days')).text).toContain('往期回顾：有活动报告')
    expect((await read('/complaint?openDay=KF-2026-331')).text).toContain('开放日“走近执法（示例）”')
    w.at(NOW)
  })

  test('of the publishing desk offer its photographs by what they show, and refuse others with words', async () => {
    const code = 'KF-2026-334'
    const data = openDay(code, seats)
    await held(w, data)
    const id = await added(code)
    w.at(AFTER)
    const step = async (path: string, said: object) => {
      const answer = await asking(w, 'editor')(`/api/desk/publications/open-day/${code}${path}`, json('POST', said))
      return { status: answer.status, text: await answer.text() }
    }
    const of = ({ text }: { text: string }) => (JSON.parse(text) as { draft: { n: number } }).draft.n
    const save = async (n: number, photo: string) => {
      const said = { n, from: '2026-06-25', reason: '补上照片。', data: { ...data, ...report(photo) } }
      return of(await step('', said))
    }
    const begun = of(await step('/steps', { action: 'begin', n: 0, intent: 'publish' }))
    const wrong = await save(begun, '0123456789abcdef')
    const refused = await step('/steps', { action: 'submit', n: wrong })
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('这场活动没有这张照片')])
    const right = await save(wrong, id)
    const { html } = await read(`/desk/publications/open-day/${code}/edit`, 'editor')
    const [select = ''] = /<select[^>]*name="data\.report\.photographs\.0\.photo".*?<\/select>/s.exec(html) ?? []
    expect(select).toMatch(new RegExp(`<option value="${id}" selected[^>]*>\\s*第1张：${ALT}`))
    expect((await step('/steps', { action: 'submit', n: right })).status).toBe(200)
    w.at(NOW)
  })

  test('of the desk say how many are not to be in pictures, and lead on', async () => {
    await day('KF-2026-332', seats)
    await taken(register('/api/open-days/KF-2026-332/registrations'))
    await taken(register('/api/open-days/KF-2026-332/registrations', { photographs: 'yes' }))
    await w.deps.store.writes.commit([
      { sql: "update registrations set state = 'attended' where event = ?", args: ['KF-2026-332'] },
    ])
    const { status, text, html } = await read('/desk/open-days/KF-2026-332/photographs', 'editor')
    expect([status, text]).toEqual([200, expect.stringContaining('来的人里有1份报名选了“不要拍到我”')])
    expect(text).toContain('没有，或者不足5件')
    expect(html).toContain('/desk/publications/open-day/KF-2026-332')
    const rows = await w.deps.store.read.select().from(registrations).where(eq(registrations.event, 'KF-2026-332'))
    for (const { number } of rows) expect(html).not.toContain(number)
  })

  test('to enter what was said in the room begin with what is known', async () => {
    w.at('2026-06-24T11:00:00+08:00')
    await day('KF-2026-333', seats)
    const { html } = await read('/desk/cases/new?openDay=KF-2026-333', 'intake')
    expect(html).toContain('name="openDay" value="KF-2026-333"')
    expect(html).toMatch(/value="2026-06-24"/)
    w.at(NOW)
  })

  test('the sample has a report', async () => {
    const { text } = await read('/open-days/KF-2025-004')
    expect(text).toContain('提了什么，怎样办的')
  })
})
