import { readdirSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toldOf } from '../../api/file/upload.ts'
import { attachments } from '../../db/schema.ts'
import { asking, json, type Sent, sent } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { paper, photo } from './drawable.ts'
import { film, picture, SECRET, wav } from './made.ts'
import { finishedAs } from './sending.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(async () => w.close())

const own = ({ queryCode }: Sent) => ({ headers: { 'x-query-code': queryCode } })
const at = (no: string, more = '') => `/api/desk/cases/${no}/attachments${more}`
const WHY = json('POST', { why: '核对通知书上的日期' })

test('no list, no name of a file and no head of an answer tells what a file was called', async () => {
  const made: [string, Buffer][] = [
    ['jpg', await picture('jpg')],
    ['heic', photo()],
    ['mp4', film().bytes],
    ['wav', wav()],
    ['pdf', paper({ pages: 2 })],
  ]
  const ids = []
  for (const [kind, bytes] of made) ids.push(await finishedAs(w, bytes, `${SECRET}-35.4N.${kind}`))
  const mine = await sent(w, { attachments: ids, about: { department: 'ZFJ' } })
  // The control: it was told, and is kept where only the key opens it.
  const rows = await w.deps.store.read.select().from(attachments).where(eq(attachments.no, mine.no))
  for (const row of rows) expect(toldOf(w.deps, row).name).toContain('CANARY')

  const desk = asking(w, 'handler')
  const answers = [
    await desk(at(mine.no)),
    await desk(`/api/desk/cases/${mine.no}`),
    await w.app.request(`/api/track/${mine.no}`, own(mine)),
    await w.app.request(`/api/track/${mine.no}/attachments`, own(mine)),
  ]
  for (const [i, [kind]] of made.entries()) {
    const files = [
      await w.app.request(`/api/track/${mine.no}/attachments/${i + 1}`, own(mine)),
      await desk(at(mine.no, `/${i + 1}/original`), WHY),
      ...(kind === 'wav' ? [] : [await desk(at(mine.no, `/${i + 1}`))]),
      ...(kind === 'pdf' ? [await desk(at(mine.no, `/${i + 1}?page=2`))] : []),
    ]
    for (const file of files) {
      expect(file.status).toBe(200)
      expect(decodeURIComponent(file.headers.get('content-disposition') ?? '')).toMatch(
        new RegExp(
          `^attachment; filename="attachment\\.(${kind}|jpg)"; filename\\*=UTF-8''附件${i + 1}(第[12]页)?\\.(${kind}|jpg)$`,
        ),
      )
      await file.arrayBuffer()
    }
    answers.push(...files.map((file) => new Response(null, { headers: file.headers })))
  }
  for (const answer of answers) expect(`${await answer.text()}${[...answer.headers]}`).not.toMatch(/CANARY|35\.4N/)
  expect(w.log.join()).not.toMatch(/CANARY|35\.4N/)
})

test('whoever asks for the head only is told as much, and no file stays open', async () => {
  const mine = await sent(w, {
    attachments: [await finishedAs(w, film({ size: 400_000 }).bytes)],
    about: { department: 'ZFJ' },
  })
  const open = () => readdirSync('/proc/self/fd').length
  const ask = async (method: string) => [
    await asking(w, 'handler')(at(mine.no, '/1'), { method }),
    await w.app.request(`/api/track/${mine.no}/attachments/1`, { method, ...own(mine) }),
  ]
  const before = open()
  for (let n = 0; n < 20; n++)
    for (const answer of await ask('HEAD')) expect([answer.status, await answer.text()]).toEqual([200, ''])
  expect(open()).toBeLessThan(before + 5)
  // The control: who begins to read and does not go on holds the file, until it is let go.
  const reading = await ask('GET')
  for (const [i, answer] of (await ask('HEAD')).entries())
    for (const name of ['content-length', 'content-type', 'content-disposition', 'content-security-policy'])
      expect(answer.headers.get(name)).toBe(reading[i]?.headers.get(name))
  expect(open()).toBeGreaterThan(before)
  for (const answer of reading) await answer.body?.cancel()
})

test('a case that becomes sealed takes its files along, and no edit of its sender brings them back', async () => {
  const mine = await sent(w, { attachments: [await finishedAs(w, await picture('jpg'))], about: { department: 'ZFJ' } })
  const seen = async () => {
    const asked = (login: string) => asking(w, login)
    return Promise.all(
      ['intake', 'handler', 'sealed1'].map(async (login) => [
        (await asked(login)(at(mine.no))).status,
        (await asked(login)(at(mine.no, '/1'))).status,
        (await asked(login)(at(mine.no, '/1/original'), WHY)).status,
      ]),
    )
  }
  const edit = async (said: unknown) =>
    (
      await w.app.request(`/api/track/${mine.no}/edit`, {
        ...json('POST', said),
        headers: { 'content-type': 'application/json', ...own(mine).headers },
      })
    ).status
  expect(await seen()).toEqual([
    [200, 200, 403],
    [200, 200, 200],
    [404, 404, 404],
  ])
  const SEALED = [
    [404, 404, 404],
    [404, 404, 404],
    [200, 200, 200],
  ]
  const { n } = (await (await asking(w, 'intake')(`/api/desk/cases/${mine.no}`)).json()) as { n: number }
  const sealing = json('POST', { action: 'seal', note: '里面说到收受财物，转为密件。', n })
  expect((await asking(w, 'intake')(`/api/desk/cases/${mine.no}/steps`, sealing)).status).toBe(200)
  expect(await seen()).toEqual(SEALED)
  expect(await edit({ account: '换一种说法：执法人员没有出示证件就把东西拿走了。' })).toBe(200)
  expect(await seen()).toEqual(SEALED)
})
