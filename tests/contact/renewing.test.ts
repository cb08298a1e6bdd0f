import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { people } from '../../db/schema.ts'
import { Browser } from '../staff/people.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { PATH, pointing, type Seen } from './pointing.ts'

const PASSWORD = '一句长长的话 for a contact'
let w: World
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
})
afterAll(() => w.close())
const { ask, added, seen, take, taken, scan, fields } = pointing(() => w)
const on = (day: string) => w.at(`${day}T09:41:00+08:00`)

/** Somebody who speaks for a contact point and chose a password. */
async function entered({ id }: Pick<Seen, 'id'>) {
  const answer = await ask('handler')(`${PATH}/${id}/code`, { method: 'POST' })
  const { token } = (await answer.json()) as { token: string }
  expect((await new Browser(w).post('/api/session/set-up', { token, password: PASSWORD })).status).toBe(200)
}
/** Everything a contact point is good for on a day. */
async function worth({ login, code }: Seen, name: string) {
  const browser = new Browser(w)
  const signedIn = (await browser.signIn(login, PASSWORD)).status
  const lead = await browser.post('/api/leads', {
    category: 'T05',
    about: { department: 'ZFJ' },
    account: '六月中旬的一天上午，在示例路早市，两名执法人员没有出示证件就扣了一辆三轮车，也没有给扣押清单，问理由时态度很差。',
    source: 'witnessed',
    consent: true,
  })
  const { items } = (await (await w.app.request('/api/contacts')).json()) as { items: { name: string }[] }
  return {
    signedIn,
    lead: lead.status,
    plaque: (await scan(code?.id)).verdict,
    listed: items.some((one) => one.name === name),
  }
}
const GOOD = { signedIn: 200, lead: 201, plaque: 'genuine', listed: true }

test('prolonged before its term ends, it is good on every day between, and after', async () => {
  on('2026-06-15')
  const name = '早早续期的厂'
  const made = await added({ name, listed: true, from: '2026-06-01', to: '2026-06-30' })
  await entered(made)
  on('2026-06-28')
  await taken(made, 'renew', { from: '2026-07-01', to: '2027-06-30' })
  for (const day of ['2026-06-28', '2026-06-30', '2026-07-01', '2026-07-02']) {
    on(day)
    expect([day, await worth(made, name)]).toEqual([day, GOOD])
  }
  expect(await seen(made.id)).toMatchObject({ state: 'serving', from: '2026-06-01', to: '2027-06-30' })
  const account = await w.deps.store.read.select().from(people).where(eq(people.login, made.login)).get()
  expect(account).toMatchObject({ validFrom: '2026-06-01', validTo: '2027-06-30', active: true })
})

test('while one term runs the next follows it without a gap and without an overlap', async () => {
  on('2026-06-15')
  const made = await added({ from: '2026-06-01', to: '2026-06-30' })
  for (const from of ['2026-06-30', '2026-07-02', '2026-06-15']) {
    const refused = await take('handler', made, 'renew', { from, to: '2027-06-30' })
    expect([refused.status, await fields(refused)]).toEqual([
      422,
      [{ path: 'from', message: '原来的期限到2026-06-30，新的期限接着它，第一天是2026-07-01' }],
    ])
  }
  expect(await seen(made.id)).toMatchObject({ next: '2026-07-01' })
})

test('one that ended begins anew on the day that is said, and not before', async () => {
  on('2026-06-15')
  const name = '停了又来的厂'
  const made = await added({ name, listed: true, from: '2026-06-01', to: '2026-12-31' })
  await entered(made)
  const over = await taken(made, 'end', { reason: '企业自己退出' })
  await taken(over, 'renew', { from: '2026-07-01', to: '2027-06-30' })
  on('2026-06-30')
  const before = await worth(made, name)
  expect(before).toMatchObject({ signedIn: 401, lead: 401, listed: false })
  expect(before.plaque).not.toBe('genuine')
})
