import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { form, type Sent, sent, track } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'

/** The steps of I-17, written down apart from the code. */
const STEP = 4096
const SMALL = { 'accept-encoding': 'br, gzip' }

let w: World
/** One case that just came, others that went on, one with an answer as long as they get. */
const cases: Sent[] = []
const { step } = moving(() => w)
beforeAll(async () => {
  w = await makeWorld({ render })
  for (let i = 0; i < 4; i++) cases.push(await sent(w))
  for (const [i, { no }] of cases.entries()) {
    if (i > 0) await step('intake', no, 'accept')
    if (i > 1) await step('handler', no, 'answer', { note: '经查，扣押没有依据，已经退还。'.repeat(i === 3 ? 60 : 1) })
  }
})
afterAll(() => w.close())

const lengthOf = async (answer: Response) => {
  expect(answer.headers.get('content-encoding')).toBeNull()
  expect(answer.headers.get('cache-control')).toBe('no-store, no-transform')
  return { size: (await answer.clone().arrayBuffer()).byteLength, text: await answer.text() }
}
const asked = async ({ no, queryCode }: Sent, path = '', init: RequestInit = {}) =>
  lengthOf(
    await w.app.request(`/api/track/${no}${path}`, { ...init, headers: { ...SMALL, 'x-query-code': queryCode } }),
  )
const opened = async (of: Sent) => {
  const answer = await form(w, '/track', { no: of.no, code: of.queryCode })
  return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '', origin: 'http://localhost' }
}

// I-17: who listens on the way sees lengths, and must not see from them how far a case is.
describe('what is answered about a case', () => {
  test('is as long as whole steps, and is the same JSON', async () => {
    const answers = await Promise.all(cases.flatMap((of) => [asked(of), asked(of, '/copy'), asked(of, '/attachments')]))
    expect(answers.map(({ size }) => size % STEP)).toEqual(answers.map(() => 0))
    for (const { text } of answers) expect(() => JSON.parse(text)).not.toThrow()
    // Negative control: as it was written each has a length of its own, and none is a whole step.
    const bare = answers.map(({ text }) => Buffer.byteLength(text.trimEnd()))
    expect(bare.filter((size) => size % STEP === 0)).toEqual([])
    expect(new Set(bare).size).toBeGreaterThan(6)
  })
  test('cannot be told apart while it is short: just sent, accepted, answered', async () => {
    const short = await Promise.all(cases.slice(0, 3).map((of) => asked(of)))
    expect(new Set(short.map(({ size }) => size)).size).toBe(1)
    // Negative control: compressed, here or by somebody in front of us, they could be.
    expect(new Set(short.map(({ text }) => gzipSync(text).length)).size).toBe(3)
  })
  test('so are refusals and what answers a step', async () => {
    const [first] = cases
    if (!first) throw new Error('no case')
    const wrong = await asked({ ...first, queryCode: '0'.repeat(24) })
    expect([wrong.size, JSON.parse(wrong.text)]).toEqual([STEP, expect.objectContaining({ code: 'no_such_case' })])
    expect((await asked(first, '/withdraw', { method: 'POST' })).size % STEP).toBe(0)
  })
  test('so are its pages, uncompressed, and the copy one saves', async () => {
    for (const of of cases) {
      const headers = await opened(of)
      const sizes = await Promise.all(
        ['/track', '/track/copy', '/track/edit'].map(async (path) =>
          lengthOf(await w.app.request(path, { headers: { ...SMALL, ...headers } })),
        ),
      )
      expect(sizes.map(({ size }) => size % STEP)).toEqual([0, 0, 0])
      expect(sizes[0]?.text).toContain(of.no)
      const saved = await lengthOf(await form(w, '/track/copy', {}, { ...SMALL, ...headers }))
      expect([saved.size % STEP, saved.text.includes(of.no)]).toEqual([0, true])
    }
  })
  test('a page that shows no case stays small', async () => {
    const answer = await w.app.request('/track', { headers: SMALL })
    expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, 'br'])
    expect((await track(w, 'x', 'y')).headers.get('content-encoding')).toBeNull()
  })
})
