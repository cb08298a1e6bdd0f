import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { cleanWaiting } from '../../api/file/clean.ts'
import { asking, json, sent } from '../support/ask.ts'
import { complaint, post, type World, world } from '../support/world.ts'
import { film, picture, wav } from './made.ts'
import { put } from './sending.ts'

const SMALL = 100_000

/** A clamd as its INSTREAM is written down: it finds what holds the word, or behaves as told. */
async function clamd(behave: 'well' | 'silent' | 'garbage' | 'rude' | 'small' = 'well', port = 0) {
  const seen: Buffer[] = []
  const server: Server = createServer((socket) => {
    let got = Buffer.alloc(0)
    socket.on('error', () => undefined)
    if (behave === 'rude') {
      socket.destroy()
      return
    }
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk])
      const parts: Buffer[] = []
      // StreamMaxLength reached: it says so and hangs up, whatever is still to come.
      if (behave === 'small' && got.length > SMALL) {
        socket.removeAllListeners('data').resume().end('INSTREAM size limit exceeded. ERROR\0')
        return
      }
      if (got.subarray(0, 10).toString() !== 'zINSTREAM\0') return
      for (let at = 10; at + 4 <= got.length; ) {
        const length = got.readUInt32BE(at)
        if (length === 0) {
          const whole = Buffer.concat(parts)
          seen.push(whole)
          if (behave === 'silent') return
          socket.end(
            behave === 'garbage'
              ? 'what?\0'
              : `stream: ${whole.includes('EICAR') ? 'Win.Test.EICAR_HDB-1 FOUND' : 'OK'}\0`,
          )
          return
        }
        if (at + 4 + length > got.length) return
        parts.push(got.subarray(at + 4, at + 4 + length))
        at += 4 + length
      }
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const end = () => new Promise<void>((done) => server.close(() => done()))
  onTestFinished(() => void (server.listening && server.close()))
  return { port: (server.address() as AddressInfo).port, seen, end }
}
const stateOf = async (w: World, no: string, queryCode: string) => {
  const list = (await (
    await w.app.request(`/api/track/${no}/attachments`, { headers: { 'x-query-code': queryCode } })
  ).json()) as { items: { state: string }[] }
  return list.items.map((i) => i.state)
}
const infected = () => {
  const bytes = wav(200_000)
  bytes.write('X5O!P%@AP EICAR-STANDARD', 100_000)
  return bytes
}

test('every byte is looked through; what is found is quarantined, and nobody gets it or brings it to a case', async () => {
  const scanner = await clamd()
  const w = await world({ env: { CLAMD_URL: `tcp://127.0.0.1:${scanner.port}` } })
  const [good, bad, early] = [await picture('jpg'), infected(), infected()]
  const a = await put(w, good)
  await cleanWaiting(w.deps)
  expect(scanner.seen[0]?.equals(good)).toBe(true)
  // Claimed before it was looked at: the case came in, the file is kept away.
  const b = await put(w, bad)
  const mine = await sent(w, { attachments: [a.id, b.id] })
  await cleanWaiting(w.deps)
  expect(await stateOf(w, mine.no, mine.queryCode)).toEqual(['clean', 'quarantined'])
  const desk = asking(w, 'handler')
  const at = `/api/desk/cases/${mine.no}/attachments/2`
  expect((await desk(at)).status).toBe(422)
  expect((await desk(`${at}/original`, json('POST', { why: '想看看是什么' }))).status).toBe(422)
  expect(
    (await w.app.request(`/api/track/${mine.no}/attachments/2`, { headers: { 'x-query-code': mine.queryCode } }))
      .status,
  ).toBe(422)
  // Found before it was claimed: said at the field.
  const c = await put(w, early)
  await cleanWaiting(w.deps)
  const refused = await post(w, '/api/complaints', complaint({ attachments: [c.id] }))
  expect(await refused.json()).toMatchObject({
    status: 422,
    fields: [{ path: 'attachments', message: expect.stringContaining('病毒') }],
  })
})

test.each(['rude', 'garbage'] as const)(
  'a scanner that is %s stops no submission; the file waits unseen and is looked through later',
  async (behave) => {
    const broken = await clamd(behave)
    const w = await world({ env: { CLAMD_URL: `tcp://127.0.0.1:${broken.port}` } })
    const { id } = await put(w, await picture('jpg'))
    const mine = await sent(w, { attachments: [id] })
    await cleanWaiting(w.deps)
    expect(await stateOf(w, mine.no, mine.queryCode)).toEqual(['checking'])
    const desk = asking(w, 'handler')
    const at = `/api/desk/cases/${mine.no}/attachments/1`
    expect((await desk(at)).status).toBe(409)
    expect((await desk(`${at}/original`, json('POST', { why: '核对照片里的时间' }))).status).toBe(409)
    await broken.end()
    await cleanWaiting(w.deps)
    expect(await stateOf(w, mine.no, mine.queryCode)).toEqual(['checking'])
    await clamd('well', broken.port)
    await cleanWaiting(w.deps)
    expect(await stateOf(w, mine.no, mine.queryCode)).toEqual(['clean'])
    expect((await desk(at)).status).toBe(200)
  },
)

test('what a scanner finds too large to look through is taken, and stays sealed: no copy, the original with a reason', async () => {
  const scanner = await clamd('small')
  const w = await world({ env: { CLAMD_URL: `tcp://127.0.0.1:${scanner.port}` } })
  const [large, small] = [await put(w, film({ size: 900_000 }).bytes), await put(w, await picture('jpg'))]
  const mine = await sent(w, { attachments: [large.id, small.id] })
  await cleanWaiting(w.deps)
  // The control: a smaller one is looked through by the same scanner, and has its copy.
  expect(await stateOf(w, mine.no, mine.queryCode)).toEqual(['sealed', 'clean'])
  const desk = asking(w, 'handler')
  const at = `/api/desk/cases/${mine.no}/attachments/1`
  expect((await desk(at)).status).toBe(409)
  expect((await desk(`${at}/original`, json('POST', { why: '核对录像里的时间' }))).status).toBe(200)
})

// The negative control: without a scanner the same file passes, so it is the scanner that keeps it away.
test('without a scanner nobody knows', async () => {
  const w = await world()
  const { id } = await put(w, infected())
  const mine = await sent(w, { attachments: [id] })
  await cleanWaiting(w.deps)
  expect(await stateOf(w, mine.no, mine.queryCode)).toEqual(['sealed'])
})
