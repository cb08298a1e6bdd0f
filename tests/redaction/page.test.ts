import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { paper } from '../file/drawable.ts'
import { onDisk, uploaded } from '../file/sending.ts'
import { asking, json, sent } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { makeWorld, type World } from '../support/world.ts'

/** A paper whose three pages are told apart by the colour of one square. */
const COLOURS = { red: '1 0 0', green: '0 1 0', blue: '0 0 1' }
const square = (rgb: string) => `BT /F 24 Tf 40 540 Td (Notice 2026) Tj ET ${rgb} rg 100 100 200 150 re f`
const THREE = paper({ contents: Object.values(COLOURS).map(square) })
/** The left half of the square, and a spot in its right half. */
const HALF = { left: 25, top: 55, width: 25, height: 35 }

let w: World
let no: string
let id: string
const { step } = moving(() => w)
beforeAll(async () => {
  w = await makeWorld()
  id = (await uploaded(w, THREE, 'pdf')).id
  no = (await sent(w, { attachments: [id] })).no
  await step('intake', no, 'accept')
})
afterAll(() => w.close())

const path = () => `/api/desk/cases/${no}/attachments/1/redactions`
const cover = async (body: unknown) => asking(w, 'handler')(path(), json('POST', body))
const bytesOf = async (answer: Response) => {
  expect(answer.status, answer.headers.get('content-type') ?? '').toBe(200)
  return Buffer.from(await answer.arrayBuffer())
}
const copy = async (page: number) =>
  bytesOf(await asking(w, 'handler')(`/api/desk/cases/${no}/attachments/1?page=${page}`))
const redacted = async (m: number) => bytesOf(await asking(w, 'handler')(`${path()}/${m}`))

/** What stands on the left and on the right of the square. */
async function shows(bytes: Buffer) {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return [0.35, 0.65].map((x) => {
    const at = (Math.round(info.height * 0.7) * info.width + Math.round(info.width * x)) * 3
    const lit = [...data.subarray(at, at + 3)].map((one) => one > 128)
    return Object.keys(COLOURS)[lit.indexOf(true)] ?? 'black'
  })
}

describe('a paper of three pages', () => {
  test('is redacted page by page; copies and original stay', async () => {
    const before = ['', '.1', '.2', '.3'].map((which) => onDisk(w, id, which))
    for (const [i, page] of [3, 2].entries()) {
      const made = await cover({ page, boxes: [HALF] })
      expect(made.status, await made.clone().text()).toBe(201)
      expect(await made.json()).toMatchObject({ n: 1, page, m: i + 1, boxes: 1 })
    }
    expect(await Promise.all([1, 2, 3].map(async (page) => shows(await copy(page))))).toEqual([
      ['red', 'red'],
      ['green', 'green'],
      ['blue', 'blue'],
    ])
    // Negative control: drawn on the first page, as it used to be, the right of the square would be red.
    expect(await shows(await redacted(1))).toEqual(['black', 'blue'])
    expect(await shows(await redacted(2))).toEqual(['black', 'green'])
    expect(['', '.1', '.2', '.3'].map((which) => onDisk(w, id, which))).toEqual(before)
  })
  test('a page with nothing to hide needs a word too, and is confirmed by itself', async () => {
    const silent = await cover({ page: 1, boxes: [] })
    expect([silent.status, await silent.text()]).toEqual([422, expect.stringContaining('还没有遮盖任何地方')])
  })
  test.each([0, 4, 999, 1000, -1, 1.5, 'x', null])('has no page %s', async (page) => {
    const answer = await cover({ page, boxes: [HALF] })
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('没有这一页')])
    const asked = await asking(w, 'handler')(`${path()}?page=${page}`)
    expect(asked.status).toBe(422)
  })
  test('which pages are done is told where one chooses, in the order of the paper', async () => {
    const listed = (await (await asking(w, 'handler')(`${path()}?page=2`)).json()) as {
      items: { page: number; m: number }[]
    }
    expect(listed).toMatchObject({ page: 2, pages: 3, total: 2 })
    expect(listed.items.map(({ page, m }) => [page, m])).toEqual([
      [2, 2],
      [3, 1],
    ])
    const { files } = (await (await asking(w, 'handler')(`/api/desk/cases/${no}/enquiry`)).json()) as {
      files: unknown
    }
    expect(files).toEqual([
      { value: '1.2', label: '附件1第2页的遮盖件2' },
      { value: '1.1', label: '附件1第3页的遮盖件1' },
    ])
  })
  test('a body asked sees the pages somebody confirmed and sent, and no other', async () => {
    const digest = '请说明这一时期扣押车辆的依据、程序和清单交付情况。'
    const answer = await step('handler', no, 'enquire', { department: 'ZFJ', digest, files: ['1.2'] })
    expect(answer.status, await answer.clone().text()).toBe(200)
    const [{ id: enquiry } = { id: '' }] = await w.deps.store.heavy.rows<{ id: string }>({
      sql: 'select id from enquiries where no = ?',
      args: [no],
    })
    const asked = asking(w, 'zfj')
    const seen = (await (await asked(`/api/desk/enquiries/${enquiry}`)).json()) as { files: { name: string }[] }
    expect(seen.files.map(({ name }) => name)).toEqual(['附件1.jpg'])
    const got = await bytesOf(await asked(`/api/desk/enquiries/${enquiry}/attachments/1`))
    expect(await shows(got)).toEqual(['black', 'green'])
    // Page three has a redacted copy that was not sent, page one has none.
    const others = [
      ...[2, 3].map((k) => `/api/desk/enquiries/${enquiry}/attachments/${k}`),
      ...[1, 2, 3].map((page) => `/api/desk/cases/${no}/attachments/1?page=${page}`),
      `${path()}/1`,
    ]
    for (const other of others) expect([403, 404], other).toContain((await asked(other)).status)
  })
})
