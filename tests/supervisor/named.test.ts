import { expect, test } from 'vitest'
import { asking, json } from '../support/ask.ts'
import { post, type World, world } from '../support/world.ts'
import { applied } from './made.ts'

const READY = { state: 'publicity', publicFrom: '2026-06-07', publicTo: '2026-06-14' } as const

interface Seen {
  id: string
  number: string
  certificate: { id: string }
}
async function appointed(w: World, listed: boolean, name: string): Promise<Seen> {
  const { id } = await applied(w, { ...READY, listed }, { name })
  const step = json('POST', { action: 'appoint', n: 1, from: '2026-06-15', to: '2029-06-14' })
  return (await (await asking(w, 'chief')(`/api/desk/supervisors/${id}/steps`, step)).json()) as Seen
}
/** How somebody is named by whoever scans the certificate, and by whoever types its number. */
async function named(w: World, { number, certificate }: Seen) {
  const scan = (await (await w.app.request(`/api/codes/${certificate.id}`)).json()) as {
    supervisor: { name: string | null }
  }
  const typed = (await (await post(w, '/api/supervisors/verify', { number })).json()) as { name?: string }
  return [scan.supervisor.name, typed.name ?? null]
}

test('a scan and a typed number name the holder alike: in full who agreed, by surname who did not', async () => {
  const w = await world()
  const [agreed, silent] = [await appointed(w, true, '欧阳白露'), await appointed(w, false, '欧阳青霜')]
  expect(await named(w, agreed)).toEqual(['欧阳白露', '欧阳白露'])
  expect(await named(w, silent)).toEqual(['欧阳某', '欧阳某'])
  const text = await (await w.app.request(`/api/codes/${silent.certificate.id}`)).text()
  expect(text).not.toContain('青霜')
})

test('suspended by surname, dismissed by no name at all, whatever was agreed', async () => {
  const w = await world()
  const seen = await appointed(w, true, '欧阳白露')
  const take = async (n: number, action: string) => {
    const step = json('POST', { action, n, reason: '正在接受调查' })
    expect((await asking(w, 'chief')(`/api/desk/supervisors/${seen.id}/steps`, step)).status).toBe(200)
  }
  await take(2, 'suspend')
  expect(await named(w, seen)).toEqual(['欧阳某', '欧阳某'])
  await take(3, 'dismiss')
  expect(await named(w, seen)).toEqual([null, null])
})

test('the term over before the clock has turned, nobody is named either', async () => {
  const w = await world()
  const seen = await appointed(w, true, '欧阳白露')
  w.at('2029-06-14T23:59:59+08:00')
  expect(await named(w, seen)).toEqual(['欧阳白露', '欧阳白露'])
  w.at('2029-06-15T00:00:00+08:00')
  expect(await named(w, seen)).toEqual([null, null])
})
