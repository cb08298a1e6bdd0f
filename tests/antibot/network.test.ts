import { describe, expect, test } from 'vitest'
import { networkOf } from '../../api/door.ts'
import { BUDGETS } from '../../api/limits.ts'
import { from } from '../support/ask.ts'
import { complaint, type World, world } from '../support/world.ts'

test.each([
  ['203.0.113.7', '203.0.113'],
  ['2001:db8:12:3400::1', '2001:db8:12'],
  ['2001:db8:12::', '2001:db8:12'],
  ['2001:0db8:0012:0000:1:2:3:4', '2001:db8:12'],
  ['2001:DB8:12::9', '2001:db8:12'],
  ['2001:db8::1', '2001:db8:0'],
  ['2001:db8::1:2:3:4:5', '2001:db8:0'],
  ['2001::a:b:c:d', '2001:0:0'],
  ['::1', '0:0:0'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0'],
  ['fe80::1%eth0', 'fe80:0:0'],
])('%s lies in %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

describe('one budget a network, however it is written', () => {
  const body = JSON.stringify(complaint())
  /** As the network brings it: what is read is what the socket gave. */
  const bindings = (address: string) => {
    const { incoming } = from(address, '/api/complaints') as { incoming: object }
    return {
      incoming: {
        ...incoming,
        async *iterator() {
          yield Buffer.from(body)
        },
      },
    } as never
  }
  const sent = (w: World, address: string, more: Record<string, string> = {}) => {
    const headers = { 'content-type': 'application/json', host: 'localhost', ...more }
    return w.app.request('/api/complaints', { method: 'POST', headers, body }, bindings(address))
  }
  const EVASIONS: [what: string, address: (i: number) => string, header?: (i: number) => Record<string, string>][] = [
    ['the last number of an IPv4 address', (i) => `203.0.113.${i % 250}`],
    ['IPv4 written as IPv6', (i) => (i % 2 ? `::ffff:203.0.113.${i % 250}` : `203.0.113.${i % 250}`)],
    ['the lower 80 bits of an IPv6 address', (i) => `2001:db8:1:${i.toString(16)}::${(i * 7).toString(16)}`],
    ['zeros left out or written', (i) => (i % 2 ? `2001:db8:1::${i}` : `2001:0db8:0001:0:0:0:0:${i}`)],
    ['a forged X-Forwarded-For', () => '203.0.113.9', (i) => ({ 'x-forwarded-for': `198.51.${i % 250}.1` })],
    [
      'other headers of that kind',
      () => '203.0.113.9',
      (i) => ({ 'x-real-ip': `198.51.${i % 250}.1`, forwarded: `for=198.51.${i}.1` }),
    ],
  ]
  test.each(EVASIONS)('%s', async (_what, address, header) => {
    const w = await world({ env: { LIMITS: 'on' } })
    const { each } = BUDGETS.submit
    let taken = 0
    for (let i = 0; i < each * 3; i++) if ((await sent(w, address(i), header?.(i))).status === 201) taken++
    expect(taken).toBe(each)
  })
  test('negative control: from other networks there is more', async () => {
    const w = await world({ env: { LIMITS: 'on' } })
    for (let i = 0; i < BUDGETS.submit.each + 10; i++) expect((await sent(w, `203.0.${i}.1`)).status).toBe(201)
  })
})
