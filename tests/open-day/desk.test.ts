import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listNotices } from '../../api/notice/mine.ts'
import { arise } from '../../api/notice/staff.ts'
import type { Actor } from '../../api/staff/actor.ts'
import { addPeople } from '../../api/staff/people.ts'
import { person } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { asker, problem, taken } from './asked.ts'
import { desk } from './desk.ts'
import { amiss, NOW } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
})
afterAll(() => w.close())
const { register, told, day, mine } = asker(() => w)
const { ask, read, opened, idOf, step } = desk(() => w)

describe('who may see what', () => {
  test('the organiser reads names and it is written down; the bureau reads numbers; nobody else reads anything', async () => {
    const path = await day('KF-WHO', { resident: 5 })
    const got = await taken(register(path, { name: '王小芳', phone: '19900007788' }))
    const before = (await opened()).length
    const list = await read('zfj', '/KF-WHO/registrations')
    expect(list.items[0]).toMatchObject({ number: got.number, who: { name: '王小芳', phone: '19900007788' } })
    expect((await opened()).slice(before)).toMatchObject([{ person: 'zfj', what: 'open-day', why: 'KF-WHO' }])
    for (const who of ['editor', 'publisher', 'chief', 'stats']) {
      const text = await (await ask(who, '/KF-WHO/registrations')).text()
      expect(text, who).toContain(got.number)
      expect(text, who).not.toMatch(/王小芳|7788/)
      // Nor does a search tell whether somebody of a name is among them.
      expect((await read(who, '/KF-WHO/registrations?q=王小芳')).total, who).toBe(0)
      for (const way of ['registrations.csv', 'registrations.xlsx', 'sheet', `registrations/${list.items[0]?.id}`])
        expect((await ask(who, `/KF-WHO/${way}`)).status, `${who} ${way}`).toBe(403)
    }
    expect((await opened()).slice(before)).toHaveLength(1)
    for (const [who, status] of [
      ['scjg', 404],
      ['handler', 404],
      ['intake', 403],
      [null, 401],
    ] as const)
      for (const way of ['', '/registrations', '/registrations.csv', '/sheet', '/doors', '/badges'])
        expect((await ask(who, `/KF-WHO${way}`)).status, `${who}${way}`).toBe(status)
    expect((await read('zfj', '/KF-WHO/registrations?q=小芳')).total).toBe(1)
    const listed = async (who: string) =>
      (await read<{ items: { code: string }[] }>(who, '?limit=100')).items.map(({ code }) => code)
    expect(await listed('zfj')).toContain('KF-WHO')
    expect(await listed('chief')).toContain('KF-WHO')
    expect(await listed('scjg')).not.toContain('KF-WHO')
  })

  test('a role another body gave judges nothing here, and neither does an editor of the body itself', async () => {
    const path = await day('KF-ROLE', { media: 5 }, { approval: ['media'] })
    const { number } = await taken(register(path, { group: 'media' }))
    const row = await idOf('KF-ROLE', number)
    const editor: Actor = { ...person('zfj'), login: 'zfj-editor', roles: ['editor'] }
    for (const who of ['scjg', 'handler', 'editor', 'chief', editor]) {
      const answer = await ask(who, `/KF-ROLE/registrations/${row.id}/steps`, { action: 'approve', n: row.n })
      expect([403, 404]).toContain(answer.status)
    }
    expect((await idOf('KF-ROLE', number)).state).toBe('pending')
    expect((await step('KF-ROLE', row.id, { action: 'approve', n: row.n })).status).toBe(200)
  })

  test('no event and no line of the log names anybody', async () => {
    const rows = await w.deps.store.heavy.rows<{ text: string }>({
      sql: `select coalesce(data, '') || state as text from events where stream like 'open-day/%'`,
      args: [],
    })
    expect(rows.length).toBeGreaterThan(0)
    const text = rows.map((row) => row.text).join() + w.log.join()
    expect(text).not.toMatch(/王小芳|1990000/)
  })
})

describe('judging', () => {
  test('several at once: each is a step of its own, and who moved meanwhile is told beside it', async () => {
    const path = await day('KF-BULK', { media: 3 }, { approval: ['media'] })
    const all = [1, 2, 3].map(() => register(path, { group: 'media' }))
    const got = await Promise.all(all.map(taken))
    const items = (await read('zfj', '/KF-BULK/registrations?state=pending')).items.map(({ id, n }) => ({ id, n }))
    // One of them gives up while the list is looked at.
    await mine(got[1]!.ticket, '/cancel')
    const answer = await ask('zfj', '/KF-BULK/steps', { action: 'approve', items: [...items, { id: 'none', n: 1 }] })
    const done = (await answer.json()) as { done: number; items: { number: string; why: string | null }[] }
    expect(done.done).toBe(2)
    expect(done.items.find(({ number }) => number === got[1]?.number)?.why).toMatch(/别人刚刚处理过/)
    expect(done.items.at(-1)).toMatchObject({ number: '', why: expect.stringMatching(/没有找到/) })
    expect((await told(got[0]!.ticket)).state).toBe('confirmed')
    const shown = await read<{ history: { label: string; number: string }[] }>('zfj', '/KF-BULK')
    expect(shown.history.map(({ label }) => label)).toEqual(['通过报名', '通过报名'])
    expect(await amiss(w, 'KF-BULK')).toEqual([])
  })

  test('many at the same moment all stand in the history, one after the other', async () => {
    const path = await day('KF-MANY', { media: 12 }, { approval: ['media'] })
    await Promise.all(Array.from({ length: 12 }, () => taken(register(path, { group: 'media' }))))
    const { items } = await read('zfj', '/KF-MANY/registrations')
    const answers = await Promise.all(items.map(({ id, n }) => step('KF-MANY', id, { action: 'approve', n })))
    expect(answers.map(({ status }) => status)).toEqual(items.map(() => 200))
    const shown = await read<{ history: { n: number }[] }>('zfj', '/KF-MANY')
    expect(shown.history.map(({ n }) => n)).toEqual(items.map((_, i) => items.length - i))
  })

  test('two at once about one: one wins, the other gets 409', async () => {
    const path = await day('KF-TWO', { media: 1 }, { approval: ['media'] })
    const { number } = await taken(register(path, { group: 'media' }))
    const row = await idOf('KF-TWO', number)
    const answers = await Promise.all([
      step('KF-TWO', row.id, { action: 'approve', n: row.n }),
      step('KF-TWO', row.id, { action: 'refuse', n: row.n, reason: 'full' }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await read<{ history: [] }>('zfj', '/KF-TWO')).history).toHaveLength(1)
    expect(await amiss(w, 'KF-TWO')).toEqual([])
  })

  test('a refusal needs a reason, which its holder reads, and frees the seat for the next', async () => {
    const path = await day('KF-REFUSE', { media: 1 }, { approval: ['media'] })
    const [one, two] = [
      await taken(register(path, { group: 'media' })),
      await taken(register(path, { group: 'media' })),
    ]
    expect(two.state).toBe('waiting')
    const row = await idOf('KF-REFUSE', one.number)
    expect(await problem(await step('KF-REFUSE', row.id, { action: 'refuse', n: row.n }))).toMatchObject({
      status: 422,
      paths: ['reason'],
    })
    const said = { action: 'refuse', n: row.n, reason: 'unreached', note: '打了三次电话' }
    expect((await step('KF-REFUSE', row.id, said)).status).toBe(200)
    expect(await told(one.ticket)).toMatchObject({
      state: 'refused',
      reason: '按留下的电话联系不上，没能核实。打了三次电话',
    })
    expect((await told(two.ticket)).state).toBe('offered')
    expect(await amiss(w, 'KF-REFUSE')).toEqual([])
    const [event] = await w.deps.store.heavy.rows<{ data: string }>({
      sql: "select data from events where stream = 'open-day/KF-REFUSE'",
      args: [],
    })
    expect(event?.data).not.toContain('三次')
  })
})

test('whoever judges is told once a day that somebody waits, and no longer once nobody does', async () => {
  await addPeople(w.deps.store, ['zfj', 'scjg', 'editor'].map(person), 'x', w.deps.now())
  const path = await day('KF-NOTICE', { media: 1 }, { approval: ['media'] })
  const { number } = await taken(register(path, { group: 'media' }))
  await arise(w.deps.store, w.deps.now())
  await arise(w.deps.store, w.deps.now())
  const about = async (who: string) =>
    (await listNotices(w.deps.store, person(who))).items.filter((one) => one.about.includes('KF-NOTICE'))
  expect(await about('zfj')).toMatchObject([{ href: '/desk/open-days/KF-NOTICE/list?state=pending' }])
  expect([...(await about('scjg')), ...(await about('editor'))]).toEqual([])
  const row = await idOf('KF-NOTICE', number)
  await step('KF-NOTICE', row.id, { action: 'approve', n: row.n })
  expect(await about('zfj')).toEqual([])
})

describe('for whoever rings', () => {
  test('cancelled for them, and moved to another group, until it begins', async () => {
    const path = await day('KF-RING', { resident: 1, enterprise: 1 })
    const [one, two] = [await taken(register(path)), await taken(register(path))]
    const row = await idOf('KF-RING', one.number)
    expect((await step('KF-RING', row.id, { action: 'change', n: row.n, group: 'enterprise' })).status).toBe(200)
    expect(await told(one.ticket)).toMatchObject({ group: 'enterprise', state: 'confirmed' })
    expect((await told(two.ticket)).state).toBe('offered')
    const again = await idOf('KF-RING', one.number)
    expect((await problem(await step('KF-RING', row.id, { action: 'cancel', n: row.n }))).code).toBe('moved_meanwhile')
    w.at('2026-06-24T09:00:00+08:00')
    expect((await problem(await step('KF-RING', row.id, { action: 'cancel', n: again.n }))).code).toBe('not_now')
    w.at(NOW)
    expect((await step('KF-RING', row.id, { action: 'cancel', n: again.n })).status).toBe(200)
    expect((await told(one.ticket)).state).toBe('cancelled')
    expect(await amiss(w, 'KF-RING')).toEqual([])
  })

  test('a lost ticket: name and number agree, a new one opens, the old one does not', async () => {
    const path = await day('KF-LOST')
    const { ticket, number } = await taken(register(path, { name: '王 小芳' }))
    for (const wrong of [
      { number, name: '王小方' },
      { number: '7K3M9QXZ', name: '王小芳' },
      { number: '7', name: '王小芳' },
    ])
      expect(await problem(await ask('zfj', '/KF-LOST/tickets', wrong)), wrong.name).toMatchObject({ status: 422 })
    expect((await told(ticket)).number).toBe(number)
    const typed = `${number.slice(0, 4)}-${number.slice(4)}`.toLowerCase()
    const answer = await ask('zfj', '/KF-LOST/tickets', { number: typed, name: '王小芳' })
    expect(answer.status).toBe(201)
    const issued = (await answer.json()) as { ticket: string }
    expect((await mine(ticket)).status).toBe(404)
    expect((await told(issued.ticket)).number).toBe(number)
    // Of another open day, nothing.
    await day('KF-LOST-2')
    expect((await ask('zfj', '/KF-LOST-2/tickets', { number, name: '王小芳' })).status).toBe(422)
  })

  test('a message is read by those it was for, also when they moved on, and by nobody else', async () => {
    const path = await day('KF-TELL', { resident: 1 })
    const [one, two] = [await taken(register(path)), await taken(register(path))]
    const send = (more: object) =>
      ask('zfj', '/KF-TELL/messages', { groups: ['resident'], states: ['waiting'], text: '可能还有名额', ...more })
    expect((await problem(await send({ states: ['refused'] }))).paths).toEqual(['states'])
    expect((await problem(await send({ text: '字'.repeat(301) }))).paths).toEqual(['text'])
    expect((await problem(await send({ groups: [] }))).paths).toEqual(['groups'])
    expect((await problem(await send({ session: 'xx' }))).paths).toEqual(['session'])
    expect(await (await send({})).json()).toEqual({ people: 1 })
    await mine(one.ticket, '/cancel')
    const messages = async (ticket: string) =>
      ((await told(ticket)).messages as { text: string }[]).map(({ text }) => text)
    expect((await told(two.ticket)).state).toBe('offered')
    expect(await messages(two.ticket)).toEqual(['可能还有名额'])
    expect(await messages(one.ticket)).toEqual([])
    await send({ states: ['offered'], text: '请尽快确认' })
    expect(await messages(two.ticket)).toEqual(['请尽快确认', '可能还有名额'])
  })
})
