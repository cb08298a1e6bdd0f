import { expect, test } from 'vitest'
import { Secrets } from '../../api/secrets.ts'

const OLD = `old:${'a'.repeat(40)}`
const NEW = `new:${'b'.repeat(40)}`

test('what an old key sealed still opens after a new one came, and new things use the new one', () => {
  const before = new Secrets(OLD)
  const sealed = before.seal('vault', '2026-1', '张三（示例）')
  const digest = before.digest('code', 'K7MQ')
  const after = new Secrets(`${NEW}\n${OLD}`)
  expect(after.open('vault', '2026-1', sealed)).toBe('张三（示例）')
  expect(after.matches('code', 'K7MQ', digest)).toBe(true)
  expect(after.seal('vault', '2026-1', 'x').keyId).toBe('new')
  expect(after.digests('phone', '1')).toHaveLength(2)
})

test('without the old key it stays shut, in words', () => {
  const sealed = new Secrets(OLD).seal('vault', 'x', 'y')
  expect(() => new Secrets(NEW).open('vault', 'x', sealed)).toThrow(/no key old/)
  expect(new Secrets(NEW).matches('code', 'y', new Secrets(OLD).digest('code', 'y'))).toBe(false)
})

test('a sealed blob opens only where it was bound, whole, and for its purpose', () => {
  const secrets = new Secrets(OLD)
  const blob = secrets.seal('vault', '2026-1', '张三（示例）')
  const bent = Buffer.from(blob.sealed)
  bent[20] = (bent[20] ?? 0) ^ 1
  expect(() => secrets.open('vault', '2026-2', blob)).toThrow()
  expect(() => secrets.open('track', '2026-1', blob)).toThrow()
  expect(() => secrets.open('vault', '2026-1', { ...blob, sealed: bent })).toThrow()
})

test('the same text sealed twice looks different, and never holds the text', () => {
  const secrets = new Secrets(OLD)
  const [a, b] = [secrets.seal('vault', 'x', '13800000000'), secrets.seal('vault', 'x', '13800000000')]
  expect(a.sealed.equals(b.sealed)).toBe(false)
  expect(a.sealed.includes('1380')).toBe(false)
})

test('a ticket is over when its time is, and forged ones are nothing', () => {
  const secrets = new Secrets(OLD)
  const ticket = secrets.ticket('track', { no: 'x' }, 1000)
  expect(secrets.redeem('track', ticket, 999)).toEqual({ no: 'x' })
  expect(secrets.redeem('track', ticket, 1000)).toBeUndefined()
  for (const forged of [undefined, '', 'old.', `${ticket}x`, ticket.replace('old', 'new'), 'a'.repeat(9000)])
    expect(secrets.redeem('track', forged, 0)).toBeUndefined()
})

test('a secret with commas is one secret', () => {
  const odd = 'one, two, three: four, five, six, seven, eight'
  expect(new Secrets(odd).digest('code', 'x')).toBe(new Secrets(odd).digest('code', 'x'))
  expect(new Secrets(odd).newest).toMatch(/^[0-9a-f]{8}$/)
})
