import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { ACTIONS } from '../../api/case/workflow.ts'
import { readEnv } from '../../api/env.ts'
import { passwordIs } from '../../api/staff/password.ts'
import { start } from '../../api/start.ts'
import { openStore } from '../../db/open.ts'
import { people } from '../../db/schema.ts'

const NOW = new Date('2026-06-15T10:24:00+08:00')
const SECRET_KEY = 'a-secret-only-for-tests-long-enough-to-be-one'
const DEMO = { DEMO_PASSWORD: 'demo-password-1' }

const folder = () => mkdtempSync(join(tmpdir(), 'yangguang-start-'))
/** Where the demonstration was started first; the others start again from copies. */
const city = folder()
let first: Awaited<ReturnType<typeof start>>
beforeAll(async () => {
  first = await start(readEnv({ ...DEMO, DATA_DIR: city }), NOW)
  await first.store.close()
}, 60_000)
afterAll(() => rmSync(city, { recursive: true, force: true }))

function place() {
  const dir = folder()
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return { ...DEMO, DATA_DIR: dir }
}
function started() {
  const source = place()
  cpSync(city, source.DATA_DIR, { recursive: true })
  return source
}
const count = async (store: Awaited<ReturnType<typeof start>>['store'], sql: string) =>
  Number((await store.heavy.rows<{ n: number }>(sql))[0]?.n)

test('a first start plays the sample cases through the real steps, and a second adds nothing', async () => {
  const source = started()
  const store = await openStore({ url: `file:${join(source.DATA_DIR, 'yangguang.db')}` })
  expect(first.demo).toBe(true)
  expect(await count(store, 'select count(*) as n from cases')).toBe(62)
  expect(await count(store, "select count(distinct status) as n from cases where lane <> 'sealed'")).toBe(8)
  const played = await store.heavy.rows<{ action: string }>(
    "select distinct action from events where stream like 'case/%' and action <> 'submit'",
  )
  for (const { action } of played) expect(ACTIONS).toContain(action)
  // Nobody moves a case that is not theirs to read, in the demonstration either.
  const foreign = `select count(*) as n from events e join cases c on e.stream = 'case/' || c.no
    where e.actor ->> '$.kind' = 'person' and c.handler <> 'SEALED' and e.actor ->> '$.department' <> c.handler`
  expect(await count(store, foreign)).toBe(0)
  expect(await count(store, `select count(*) as n from events where at > ${NOW.getTime()}`)).toBe(0)
  await store.close()

  const second = await start(readEnv(source), NOW)
  expect(await count(second.store, 'select count(*) as n from cases')).toBe(62)
  expect(second.say.join()).toContain('演示账号')
  await second.store.close()
})

test('the password the operator gives holds from the start it is given on', async () => {
  const source = started()
  const { store } = await start(readEnv({ ...source, DEMO_PASSWORD: 'another-password' }), NOW)
  for (const { password } of await store.read.select().from(people))
    expect(await passwordIs('another-password', password)).toBe(true)
  await store.close()
})

test('the demonstration’s own key is for its owner only', () => {
  expect(statSync(join(city, 'demo.key')).mode & 0o077).toBe(0)
})

test('a demonstration never becomes real, nor a real one a demonstration', async () => {
  const source = started()
  await expect(start(readEnv({ ...source, DEMO: 'off', SECRET_KEY }), NOW)).rejects.toThrow(
    '这是演示数据库，不能改作正式使用',
  )
  const real = { ...place(), DEMO: 'off', SECRET_KEY }
  const { store, say } = await start(readEnv(real), NOW)
  expect(say.join()).toMatch(/首位管理员/)
  expect(await count(store, 'select count(*) as n from cases')).toBe(0)
  await store.close()
  await expect(start(readEnv({ ...real, DEMO: 'on' }), NOW)).rejects.toThrow('这是正式数据库')
  const again = await start(readEnv(real), NOW)
  expect(again.say.join(), 'until somebody has used it, each start gives a new code').toMatch(/首位管理员/)
  await again.store.close()
})

test('the wrong key is refused at once; a rotated one with the old behind it is not', async () => {
  const source = { ...place(), DEMO: 'on', SECRET_KEY }
  await (await start(readEnv(source), NOW)).store.close()
  await expect(start(readEnv({ ...source, SECRET_KEY: 'x'.repeat(40) }), NOW)).rejects.toThrow('密钥和这个数据库不相配')
  const rotated = `k2:${'k'.repeat(40)}\nk1:${SECRET_KEY}`
  const { store, secrets } = await start(readEnv({ ...source, SECRET_KEY: rotated }), NOW)
  expect(secrets.newest).toBe('k2')
  await store.close()
})
