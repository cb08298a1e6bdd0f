import { like } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { faultOf } from '../../api/log.ts'
import { people } from '../../db/schema.ts'
import { world } from '../support/world.ts'

const SECRET = '张三丰（示例）13900000000'

test('a query that fails leaves its place in the log and never what somebody sent', async () => {
  const { deps } = await world()
  await deps.store.writes.commit([
    'drop table recovery_codes',
    'drop table factors',
    'alter table people rename to gone',
  ])
  const fault = await deps.store.read
    .select()
    .from(people)
    .where(like(people.name, SECRET))
    .then(String, (e: unknown) => e)
  // The message does carry it, which is why no message is ever logged.
  expect(String(fault)).toContain(SECRET)
  const logged = JSON.stringify(faultOf(fault))
  expect(logged).not.toContain('张三丰')
  expect(logged).toMatch(/"at":\["at /)
  expect(logged).toContain('Error')
})

test('whatever is thrown', () => {
  for (const thrown of [
    SECRET,
    { SECRET },
    null,
    undefined,
    new SyntaxError(SECRET),
    new Error('x', { cause: SECRET }),
  ])
    expect(JSON.stringify(faultOf(thrown))).not.toContain('张三丰')
})
