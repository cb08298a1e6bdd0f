import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, json, pageToken, sent, track } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { render } from '../support/render.ts'
import { colleagues } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'
import { numbers, PATH, SPECIAL, specials } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
  await colleagues(w)
})
afterAll(() => w.close())
const cases = moving(() => w)
const { opened, seen, step, put, under, arrived } = specials(() => w)

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
