import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { record } from '../../api/staff/record.ts'
import { insert } from '../../db/row.ts'
import { interests } from '../../db/schema.ts'
import type { SentLead } from '../lead/made.ts'
import { Browser } from '../staff/people.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { PATH, pointing, type Seen } from './pointing.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())
const { added, taken, seen } = pointing(() => w)

/** Somebody who speaks for a contact point, signed in. */
const speaker = ({ login }: Pick<Seen, 'login'>) => ({
  login,
  name: '罗三思',
  roles: ['contact' as const],
  department: '',
  post: '联络员',
})
const sends = async (of: Pick<Seen, 'login'>, more: object = {}) => {
  const answer = await asking(w, speaker(of))('/api/leads', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      category: 'T05',
      about: { department: 'ZFJ' },
      account:
        '六月十日上午在示例路早市，两名执法人员没有出示证件就扣了一辆三轮车，也没有给扣押清单，问理由时态度很差。',
      source: 'witnessed',
      consent: true,
      ...more,
    }),
  })
  expect(answer.status, await answer.clone().text()).toBe(201)
  return (await answer.json()) as SentLead
}
const counted = async ({ id }: Pick<Seen, 'id'>) => {
  const list = (await (await asking(w, 'stats')(PATH)).json()) as { items: Seen[] }
  const table = await (await asking(w, 'stats')(`${PATH}/table.csv`)).text()
  return [(await seen(id)).leads, list.items.find((one) => one.id === id)?.leads, table]
}

describe('how many leads a contact point sent', () => {
  test.each([
    ['about the bureau', { about: { department: 'SFJ' } }],
    ['for the sealed desk', { category: 'T28' }],
    ['whose sender is hidden', { protect: true }],
  ])('says nothing of one %s', async (_which, more) => {
    const made = await added()
    const before = await counted(made)
    await sends(made, more)
    expect(await counted(made)).toEqual(before)
    expect(await (await asking(w, speaker(made))('/api/contact')).json()).toMatchObject({ leads: 1 })
    await sends(made)
    expect((await counted(made))[0]).toBe(1)
  })
})

describe('a set-up code tells nothing of what its account sent', () => {
  const PROTECTED = { protect: true }
  const code = async ({ id }: Pick<Seen, 'id'>) => {
    const answer = await asking(w, 'handler')(`${PATH}/${id}/code`, { method: 'POST' })
    return { status: answer.status, body: await answer.text() }
  }
  /** Two contact points that differ by one lead whose sender is hidden. */
  const pair = async (entered: boolean) => {
    const both = [await added(), await added()] as const
    if (entered)
      for (const { login } of both)
        await w.deps.store.writes.commit([{ sql: "update people set password = 'x' where login = ?", args: [login] }])
    await sends(both[0], PROTECTED)
    return both
  }

  test('whoever was in gets none, with a lead or without, in the same bytes', async () => {
    const [one, other] = await pair(true)
    const [of, none] = [await code(one), await code(other)]
    expect(of.status).toBe(409)
    expect(of).toEqual(none)
    expect(of.body).toContain('account_entered')
  })

  test('whoever never was in gets one, with a lead or without; and the page shows both alike', async () => {
    const [one, other] = await pair(false)
    for (const each of [one, other]) expect((await code(each)).status).toBe(201)
    const page = async (each: Seen) => {
      const { id, uscc, login, code, ...rest } = (await seen(each.id)) as Seen & { uscc: string }
      expect([id, login]).toEqual([each.id, each.login])
      expect([uscc, code?.id]).not.toContain(undefined)
      return rest
    }
    expect(await page(one)).toEqual(await page(other))
  })

  test('none after the first way in, by password or by link, until somebody else speaks for it', async () => {
    const made = await added()
    const { token } = JSON.parse((await code(made)).body) as { token: string }
    const password = '一句长长的话 for a contact'
    expect((await new Browser(w).post('/api/session/set-up', { token, password })).status).toBe(200)
    expect((await code(made)).status).toBe(409)
    const at = w.deps.now()
    w.at(new Date(at.getTime() + 60_000))
    await taken(made, 'replace', { person: '又一个人', phone: '13900000003' })
    expect((await code(made)).status).toBe(201)
    // Who comes after is in by a link, which leaves no password: tests/staff/link.test.ts comes by a real one.
    w.at(new Date(at.getTime() + 120_000))
    const came = { login: made.login, by: speaker(made), action: 'sign-in' as const, data: { factor: 'link' } }
    await record(w.deps.store, {
      ...came,
      state: { active: true, roles: ['contact'], department: '' },
      now: w.deps.now(),
    })
    expect((await code(made)).status).toBe(409)
  })
})

test('a telephone in a reason is no telephone in the audit log', async () => {
  const made = await added()
  const why = json('POST', { reason: '核对电话13912345678是不是本人' })
  expect((await asking(w, 'handler')(`${PATH}/${made.id}/person`, why)).status).toBe(200)
  const text = await (await asking(w, 'stats')('/api/desk/audit?what=contact')).text()
  expect(text).toContain('是不是本人')
  expect(text).not.toContain('13912345678')
})

test('another telephone opens the account and none of the leads sent before; the same telephone takes nothing', async () => {
  const made = await added({ phone: '13900000007' })
  const { no } = await sends(made, { protect: true })
  const me = asking(w, speaker(made))
  const reads = async () => [
    (await me(`/api/track/${no}`)).status,
    ((await (await me('/api/leads')).json()) as { total: number }).total,
  ]
  const later = (minutes: number) => w.at(new Date(w.deps.now().getTime() + minutes * 60_000))
  later(1)
  const same = await taken(made, 'change', { phone: '139 0000 0007', listed: true })
  expect(await reads()).toEqual([200, 1])
  later(1)
  await taken(same, 'change', { phone: '13900000008' })
  expect(await reads()).toEqual([404, 0])
  await sends(made)
  expect((await reads())[1]).toBe(1)
})

describe('whoever comes after speaks for the company, and is somebody else', () => {
  test('reads nothing of what the one before sent, nor what they declared', async () => {
    const made = await added()
    const { no } = await sends(made, { protect: true, phone: '13812345678', callback: true })
    await w.deps.store.writes.commit([
      insert(interests, {
        ...{ person: made.login, kind: 'person', subject: '秦亲戚', whose: 'relative', why: '表姐夫' },
        ...{ at: 0, settled: true },
      }),
    ])
    const me = asking(w, speaker(made))
    expect((await me(`/api/track/${no}`)).status).toBe(200)
    expect(await (await me('/api/desk/interests')).text()).toContain('秦亲戚')
    w.at('2026-06-15T10:30:00+08:00')
    await taken(made, 'replace', { person: '新来的人', phone: '13900000002' })
    const own = await (await me('/api/leads')).text()
    expect(own).not.toContain(no)
    expect(JSON.parse(own)).toMatchObject({ total: 0 })
    expect((await me(`/api/leads?cursor=${no}`)).status).toBe(200)
    for (const path of ['', '/copy']) expect((await me(`/api/track/${no}${path}`)).status, path).toBe(404)
    expect(await (await me('/api/desk/interests')).text()).not.toContain('秦亲戚')
    const { no: mine } = await sends(made)
    expect((await me(`/api/track/${mine}`)).status).toBe(200)
  })
})
