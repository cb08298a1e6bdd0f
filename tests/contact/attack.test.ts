import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insert } from '../../db/row.ts'
import { interests } from '../../db/schema.ts'
import type { SentLead } from '../lead/made.ts'
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

test('no code lets the desk into an account that sent leads, until somebody else speaks for it', async () => {
  const made = await added()
  const code = async () => (await asking(w, 'handler')(`${PATH}/${made.id}/code`, { method: 'POST' })).status
  expect(await code()).toBe(201)
  await sends(made, { protect: true })
  expect(await code()).toBe(409)
  w.at('2026-06-15T10:28:00+08:00')
  await taken(made, 'replace', { person: '又一个人', phone: '13900000003' })
  expect(await code()).toBe(201)
})

test('a telephone in a reason is no telephone in the audit log', async () => {
  const made = await added()
  const why = json('POST', { reason: '核对电话13912345678是不是本人' })
  expect((await asking(w, 'handler')(`${PATH}/${made.id}/person`, why)).status).toBe(200)
  const text = await (await asking(w, 'stats')('/api/desk/audit?what=contact')).text()
  expect(text).toContain('是不是本人')
  expect(text).not.toContain('13912345678')
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
