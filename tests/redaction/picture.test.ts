import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sweepOrphans } from '../../api/file/finish.ts'
import { idOf } from '../../api/file/upload.ts'
import type { Box } from '../../api/redaction/box.ts'
import { blackened } from '../../api/redaction/picture.ts'
import { picture, SECRET, wav } from '../file/made.ts'
import { onDisk, uploaded } from '../file/sending.ts'
import { asking, json, LOGINS, sent } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
let no: string
const ids: string[] = []
const GOOD = '请说明这一时期扣押车辆的依据、程序和清单交付情况。'
const BOX: Box = { left: 25, top: 25, width: 50, height: 25 }
/** Sixteen pixels within. */
const INNER: Box = { left: 30, top: 31.7, width: 40, height: 11.6 }
const { step } = moving(() => w)

beforeAll(async () => {
  w = await makeWorld()
  for (const kind of ['jpg', 'png', 'webp'] as const) ids.push((await uploaded(w, await picture(kind), kind)).id)
  ids.push((await uploaded(w, wav(), 'wav')).id)
  no = (await sent(w, { attachments: ids })).no
  await step('intake', no, 'accept')
})
afterAll(() => w.close())

const at = (n: number | string = 1) => `/api/desk/cases/${no}/attachments/${n}/redactions`
const cover = async (body: unknown, n: number | string = 1, who = 'handler') =>
  asking(w, who)(at(n), typeof body === 'string' ? { ...json('POST', {}), body } : json('POST', body))
const bytesOf = async (answer: Response) => {
  expect(answer.status).toBe(200)
  return Buffer.from(await answer.arrayBuffer())
}
const rows = <T extends object>(sql: string, ...args: string[]) => w.deps.store.heavy.rows<T>({ sql, args })

/** How bright the brightest and the darkest of what lies in a part of a picture are. */
async function brightness(bytes: Buffer, { left, top, width, height }: Box) {
  const { width: w0 = 0, height: h0 = 0 } = await sharp(bytes).metadata()
  const part = await sharp(bytes)
    .extract({
      left: Math.ceil((left * w0) / 100),
      top: Math.ceil((top * h0) / 100),
      width: Math.floor((width * w0) / 100),
      height: Math.floor((height * h0) / 100),
    })
    .removeAlpha()
    .raw()
    .toBuffer()
  const over = (choose: (a: number, b: number) => number, from: number) =>
    part.reduce((so, one) => choose(so, one), from)
  return { most: over(Math.max, 0), least: over(Math.min, 255) }
}

describe('a redacted copy', () => {
  test.each([
    [1, 'jpg'],
    [2, 'png'],
    [3, 'webp'],
  ])('of file %i, a %s, is black where it was covered, and tells nothing', async (n, kind) => {
    const made = await cover({ boxes: [BOX] }, n)
    expect(made.status, await made.clone().text()).toBe(201)
    expect(await made.json()).toMatchObject({ n, m: 1, kind, boxes: 1, by: 'handler' })
    const bytes = await bytesOf(await asking(w, 'handler')(`${at(n)}/1`))
    // A coder rings by a shade at the edge, from what lies outside of it; behind one block there is nothing.
    expect((await brightness(bytes, BOX)).most).toBeLessThan(kind === 'png' ? 1 : 40)
    expect((await brightness(bytes, INNER)).most).toBeLessThan(kind === 'png' ? 1 : 4)
    // Negative control: it is not so elsewhere, nor in the copy that was drawn on.
    expect((await brightness(bytes, { left: 0, top: 80, width: 100, height: 20 })).most).toBeGreaterThan(60)
    const clean = await bytesOf(await asking(w, 'handler')(`/api/desk/cases/${no}/attachments/${n}`))
    expect((await brightness(clean, BOX)).most).toBeGreaterThan(60)
    expect(bytes.includes('CANARY')).toBe(false)
    expect(bytes.includes(Buffer.from(SECRET))).toBe(false)
    const meta = await sharp(bytes).metadata()
    expect([meta.format, meta.width, meta.height]).toEqual([kind === 'jpg' ? 'jpeg' : kind, 320, 240])
    for (const key of ['exif', 'xmp', 'iptc', 'icc', 'comments'] as const) expect(meta[key], key).toBeUndefined()
  })
  test('leaves original and clean copy as they were, and lies sealed', async () => {
    const before = [onDisk(w, ids[0] ?? ''), onDisk(w, ids[0] ?? '', '.1')]
    expect((await cover({ boxes: [{ left: 0, top: 0, width: 100, height: 100 }] })).status).toBe(201)
    expect([onDisk(w, ids[0] ?? ''), onDisk(w, ids[0] ?? '', '.1')]).toEqual(before)
    const files = readdirSync(join(w.dir, 'files')).filter((name) => name.startsWith(`${idOf(ids[0] ?? '')}.r`))
    expect(files.length).toBeGreaterThan(0)
    for (const name of files) expect(onDisk(w, ids[0] ?? '', name.slice(64)).includes('\xff\xd8\xff')).toBe(false)
  })
  test('covers every pixel of any rectangle', async () => {
    const plain = await sharp({ create: { width: 37, height: 23, channels: 4, background: '#ffffffff' } })
      .png()
      .toBuffer()
    const side = fc.double({ min: 0, max: 99, noNaN: true })
    await fc.assert(
      fc.asyncProperty(side, side, side, side, async (left, top, w0, h0) => {
        const box = {
          left,
          top,
          width: Math.max(0.1, Math.min(100 - left, w0)),
          height: Math.max(0.1, Math.min(100 - top, h0)),
        }
        const { data, info } = await sharp(await blackened(plain, 'png', [box]))
          .ensureAlpha()
          .raw()
          .toBuffer({ resolveWithObject: true })
        for (let y = 0; y < info.height; y++)
          for (let x = 0; x < info.width; x++) {
            // Touched by the rectangle at all.
            const touched =
              x < ((box.left + box.width) * info.width) / 100 &&
              x + 1 > (box.left * info.width) / 100 &&
              y < ((box.top + box.height) * info.height) / 100 &&
              y + 1 > (box.top * info.height) / 100
            const i = (y * info.width + x) * 4
            if (touched) expect([data[i], data[i + 1], data[i + 2], data[i + 3]]).toEqual([0, 0, 0, 255])
          }
      }),
      { numRuns: 60, seed: 5 },
    )
  })
  test('may cover nothing only where a person says so', async () => {
    const none = await cover({ boxes: [] })
    expect(none.status).toBe(422)
    expect(await none.text()).toContain('还没有遮盖任何地方')
    expect((await cover({ boxes: [], clear: true })).status).toBe(201)
  })
  test('is of pictures: a recording has none', async () => {
    expect((await cover({ boxes: [BOX] }, 4)).status).toBe(409)
    expect((await cover({ boxes: [BOX] }, 9)).status).toBe(404)
  })
})

describe('rectangles nobody draws', () => {
  const HOSTILE: [what: string, boxes: unknown][] = [
    ['negative', [{ ...BOX, left: -1 }]],
    ['beyond the edge', [{ ...BOX, left: 60 }]],
    ['beyond a hundred', [{ ...BOX, width: 101 }]],
    ['of no width', [{ ...BOX, width: 0 }]],
    ['no number', [{ ...BOX, top: null }]],
    ['words', [{ ...BOX, top: '25' }]],
    ['a side short', [{ left: 1, top: 1, width: 1 }]],
    ['a side more', [{ ...BOX, angle: 45 }]],
    ['no list', BOX],
    ['nothing', null],
    ['a thousand', Array.from({ length: 1000 }, () => BOX)],
    ['forty-one', Array.from({ length: 41 }, () => BOX)],
  ]
  test.each(HOSTILE)('%s: refused with a sentence, nothing drawn', async (_what, boxes) => {
    const before = (await rows('select id from redactions')).length
    const answer = await cover({ boxes })
    expect([400, 422]).toContain(answer.status)
    const text = await answer.text()
    expect(text).toMatch(/[\u4e00-\u9fff]/)
    expect(text).not.toMatch(/expected|undefined|NaN/)
    expect((await rows('select id from redactions')).length).toBe(before)
  })
  test.each(['NaN', '1e999', '-0.0001', 'Infinity'])('a number written %s', async (number) => {
    const answer = await cover(`{"boxes":[{"left":${number},"top":1,"width":1,"height":1}]}`)
    expect([400, 422]).toContain(answer.status)
  })
  test('more copies of one picture than anybody needs', async () => {
    const file = await uploaded(w, await picture('png', 16, 16), 'png')
    const { no: other } = await sent(w, { attachments: [file.id] })
    const ask = () =>
      asking(w, 'handler')(`/api/desk/cases/${other}/attachments/1/redactions`, json('POST', { boxes: [BOX] }))
    for (let i = 0; i < 20; i++) expect((await ask()).status).toBe(201)
    const full = await ask()
    expect([full.status, await full.text()]).toEqual([422, expect.stringContaining('最多留20个遮盖件')])
  })
})

test('two copies at the same moment: each has a number of its own, or is told to look again', async () => {
  const file = await uploaded(w, await picture('png', 16, 16), 'png')
  const { no: other } = await sent(w, { attachments: [file.id] })
  const path = `/api/desk/cases/${other}/attachments/1/redactions`
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => asking(w, 'handler')(path, json('POST', { boxes: [BOX] }))),
  )
  const made = answers.filter(({ status }) => status === 201).length
  expect(made).toBeGreaterThan(0)
  expect(answers.filter(({ status }) => status === 409).length).toBe(8 - made)
  const numbers = (await rows<{ m: number }>('select m from redactions where no = ? order by m', other)).map(
    ({ m }) => m,
  )
  expect(numbers).toEqual(Array.from({ length: made }, (_, i) => i + 1))
  const files = readdirSync(join(w.dir, 'files')).filter((name) => name.startsWith(`${idOf(file.id)}.r`))
  expect(files.length).toBe(made)
})

describe('who may', () => {
  test('make and open them: whoever asks bodies, of cases of their own', async () => {
    for (const login of LOGINS) {
      const answers = await Promise.all(
        [at(1), `${at(1)}/1`].map(async (path) => (await asking(w, login)(path)).status),
      )
      const desk = ['intake', 'assign', 'review', 'chief'].includes(login)
      const none = ['superior', 'sealed1', 'sealed2'].includes(login)
      expect(answers, login).toEqual(Array(2).fill(login === 'handler' ? 200 : desk ? 403 : none ? 404 : 403))
      if (login !== 'handler') expect((await cover({ boxes: [BOX] }, 1, login)).status, login).toBe(answers[0])
    }
    expect((await asking(w, null)(at(1))).status).toBe(401)
  })
})

describe('an enquiry', () => {
  let id: string
  beforeAll(async () => {
    const answer = await step('handler', no, 'enquire', {
      department: 'ZFJ',
      digest: GOOD,
      files: ['2.1', '1.1'],
    })
    expect(answer.status, await answer.clone().text()).toBe(200)
    ;[{ id } = { id: '' }] = await rows<{ id: string }>('select id from enquiries where no = ?', no)
  })
  const open = (who: string | null, k: number | string, of = id) =>
    asking(w, who)(`/api/desk/enquiries/${of}/attachments/${k}`)

  test('brings the chosen copies, black as they are, under numbers of its own', async () => {
    const seen = (await (await asking(w, 'zfj')(`/api/desk/enquiries/${id}`)).json()) as {
      files: { k: number; name: string }[]
    }
    expect(seen.files).toEqual([
      expect.objectContaining({ k: 1, kind: 'png', name: '附件1.png' }),
      expect.objectContaining({ k: 2, kind: 'jpg', name: '附件2.jpg' }),
    ])
    const answer = await open('zfj', 1)
    expect(answer.headers.get('content-disposition')).toContain('attachment.png')
    const bytes = await bytesOf(answer)
    expect(await brightness(bytes, BOX)).toEqual({ most: 0, least: 0 })
    expect(bytes.includes('CANARY')).toBe(false)
    expect(JSON.stringify([...answer.headers, seen])).not.toContain(no)
    // The asker sees what went.
    expect(await (await asking(w, 'handler')(`/api/desk/cases/${no}`)).text()).toContain('"k":2')
  })
  test('brings nothing else: not the third, no original, no clean copy, no other case', async () => {
    for (const k of [0, 3, 99, '1.1', 'x', '01x', '-1']) expect((await open('zfj', k)).status, String(k)).toBe(404)
    for (const path of [
      `/api/desk/cases/${no}/attachments/1`,
      `/api/desk/cases/${no}/attachments/1/redactions/1`,
      `/api/desk/enquiries/${no}/attachments/1`,
    ])
      expect([403, 404]).toContain((await asking(w, 'zfj')(path)).status)
  })
  test('and to nobody else', async () => {
    for (const login of LOGINS.filter((one) => one !== 'zfj')) {
      const [theirs, none] = await Promise.all([open(login, 1), open(login, 1, 'HX-0000000000')])
      expect([403, 404], login).toContain(theirs.status)
      expect(await theirs.text()).toBe(await none.text())
    }
    expect((await open(null, 1)).status).toBe(401)
  })
  test('every opening is written down beside the case', async () => {
    const before = await rows(
      'select 1 from accesses where no = ? and person = ? and what like ?',
      no,
      'zfj',
      'enquiry/%',
    )
    await open('zfj', 2)
    await open('scjg', 2)
    expect(await rows('select what from accesses where no = ? and what = ?', no, `enquiry/${id}/2`)).toEqual([
      { what: `enquiry/${id}/2` },
    ])
    expect(
      (await rows('select 1 from accesses where no = ? and person = ? and what like ?', no, 'zfj', 'enquiry/%')).length,
    ).toBe(before.length + 1)
  })
  test('takes no file but redacted ones of this case', async () => {
    const { no: other } = await sent(w)
    await step('intake', other, 'accept')
    for (const files of [['1.1'], ['1.9'], ['9.1'], ['1'], ['1.1; drop'], [1], 'x', Array(21).fill('1.1')]) {
      const of = files[0] === '1.9' || files[0] === '9.1' ? no : other
      const answer = await step('handler', of, 'enquire', { department: 'SCJG', digest: GOOD, files })
      expect(answer.status, JSON.stringify(files)).toBe(422)
      expect(await answer.text()).toContain('"path":"files')
    }
    expect(await rows('select 1 from enquiries where department = ?', 'SCJG')).toEqual([])
  })
})

test('a copy whose row was never written goes at the next start, the others stay', async () => {
  const folder = join(w.dir, 'files')
  const stray = `${idOf(ids[0] ?? '')}.r0123456789abcdef`
  writeFileSync(join(folder, stray), 'x')
  const before = readdirSync(folder)
    .filter((name) => name !== stray)
    .sort()
  expect(await sweepOrphans(w.deps)).toBe(1)
  expect(existsSync(join(folder, stray))).toBe(false)
  expect(readdirSync(folder).sort()).toEqual(before)
})
