import type { Client } from '@libsql/client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Deps } from '../../api/context.ts'
import { MOST_GROUPED } from '../../api/special/special.ts'
import { kept } from '../../api/special/totals.ts'
import { addPeople } from '../../api/staff/people.ts'
import { readContent } from '../../content/load.ts'
import { insert } from '../../db/row.ts'
import { interests } from '../../db/schema.ts'
import { asking, json, LOGINS, pageToken, sent, track } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { desk } from '../support/desk.ts'
import { makeWorld, type World } from '../support/world.ts'

const entry = new URL('../../dist/server/entry.mjs', import.meta.url).href
const { render } = (await import(/* @vite-ignore */ entry)) as { render: NonNullable<Deps['render']> }

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
  const team = readContent('content').people.map((p) => ({ ...p, department: p.department ?? '' }))
  const colleague = { login: 'handler2', name: '柏舟', roles: ['handler'], department: 'SFJ', post: '同事' }
  await addPeople(w.deps.store, [...team, colleague], 'none', w.deps.now())
})
afterAll(() => w.close())
const cases = moving(() => w)
const { listed } = desk(() => w)

const SPECIAL = {
  title: '占道物品搬离执法专项监督',
  department: 'ZFJ',
  basis: '《行政执法监督条例》第六条、年度监督计划',
  person: 'handler',
  dueOn: '2026-07-31',
}
interface Seen {
  id: string
  n: number
  status: string
  totals: { cases: number; status: { n: number }[]; department: { label: string; n: number }[] }
  directives: { id: string }[]
  allowed: { action: string }[]
  history: { label: string; note: string | null }[]
  summary: string | null
}
const PATH = '/api/desk/specials'
const opened = async (more: Record<string, unknown> = {}, who = 'assign') => {
  const answer = await asking(w, who)(PATH, json('POST', { ...SPECIAL, ...more }))
  expect(answer.status, await answer.clone().text()).toBe(201)
  return ((await answer.json()) as Seen).id
}
const seen = async (who: string, id: string) => (await (await asking(w, who)(`${PATH}/${id}`)).json()) as Seen
const step = async (who: string, id: string, action: string, said: Record<string, unknown> = {}) =>
  asking(w, who)(`${PATH}/${id}/steps`, json('POST', { action, n: (await seen(who, id)).n, ...said }))
const put = (who: string, id: string, nos: string[], action = 'group') =>
  asking(w, who)(`${PATH}/${id}/cases`, json('POST', { action, cases: nos }))
const under = async (who: string, id: string) => (await listed(who, `&special=${id}`)).items.map(({ no }) => no).sort()
const arrived = async (n: number, more: Record<string, unknown> = {}) =>
  Promise.all(Array.from({ length: n }, () => sent(w, more)))
const numbers = (some: { no: string }[]) => some.map(({ no }) => no).sort()

/** How often others could be served while something was done. */
async function turnsWhile(what: () => Promise<Response>): Promise<number> {
  let over = false
  let turns = -1
  const beat = () => {
    turns++
    if (!over) setImmediate(beat)
  }
  beat()
  const answer = await what()
  over = true
  expect(answer.status, await answer.clone().text()).toBeLessThan(300)
  return turns
}

describe('a special supervision', () => {
  test('groups many cases, which go on separately, and whose senders are told nothing', async () => {
    const id = await opened()
    const some = await arrived(6)
    const [one] = some
    const before = await (await track(w, one!.no, one!.queryCode)).text()
    expect(await (await put('assign', id, numbers(some))).json()).toEqual({ done: 6 })
    expect(await under('assign', id)).toEqual(numbers(some))
    expect(await (await track(w, one!.no, one!.queryCode)).text()).toBe(before)
    // Again does nothing twice.
    expect(await (await put('review', id, numbers(some))).json()).toEqual({ done: 0 })
    expect((await cases.step('intake', one!.no, 'accept')).status).toBe(200)
    // The control: what a sender is told does change with a step that tells.
    expect(await (await track(w, one!.no, one!.queryCode)).text()).not.toBe(before)
    expect((await cases.step('handler', one!.no, 'ungroup', { special: id })).status).toBe(200)
    expect(await under('assign', id)).not.toContain(one!.no)
  })

  test('is offered on the page of a case only while it goes on, and by title', async () => {
    const id = await opened({ title: '罚没物品保管专项监督' })
    const { no } = await sent(w)
    const options = async () => {
      const page = (await (await asking(w, 'assign')(`/api/desk/cases/${no}`)).json()) as {
        allowed: { action: string; fields: { name: string; options?: { value: string }[] }[] }[]
        links: { no: string; title: string }[]
      }
      const of = (action: string) =>
        page.allowed.find((a) => a.action === action)?.fields.find((f) => f.name === 'special')?.options ?? []
      return { group: of('group').map((o) => o.value), ungroup: of('ungroup').map((o) => o.value), links: page.links }
    }
    expect((await options()).group).toContain(id)
    expect((await options()).ungroup).toEqual([])
    expect((await cases.step('assign', no, 'group', { special: id })).status).toBe(200)
    const after = await options()
    expect(after.group).not.toContain(id)
    expect(after.ungroup).toEqual([id])
    expect(after.links).toMatchObject([{ no: id, title: '罚没物品保管专项监督' }])
  })

  test('that is none is refused, also where nothing is offered to choose from', async () => {
    const alone = await makeWorld()
    const { no } = await sent(alone)
    const step = (action: string) =>
      asking(alone, 'assign')(`/api/desk/cases/${no}/steps`, json('POST', { action, n: 1, special: 'ZX-0123456789' }))
    for (const action of ['group', 'ungroup']) {
      const answer = await step(action)
      expect(answer.status, action).toBe(422)
      expect(await answer.text()).toContain('没有这个专项监督')
    }
    expect(await alone.deps.store.heavy.rows({ sql: 'select n from cases where no = ?', args: [no] })).toEqual([
      { n: 1 },
    ])
    await alone.close()
  })

  test('goes from notes to a result, judged by somebody else, and closes with a summary', async () => {
    const id = await opened({ person: 'review' })
    expect((await step('handler', id, 'note', { note: '走访了三个市场。' })).status).toBe(200)
    expect((await step('handler', id, 'result', { note: '多数没有出具清单，已要求补办。' })).status).toBe(403)
    expect((await step('review', id, 'result', { note: '多数没有出具清单，已要求补办。' })).status).toBe(200)
    expect((await step('review', id, 'close', { note: '已经制定搬离物品登记办法。' })).status).toBe(403)
    expect((await step('chief', id, 'close', {})).status).toBe(422)
    expect((await step('chief', id, 'close', { note: '已经制定搬离物品登记办法。' })).status).toBe(200)
    expect(await seen('assign', id)).toMatchObject({ status: 'closed', summary: '已经制定搬离物品登记办法。' })
    const { no } = await sent(w)
    expect((await put('assign', id, [no])).status).toBe(409)
    expect((await cases.step('assign', no, 'group', { special: id })).status).toBe(422)
  })

  test('two at once: one wins, the other is told', async () => {
    const id = await opened()
    const n = (await seen('assign', id)).n
    const both = await Promise.all(
      ['assign', 'chief'].map((who) =>
        asking(w, who)(`${PATH}/${id}/steps`, json('POST', { action: 'note', n, note: '走访了三个市场。' })),
      ),
    )
    expect(both.map((a) => a.status).sort()).toEqual([200, 409])
  })

  test.each([
    ['nothing to look into', { department: undefined }, '请选择单位，或者写明领域'],
    ['its own office', { department: 'SFJ' }, '不能对这个单位开展专项监督，请重新选择'],
    ['somebody of another office', { person: 'superior' }, '这位同事不能负责这个专项，请另选'],
    ['a day gone by', { dueOn: '2026-06-01' }, '完成日期不能早于今天'],
    ['a period from its end', { from: '2026-06-02', to: '2026-06-01' }, '截止日早于起始日，请核对'],
  ])('%s is refused', async (_what, more, message) => {
    const answer = await asking(w, 'assign')(PATH, json('POST', { ...SPECIAL, ...more }))
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(message)
  })
})

describe('cases about another body', () => {
  const posted = (path: string, values: Record<string, string>) =>
    asking(w, 'assign')(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _token: pageToken(w), ...values }).toString(),
    })
  const confirmable = (page: string) => /<button[^>]*name="elsewhere" value="([^"]*)"[^>]*>仍然列入/.exec(page)?.[1]

  test('are put in only by whoever was told so in a sentence, and those only that were told', async () => {
    const id = await opened()
    const [own, none, other, more] = await Promise.all([
      sent(w),
      sent(w, { about: { text: '穿蓝色制服，没有看清是哪个单位' } }),
      sent(w, { about: { department: 'WLJ' } }),
      sent(w, { about: { department: 'WLJ' } }),
    ])
    const asked = await put('assign', id, [own.no, none.no, other.no])
    expect(asked.status).toBe(422)
    const { fields } = (await asked.json()) as { fields: { path: string; message: string }[] }
    expect(fields).toMatchObject([
      { path: 'elsewhere', message: expect.stringMatching(/^有1件反映的不是.*综合行政执法局/) },
    ])
    expect(fields[0]?.message).toContain(`${other.no}反映的是`)
    expect(await under('assign', id)).toEqual([])
    // One confirmed does not stand for another; and what is not about another body needs no word.
    const confirmed = (cases: string[]) =>
      asking(w, 'assign')(`${PATH}/${id}/cases`, json('POST', { cases, elsewhere: [other.no] }))
    expect((await confirmed([other.no, more.no])).status).toBe(422)
    expect(await (await confirmed([own.no, none.no, other.no])).json()).toEqual({ done: 3 })
    expect(await under('assign', id)).toEqual(numbers([own, none, other]))
    // About no body there is no other; and taking out asks nothing.
    const wide = await opened({ department: undefined, sector: '城市管理' })
    expect((await put('assign', wide, [own.no, other.no])).status).toBe(200)
    expect((await put('assign', id, [other.no], 'ungroup')).status).toBe(200)
  })

  test('are confirmed on the page where they were typed or ticked, which keeps them', async () => {
    const id = await opened({ title: '搬离物品登记专项监督' })
    const [typed, ticked] = await Promise.all([1, 2].map(() => sent(w, { about: { department: 'WLJ' } })))
    const at = `/desk/specials/${id}/cases`
    const first = await posted(at, { action: 'group', cases: typed!.no })
    const page = await first.text()
    expect([first.status, confirmable(page)]).toEqual([422, typed!.no])
    expect(page).toContain('有1件反映的不是')
    expect((await posted(at, { action: 'group', cases: typed!.no, elsewhere: typed!.no })).status).toBe(303)

    const list = '/desk/specials/cases?view=all'
    const chosen = { here: 'view=all', special: id, [`case.${ticked!.no}`]: '1' }
    const second = await posted(list, chosen)
    const again = await second.text()
    expect([second.status, confirmable(again)]).toEqual([422, ticked!.no])
    expect(again).toMatch(new RegExp(`<input[^>]*name="case.${ticked!.no}"[^>]* checked`))
    expect((await posted(list, { ...chosen, elsewhere: ticked!.no })).status).toBe(303)
    expect(await under('assign', id)).toEqual(numbers([typed!, ticked!]))
  })

  test('are told apart where one case is put under one', async () => {
    const id = await opened({ title: '扣押清单专项监督' })
    const label = async (no: string) => {
      const { allowed } = (await (await asking(w, 'assign')(`/api/desk/cases/${no}`)).json()) as {
        allowed: { action: string; fields: { name: string; options?: { value: string; label: string }[] }[] }[]
      }
      const field = allowed.find((a) => a.action === 'group')?.fields.find((f) => f.name === 'special')
      return field?.options?.find(({ value }) => value === id)?.label
    }
    expect(await label((await sent(w)).no)).toBe('扣押清单专项监督')
    expect(await label((await sent(w, { about: { department: 'WLJ' } })).no)).toMatch(
      /^扣押清单专项监督（查的是.*，这一件反映的是别的单位）$/,
    )
  })
})

describe('how many cases one holds', () => {
  test('is bounded, counted over what may be read, and said', async () => {
    const id = await opened()
    const [first, second, third] = await arrived(3)
    const fill = (from: number, to: number, blind: boolean) =>
      w.deps.store.writes.commit([
        {
          sql: `insert into cases select 'X' || printf('%06d', i) ${COLUMNS} from cases, generate where no = ?`.replace(
            'insert into',
            `with recursive generate(i) as (select ${from} union all select i + 1 from generate where i < ${to - 1}) insert into`,
          ),
          args: [first!.no],
        },
        {
          sql: "insert into case_links (no, main, kind) select no, ?, 'grouped' from cases where no between ? and ?",
          args: [id, `X${String(from).padStart(6, '0')}`, `X${String(to - 1).padStart(6, '0')}`],
        },
        ...(blind
          ? [
              {
                sql: "insert into case_blind (no, department) select no, '@assign' from cases where no >= 'X'",
                args: [],
              },
            ]
          : []),
      ])
    // Ten nobody tells them of do not count.
    const COLUMNS = await columns()
    await fill(0, 10, true)
    await fill(10, MOST_GROUPED + 8, false)
    expect(await (await put('assign', id, [first!.no])).json()).toEqual({ done: 1 })
    const full = await put('assign', id, [second!.no, third!.no])
    expect(full.status).toBe(422)
    expect(await full.text()).toContain(`最多列入${MOST_GROUPED}件，这个已经列入${MOST_GROUPED - 1}件，还能列入1件`)
    expect((await cases.step('assign', second!.no, 'group', { special: id })).status).toBe(200)
    const last = await cases.step('assign', third!.no, 'group', { special: id })
    expect([last.status, await last.text()]).toEqual([422, expect.stringContaining('不能再列入')])
    // What is in it already is not counted twice.
    expect(await (await put('assign', id, [second!.no])).json()).toEqual({ done: 0 })
    await w.deps.store.writes.commit(["delete from cases where no >= 'X'", "delete from case_links where no >= 'X'"])
  })
  const columns = async () => {
    const all = await w.deps.store.heavy.rows<{ name: string }>("select name from pragma_table_info('cases')")
    return all.map(({ name }) => (name === 'no' ? '' : `, cases."${name}"`)).join('')
  }
})

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

describe('a document of one', () => {
  const WRITTEN = {
    template: 'WS-YJ-01',
    department: 'ZFJ',
    subject: '规范搬离物品的手续',
    facts: '近期搬离占道物品，手续和登记不完整，需要核实规范。',
    basis: '《行政执法监督条例》第六条',
    demands: '对照规定逐项核查，补全手续，写出书面说明。',
  }
  const draft = (special: string, more: Record<string, unknown> = {}) =>
    asking(w, 'handler')('/api/desk/directives', json('POST', { ...WRITTEN, special, ...more }))

  test('is proposed from it, stands on its page, and does not tell the body of it', async () => {
    const id = await opened()
    const some = numbers(await arrived(3))
    await put('assign', id, some)
    const start = await asking(w, 'handler')(`/api/desk/directives/proposal?template=WS-YJ-01&special=${id}`)
    expect(await start.json()).toMatchObject({ department: 'ZFJ', subject: SPECIAL.title, cases: some })
    const made = await draft(id, { cases: some })
    expect(made.status, await made.clone().text()).toBe(201)
    const document = (await made.json()) as { id: string; special: { id: string } }
    expect(document.special.id).toBe(id)
    expect((await seen('review', id)).directives.map((d) => d.id)).toEqual([document.id])
    await w.deps.store.writes.commit([
      { sql: "update directives set status = 'served', served_on = '2026-06-15' where id = ?", args: [document.id] },
    ])
    const body = await (await asking(w, 'zfj')(`/api/desk/directives/${document.id}`)).text()
    expect(body).toContain(WRITTEN.facts)
    expect(body).not.toContain(id)
    expect(body).not.toContain(SPECIAL.title)
  })

  test('is held against every case under it, also those it does not name', async () => {
    const id = await opened()
    const account = '他们当街把我晾晒的三十斤红薯干全部倒进河里，一句话也没有说。'
    const { no } = await sent(w, { account })
    const facts = `近期有把${account.slice(5, 20)}的情况，手续和登记不完整，需要核实规范。`
    // The control: without the case under it the words are nobody's.
    expect((await draft(id, { facts })).status).toBe(201)
    await put('assign', id, [no])
    const refused = await draft(id, { facts })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('连续八个字相同')
  })

  test('is held against many by hardly more questions to the database than against few', async () => {
    const { $client: client } = w.deps.store.read as typeof w.deps.store.read & { $client: Client }
    const asked = async (n: number) => {
      const id = await opened()
      await put('assign', id, numbers(await arrived(n)))
      const spy = vi.spyOn(client, 'execute')
      expect((await draft(id)).status).toBe(201)
      const times = spy.mock.calls.length
      spy.mockRestore()
      return times
    }
    const few = await asked(2)
    expect(few).toBeGreaterThan(0)
    // What is kept for a moment may be read anew; a question a case would be 28 more.
    expect(await asked(30)).toBeLessThan(few + 10)
  })

  test('is held against many without stopping everybody else meanwhile', async () => {
    const id = await opened()
    const some = numbers(await arrived(20))
    await put('assign', id, some)
    expect(await turnsWhile(() => draft(id))).toBeGreaterThan(6)
    const ticked = some.map((no) => ({ no, n: 2 }))
    const look = () => asking(w, 'intake')('/api/desk/bulk/preview', json('POST', { action: 'accept', cases: ticked }))
    expect(await turnsWhile(look)).toBeGreaterThanOrEqual(20)
  })

  test('one that somebody may not read cannot be written for', async () => {
    const id = await opened({ department: undefined, sector: '监督办件', person: 'superior' }, 'superior')
    expect((await draft(id)).status).toBe(404)
  })
})
