import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, json, LOGINS } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { type Made, PARTS, said, writing } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())
const { begin, made, step, done, until, read, handled } = writing(() => w)

describe('when nobody answers', () => {
  const LATE = '2026-07-16T09:00:00+08:00'
  const late = async <T>(what: () => Promise<T>): Promise<T> => {
    w.at(LATE)
    try {
      return await what()
    } finally {
      w.at('2026-06-15T10:24:00+08:00')
    }
  }
  test('it is urged, listed as overdue, taken up, followed by a decision, and closed', async () => {
    const { id, number } = await until('served')
    expect(await said(await step('handler', id, 'urge', { note: '请尽快书面反馈。' }))).toMatch(/^not_due/)
    expect(await said(await step('chief', id, 'escalate', { note: '该单位逾期未反馈，报请督促。' }))).toMatch(
      /^not_due/,
    )
    expect((await begin('handler', { template: 'WS-JD-01', conclusion: 'correct', previous: id })).status).toBe(409)
    expect((await read('superior', id)).status).toBe(404)
    await late(async () => {
      const listed = (await (await asking(w, 'handler')('/api/desk/directives?view=overdue')).json()) as {
        items: Made[]
      }
      expect(listed.items.map((d) => d.id)).toContain(id)
      expect(await done('handler', id, 'urge', { note: '请尽快书面反馈。' })).toMatchObject({
        status: 'served',
        dueOn: '2026-07-23',
      })
    })
    w.at('2026-07-24T09:00:00+08:00')
    try {
      expect(await said(await step('chief', id, 'close'))).toMatch(/^unsettled/)
      await done('chief', id, 'escalate', { note: '该单位逾期未反馈，报请督促。' })
      const seen = await (await read('superior', id)).text()
      expect(seen).toContain('报请督促')
      await done('superior', id, 'instruct', { note: '请抓紧作出监督决定。' })
      const next = await made({ template: 'WS-JD-01', conclusion: 'correct', previous: id })
      expect(next.document).toMatchObject({ text: expect.stringContaining(number ?? 'none') })
      expect(next.internal).toMatchObject({ previous: { id } })
      await done('chief', id, 'close')
    } finally {
      w.at('2026-06-15T10:24:00+08:00')
    }
  })
  test('two begin the next document on one page: one does', async () => {
    const { id } = await until('served')
    await late(async () => {
      const body = { template: 'WS-JD-01', ...PARTS, conclusion: 'correct', previous: id }
      const answers = await Promise.all(
        [1, 2, 3, 4].map(() => asking(w, 'handler')('/api/desk/directives', json('POST', body))),
      )
      expect(answers.map((a) => a.status).sort()).toEqual([201, 409, 409, 409])
    })
  })
  test('a decision may be objected to within ten working days, which stops nothing', async () => {
    const decision = { template: 'WS-JD-02', conclusion: 'revoke' }
    const { id, objectBy, dueOn } = await until('served', { ...decision, department: 'SCJG' })
    // Ten working days from 15 June, the Dragon Boat holiday (19 June) left out.
    expect([objectBy, dueOn]).toEqual(['2026-06-30', '2026-07-15'])
    expect((await step('scjg', id, 'object', { note: '我局认为事实有出入，请复查。' })).status).toBe(403)
    expect(await done('scjg-legal', id, 'object', { note: '我局认为事实有出入，请复查。' })).toMatchObject({
      status: 'served',
      dueOn,
    })
    expect(await said(await step('chief', id, 'rule', { ruling: 'uphold', note: '事实清楚，维持原决定。' }))).toMatch(
      /^same_hands/,
    )
    expect(await done('review', id, 'rule', { ruling: 'revoke', note: '复查发现证据不足，予以撤销。' })).toMatchObject({
      status: 'revoked',
    })
    const other = await until('served', { ...decision, department: 'SCJG' })
    w.at('2026-07-01T09:00:00+08:00')
    try {
      expect(
        await said(await step('scjg-legal', other.id, 'object', { note: '我局认为事实有出入，请复查。' })),
      ).toMatch(/^objection_over/)
    } finally {
      w.at('2026-06-15T10:24:00+08:00')
    }
    const opinion = await until('served', { department: 'SCJG' })
    expect(
      await said(await step('scjg-legal', opinion.id, 'object', { note: '我局认为事实有出入，请复查。' })),
    ).toMatch(/^objection_over/)
  })
})

describe('the public', () => {
  const shown = async (query = '') =>
    (await (await w.app.request(`/api/directives${query}`)).json()) as {
      items: { number: string; department: unknown; digest: string }[]
      total: number
    }
  test('reads number and digest once a second person has confirmed them, and a name only of a decision', async () => {
    const { id, number } = await until('served')
    const before = (await shown()).total
    expect((await step('review', id, 'publish')).status).toBe(409)
    expect(
      await said(await step('handler', id, 'propose', { digest: '对综合执法局搬离物品的手续提出意见。' })),
    ).toMatch(/digest: 摘要里写了单位/)
    expect(
      await said(await step('handler', id, 'propose', { digest: '对搬离物品的手续提出意见。', named: true })),
    ).toMatch(/named: 只有决定书/)
    await done('handler', id, 'propose', { digest: '对搬离物品的手续和登记提出意见。' })
    expect((await shown()).total).toBe(before)
    await done('review', id, 'publish')
    const [item] = (await shown()).items.filter((d) => d.number === number)
    expect(item).toEqual({
      number,
      type: 'opinion',
      typeLabel: '监督意见书',
      department: null,
      digest: '对搬离物品的手续和登记提出意见。',
      publishedOn: '2026-06-15',
      revoked: false,
    })
    await done('chief', id, 'withdraw', { note: '摘要要改一改。' })
    expect((await shown()).total).toBe(before)
    const decision = await until('served', { template: 'WS-JD-02', conclusion: 'correct' })
    await done('handler', decision.id, 'propose', { digest: '决定责令改正搬离物品手续不全的问题。', named: true })
    await done('chief', decision.id, 'publish')
    expect((await shown('?type=decision')).items[0]?.department).toMatchObject({ code: 'ZFJ' })
    expect((await w.app.request('/api/directives?type=x')).status).toBe(422)
  })
})

describe('the register', () => {
  const listed = async (who: string, query: string) =>
    (await (await asking(w, who)(`/api/desk/directives?limit=100${query}`)).json()) as { items: Made[]; total: number }
  test('finds by number however it is typed, by kind, body and case', async () => {
    const no = await handled()
    const { id, number } = await until('signed', { template: 'WS-DB-01', cases: [no] })
    for (const q of [number, number?.replace('〔', '[').replace('〕', ']'), number?.replace('〔', ' 〔 '), '澄司监督'])
      expect(
        (await listed('handler', `&q=${encodeURIComponent(q ?? '')}`)).items.map((d) => d.id),
        q ?? undefined,
      ).toContain(id)
    expect((await listed('handler', '&q=澄司监督〔2026〕999号')).total).toBe(0)
    expect((await listed('review', `&case=${no}`)).items.map((d) => d.id)).toEqual([id])
    expect((await listed('chief', '&type=order')).items.map((d) => d.id)).toEqual([id])
    expect((await listed('handler', '&department=SCJG&view=writing')).total).toBe(0)
  })
  test('says what is soon due', async () => {
    const { id } = await until('served')
    for (const [day, there] of [
      ['2026-07-07', false],
      ['2026-07-08', true],
      ['2026-07-15', true],
      ['2026-07-16', false],
    ] as const) {
      w.at(`${day}T12:00:00+08:00`)
      expect(
        (await listed('handler', '&view=soon')).items.some((d) => d.id === id),
        day,
      ).toBe(there)
    }
    w.at('2026-06-15T10:24:00+08:00')
  })
  test('nobody without a part in it gets one', async () => {
    for (const who of LOGINS.filter(
      (l) => !['handler', 'review', 'chief', 'superior', 'scjg', 'scjg-legal', 'zfj', 'chengdong'].includes(l),
    ))
      expect((await asking(w, who)('/api/desk/directives')).status, who).toBe(403)
    expect((await asking(w, null)('/api/desk/directives')).status).toBe(401)
  })
  test('a proposal starts from published words only', async () => {
    const no = await handled()
    const ask = asking(w, 'handler')
    const text = await (await ask(`/api/desk/directives/proposal?template=WS-YJ-01&case=${no}`)).json()
    expect(text).toMatchObject({ department: 'ZFJ', cases: [no], basis: expect.stringContaining('第二十八条') })
    expect(JSON.stringify(text)).not.toMatch(/雀在/)
    expect((await begin('handler', text as Record<string, unknown>)).status).toBe(201)
    expect((await asking(w, 'review')('/api/desk/directives/proposal?template=WS-YJ-01')).status).toBe(403)
  })
})
