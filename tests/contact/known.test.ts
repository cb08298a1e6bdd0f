import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accesses, events, leads } from '../../db/schema.ts'
import { json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { NOON, PATH, pointing, type Seen } from './pointing.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
  w.at(NOON)
})
afterAll(() => w.close())
const { ask, added, seen, taken } = pointing(() => w)

describe('who learns what', () => {
  test('who speaks for it is opened with a reason that is written down, and stands nowhere else', async () => {
    const made = await added({ person: '欧阳只此一人', phone: '13912345678' })
    const opened = await ask('handler')(`${PATH}/${made.id}/person`, json('POST', { reason: '通知季度座谈' }))
    expect(await opened.json()).toEqual({ person: '欧阳只此一人', phone: '13912345678' })
    const [row] = await w.deps.store.read.select().from(accesses).where(eq(accesses.what, 'contact')).limit(50)
    expect(row).toMatchObject({ person: 'handler' })
    for (const who of ['chief', 'stats', 'admin', 'contact1'])
      expect((await ask(who)(`${PATH}/${made.id}/person`, json('POST', { reason: '看一看的理由' }))).status).toBe(403)
    expect((await ask('handler')(`${PATH}/${made.id}/person`, json('POST', {}))).status).toBe(422)
    const texts = [
      JSON.stringify(await seen(made.id)),
      await (await ask('handler')(PATH)).text(),
      await (await ask('handler')(`${PATH}/table.csv`)).text(),
      await (await w.app.request('/api/contacts')).text(),
      JSON.stringify(
        await w.deps.store.read
          .select()
          .from(events)
          .where(eq(events.stream, `contact/${made.id}`)),
      ),
      w.log.join('\n'),
    ]
    for (const text of texts) expect(text).not.toMatch(/欧阳只此一人|13912345678/)
  })

  test('the public list names those that agreed and serve today, and nobody else', async () => {
    const of = async () =>
      ((await (await w.app.request('/api/contacts')).json()) as { items: { name: string }[] }).items.map(
        ({ name }) => name,
      )
    const made = await added({ name: '同意公开的厂', listed: true })
    await added({ name: '没有同意的厂' })
    await added({ name: '下个月才开始的厂', listed: true, from: '2026-07-01' })
    expect(await of()).toContain('同意公开的厂')
    expect(await of()).not.toEqual(expect.arrayContaining(['没有同意的厂']))
    expect(await of()).not.toEqual(expect.arrayContaining(['下个月才开始的厂']))
    await taken(made, 'suspend', { reason: '企业停产整顿' })
    expect(await of()).not.toContain('同意公开的厂')
  })

  test('leads are counted by contact point; a table for others holds no formula', async () => {
    const made = await added({ name: '=HYPERLINK("x")厂' })
    const owner = w.deps.secrets.digest('owner', made.login)
    const sealed = Buffer.from('x')
    for (const [no, by] of [
      ['2026-00000001A', 'contact'],
      ['2026-00000002B', 'contact'],
      ['2026-00000003C', 'supervisor'],
    ] as const)
      await w.deps.store.writes.commit([
        {
          sql: `insert into leads (no, "by", owner, source, conflict, key_id, sealed, at) values (?, ?, ?, 'witnessed', 'none', '', ?, 0)`,
          args: [no, by, owner, sealed],
        },
      ])
    expect((await seen(made.id)).leads).toBe(2)
    expect(await w.deps.store.read.$count(leads)).toBe(3)
    const csv = await (await ask('stats')(`${PATH}/table.csv`)).text()
    expect(csv).toContain('HYPERLINK')
    expect(csv).not.toMatch(/(^|,|\n)"?=/)
  })

  test('its own page is for a contact alone; one without a contact point hears so', async () => {
    expect((await ask(null)('/api/contact')).status).toBe(401)
    expect((await ask('handler')('/api/contact')).status).toBe(403)
    expect((await ask('contact1')('/api/contact')).status).toBe(404)
  })

  test('filters narrow, and refuse what is none', async () => {
    const made = await added({ name: '百分之百%厂', to: '2026-07-16' })
    const of = async (query: string) => {
      const answer = await ask('stats')(`${PATH}?${query}`)
      return answer.ok ? ((await answer.json()) as { items: Seen[] }).items.map(({ id }) => id) : answer.status
    }
    expect(await of(`q=${encodeURIComponent('百%厂')}`)).toEqual([made.id])
    expect(await of('state=ending')).toEqual([made.id])
    expect(await of('state=nothing')).toBe(422)
    expect(await of(`q=${encodeURIComponent("'; drop table contacts; --")}`)).toEqual([])
  })
})
