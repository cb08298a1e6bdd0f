import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kept } from '../../api/special/totals.ts'
import { insert } from '../../db/row.ts'
import { interests } from '../../db/schema.ts'
import { asking, json, LOGINS, sent } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { render } from '../support/render.ts'
import { colleagues } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'
import { numbers, PATH, specials } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
  await colleagues(w)
})
afterAll(() => w.close())
const cases = moving(() => w)
const { opened, seen, put, under, arrived } = specials(() => w)

describe('who knows of one', () => {
  test('the office that reads cases, and nobody else: not the body, not the sealed desk, not the administrator', async () => {
    const id = await opened()
    const known: string[] = []
    for (const login of LOGINS) {
      const one = await asking(w, login)(`${PATH}/${id}`)
      const list = await asking(w, login)(`${PATH}?view=all&limit=100`)
      const there = list.ok && JSON.stringify(await list.json()).includes(id)
      expect(there, login).toBe(one.status === 200)
      if (there) known.push(login)
    }
    expect(known).toEqual(['intake', 'assign', 'handler', 'review', 'chief'])
  })

  test('is in the log of who may look, and of nobody else', async () => {
    const id = await opened()
    const mine = await opened({ department: undefined, sector: '监督办件', person: 'superior' }, 'superior')
    await asking(w, 'chief')(`${PATH}/${id}`)
    const log = async (who: string, of: string) =>
      (
        (await (await asking(w, who)(`/api/desk/audit?no=${of}`)).json()) as { items: { what: { label: string } }[] }
      ).items
        .map(({ what }) => what.label)
        .sort()
    expect(await log('stats', id)).toEqual(['开展专项监督', '看专项监督'])
    expect([await log('admin', id), await log('sealed1', id), await log('stats', mine)]).toEqual([[], [], []])
    const all = await (await asking(w, 'admin')('/api/desk/audit')).text()
    expect(all).not.toContain(id)
    // By kind: an interest in the body keeps the auditor from it, an enterprise of that name does not.
    const put = (kind: string) =>
      w.deps.store.writes.commit([
        { sql: 'delete from interests where person = ?', args: ['stats'] },
        {
          sql: "insert into interests (person, kind, subject, why, at, settled) values ('stats', ?, 'ZFJ', '示例', 0, 1)",
          args: [kind],
        },
      ])
    await put('enterprise')
    expect(await log('stats', id)).toHaveLength(2)
    await put('department')
    expect(await log('stats', id)).toEqual([])
    await w.deps.store.writes.commit(["delete from interests where person = 'stats'"])
  })

  test('one about the bureau is its superior’s, and does not exist for the bureau', async () => {
    const id = await opened({ department: undefined, sector: '监督办件', person: 'superior' }, 'superior')
    expect((await asking(w, 'superior')(`${PATH}/${id}`)).status).toBe(200)
    for (const login of ['assign', 'review', 'chief', 'handler'])
      expect((await asking(w, login)(`${PATH}/${id}`)).status, login).toBe(404)
  })

  test('whoever declared an interest in the body loses sight of it, by list, page, choice and notice', async () => {
    const id = await opened({ department: 'SCJG' })
    expect((await asking(w, 'review')(`${PATH}/${id}`)).status).toBe(200)
    const keep = (name: string) => asking(w, 'review')('/api/desk/views', json('POST', { name, special: id }))
    const kept = async () => (await asking(w, 'review')('/api/desk/views')).json()
    expect((await keep('专项')).status).toBe(201)
    expect(await kept()).toMatchObject({ items: [{ count: 0 }] })
    await w.deps.store.writes.commit([
      insert(interests, {
        person: 'review',
        kind: 'department',
        subject: 'SCJG',
        whose: 'relative',
        settled: true,
        why: '亲属在该单位',
        at: 0,
      }),
    ])
    expect((await asking(w, 'review')(`${PATH}/${id}`)).status).toBe(404)
    expect(await (await asking(w, 'review')(`${PATH}?view=all&limit=100`)).text()).not.toContain(id)
    const { no } = await sent(w)
    expect(await (await asking(w, 'review')(`/api/desk/cases/${no}`)).text()).not.toContain(id)
    expect((await cases.step('review', no, 'group', { special: id })).status).toBe(422)
    expect((await cases.step('assign', no, 'group', { special: id })).status).toBe(200)
    const named = `special=${id}`
    for (const path of [`cases?${named}`, `cases.csv?${named}`]) {
      expect((await asking(w, 'review')(`/api/desk/${path}`)).status, path).toBe(404)
      expect((await asking(w, 'assign')(`/api/desk/${path}`)).status, path).toBe(200)
    }
    // What they kept of it tells no number any more.
    expect((await keep('又一个')).status).toBe(404)
    expect(JSON.stringify(await kept())).not.toContain('count')
    // An enterprise that is called by the code of the body is no interest in the body.
    await w.deps.store.writes.commit(["update interests set kind = 'enterprise' where person = 'review'"])
    expect((await asking(w, 'review')(`${PATH}/${id}`)).status).toBe(200)
    expect(await (await asking(w, 'review')(`${PATH}?view=all&limit=100`)).text()).toContain(id)
    // The control: a colleague without one still does all of it.
    expect(await (await asking(w, 'assign')(`/api/desk/cases/${no}`)).text()).toContain(id)
    await w.deps.store.writes.commit(["delete from interests where person = 'review'"])
  })

  test('cases somebody may not read do not exist in it: not in the list, not in the totals, not by number', async () => {
    const id = await opened()
    const some = numbers(await arrived(6))
    const [hidden, moved] = some as [string, string]
    await put('assign', id, some)
    expect((await cases.step('handler', hidden, 'recuse', { note: '当事人是我的亲属。' })).status).toBe(200)
    expect(await under('handler', id)).toEqual(some.slice(1))
    expect((await seen('handler', id)).totals.cases).toBe(5)
    expect((await seen('assign', id)).totals.cases).toBe(6)
    const gone = await put('handler', id, [hidden], 'ungroup')
    const never = await put('handler', id, ['2026-00000000A'], 'ungroup')
    expect([gone.status, never.status]).toEqual([422, 422])
    expect((await gone.text()).replaceAll(hidden, 'X').replace(/"id":"[^"]+"/, '')).toBe(
      (await never.text()).replaceAll('2026-00000000A', 'X').replace(/"id":"[^"]+"/, ''),
    )
    // What is sealed leaves it, and says so to nobody.
    expect((await cases.step('assign', moved, 'seal', { note: '涉及索要财物。' })).status).toBe(200)
    expect(await under('assign', id)).toEqual(some.filter((no) => no !== moved))
    expect((await seen('assign', id)).totals.cases).toBe(5)
  })

  test('totals about a body hide cells below five, and a second one where a single would follow from the sum', async () => {
    const id = await opened()
    const [first, ...rest] = numbers(await arrived(7))
    await put('assign', id, [first!, ...rest])
    // Seven received: shown. One of them accepted: the cell of one is hidden, and the cell of six with it.
    expect((await seen('assign', id)).totals.status.map(({ n }) => n)).toEqual([7])
    await cases.step('intake', first!, 'accept')
    expect((await seen('assign', id)).totals).toMatchObject({ cases: 7, status: [], department: [{ n: 7 }] })
    const wide = await opened({ department: undefined, sector: '城市管理' })
    await put('assign', wide, [first!])
    // About no body a status may be counted to one; about the body behind it not.
    expect((await seen('assign', wide)).totals).toMatchObject({ status: [{ n: 1 }], department: [] })
    expect(kept([{ n: 9 }, { n: 8 }, { n: 2 }])).toEqual([{ n: 9 }])
    expect(kept([{ n: 9 }, { n: 2 }, { n: 2 }])).toEqual([{ n: 9 }])
  })
})
