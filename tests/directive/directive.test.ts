import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { nextSerial } from '../../api/directive/signing.ts'
import { asking, json, LOGINS, sent } from '../support/ask.ts'
import { moving, singing } from '../support/canary.ts'
import { makeWorld, type World } from '../support/world.ts'
import { FED, type Made, PARTS, writing } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())
const { begin, made, step, done, until, read, n } = writing(() => w)
const cases = moving(() => w)
const rows = <T extends object>(sql: string, ...args: string[]) => w.deps.store.heavy.rows<T>({ sql, args })
const said = async (answer: Response) => {
  const { code, fields = [] } = (await answer.json()) as { code: string; fields?: { path: string; message: string }[] }
  return `${code} ${fields.map((f) => `${f.path}: ${f.message}`).join(' ')}`
}
const handled = async (more: Record<string, unknown> = {}) => {
  const one = await sent(w, singing(more))
  await cases.step('intake', one.no, 'accept')
  return one.no
}

test('a text is looked through once, however many cases a document rests on', async () => {
  const nos = await Promise.all([1, 2, 3].map(async () => (await sent(w)).no))
  const looks = async (cases: string[]) => {
    const spy = vi.spyOn(String.prototype, 'matchAll')
    const answer = await begin('handler', { cases, facts: `${PARTS.facts}与${cases.length}件反映有关。` })
    const n = spy.mock.contexts.filter((text) => String(text).includes('件反映有关')).length
    spy.mockRestore()
    expect(answer.status, await answer.clone().text()).toBe(201)
    return n
  }
  const once = await looks(nos.slice(0, 1))
  expect(once).toBeGreaterThan(0)
  expect(await looks(nos)).toBe(once)
})

describe('from draft to end', () => {
  test('each step by its hand, the number with the signature, the date with the service', async () => {
    const one = await made()
    expect(one).toMatchObject({ status: 'draft', number: null, dueOn: null })
    await done('handler', one.id, 'submit')
    await done('review', one.id, 'approve')
    const signed = await done('chief', one.id, 'sign')
    expect(signed.number).toMatch(/^澄司监意〔2026〕\d+号$/)
    expect(signed.document).toMatchObject({ title: '关于规范搬离物品的手续的行政执法监督意见书' })
    expect(JSON.stringify(signed.document)).not.toMatch(/[{}]事由|\{单位\}/)
    // 30 days from 15 June is 15 July, a Wednesday.
    expect(await done('handler', one.id, 'serve', { how: 'direct' })).toMatchObject({
      dueOn: '2026-07-15',
      servedOn: '2026-06-15',
    })
    await done('zfj', one.id, 'receive')
    await done('zfj', one.id, 'feed', { note: FED })
    await done('review', one.id, 'verify', { result: 'done', note: '整改到位，有台账。' })
    expect(await done('handler', one.id, 'close')).toMatchObject({ status: 'closed', result: '整改到位' })
    const log = await rows<{ action: string }>(
      'select action from events where stream = ? order by n',
      `directive/${one.id}`,
    )
    expect(log.map((e) => e.action).join(' ')).toBe('draft submit approve sign serve receive feed verify close')
  })
  test('a last day off moves to the next working day', async () => {
    w.at('2026-06-18T10:00:00+08:00')
    try {
      // 18 July is a Saturday.
      expect((await until('served')).dueOn).toBe('2026-07-20')
    } finally {
      w.at('2026-06-15T10:24:00+08:00')
    }
  })
  test('service is not before the signature nor in the future', async () => {
    const { id } = await until('signed')
    for (const on of ['2026-06-14', '2026-06-16'])
      expect(await said(await step('handler', id, 'serve', { how: 'mail', on }))).toMatch(/on: 送达日期/)
    expect((await done('handler', id, 'serve', { how: 'mail', on: '2026-06-15' })).dueOn).toBe('2026-07-15')
  })
  test('what was given back is changed and goes the way again', async () => {
    const { id } = await until('review')
    await done('review', id, 'return', { note: '请写明依据到条款。' })
    const edited = await done('handler', id, 'edit', { ...PARTS, subject: '规范搬离物品的登记' })
    expect(edited.document).toMatchObject({ title: '关于规范搬离物品的登记的行政执法监督意见书' })
    await done('handler', id, 'submit')
    await done('review', id, 'approve')
    await done('chief', id, 'decline', { note: '要求写得再具体些。' })
    expect((await (await read('handler', id)).json()) as Made).toMatchObject({ status: 'draft' })
  })
  test('a signed text is not changed by anybody, the database included', async () => {
    const { id } = await until('signed')
    expect(await said(await step('handler', id, 'edit', PARTS))).toMatch(/^not_now/)
    await expect(
      w.deps.store.writes.commit([{ sql: "update directives set text = 'x' where id = ?", args: [id] }]),
    ).rejects.toThrow(/kept/)
    await expect(
      w.deps.store.writes.commit([{ sql: 'delete from directives where id = ?', args: [id] }]),
    ).rejects.toThrow(/kept/)
    const other = await made()
    await w.deps.store.writes.commit([{ sql: 'update directives set text = null where id = ?', args: [other.id] }])
  })
  test('nobody overwrites what they did not see', async () => {
    const { id } = await until('draft')
    const old = await n(id)
    await done('handler', id, 'edit', PARTS)
    const late = await asking(w, 'handler')(
      `/api/desk/directives/${id}/steps`,
      json('POST', { action: 'submit', n: old }),
    )
    expect(late.status).toBe(409)
    const again = await Promise.all(
      Array.from({ length: 12 }, async () =>
        asking(w, 'handler')(`/api/desk/directives/${id}/steps`, json('POST', { action: 'submit', n: old + 1 })),
      ),
    )
    expect(again.map((a) => a.status).sort()).toEqual([200, ...Array(11).fill(409)])
  })
})

describe('four eyes', () => {
  const both = { ...w, login: 'both' }
  const someone = (roles: string[]) =>
    ({ login: both.login, name: '双人（示例）', roles, department: 'SFJ', post: '承办' }) as never
  const as = async (roles: string[], id: string, action: string) =>
    asking(w, someone(roles))(`/api/desk/directives/${id}/steps`, json('POST', { action, n: await n(id) }))
  test('whoever drafted neither reviews nor signs, whoever reviewed does not sign', async () => {
    const answer = await asking(w, someone(['handler', 'review', 'chief']))(
      '/api/desk/directives',
      json('POST', { template: 'WS-YJ-01', ...PARTS }),
    )
    const { id } = (await answer.json()) as Made
    const hats = ['handler', 'review', 'chief']
    expect((await as(hats, id, 'submit')).status).toBe(200)
    expect(await said(await as(hats, id, 'approve'))).toMatch(/^same_hands/)
    await done('review', id, 'approve')
    expect(await said(await as(hats, id, 'sign'))).toMatch(/^same_hands/)
    await done('chief', id, 'sign')
    const other = await until('review')
    expect((await as(['review', 'chief'], other.id, 'approve')).status).toBe(200)
    expect(await said(await as(['review', 'chief'], other.id, 'sign'))).toMatch(/^same_hands/)
  })
  test('a role does its own step only', async () => {
    const { id } = await until('review')
    for (const who of ['handler', 'chief']) expect((await step(who, id, 'approve')).status, who).toBe(403)
    expect((await begin('review')).status).toBe(403)
  })
})

describe('numbers', () => {
  test('twenty signed at once: one to twenty, each once', async () => {
    const all: string[] = []
    for (let i = 0; i < 20; i++) all.push((await until('approved', { template: 'WS-TX-01' })).id)
    // Negative control: what each would take without the condition is the same.
    const wanted = await Promise.all(all.map(() => nextSerial(w.deps.store, '澄司监提', 2026)))
    expect(new Set(wanted)).toEqual(new Set([1]))
    const answers = await Promise.all(all.map((id) => step('chief', id, 'sign')))
    expect(answers.map((a) => a.status)).toEqual(Array(20).fill(200))
    const given = await rows<{ serial: number; number: string }>(
      "select serial, number from directives where mark = '澄司监提' order by serial",
    )
    expect(given.map((g) => g.serial)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    expect(given[2]?.number).toBe('澄司监提〔2026〕3号')
    // And the last guard refuses a twin.
    const { id } = await made({ template: 'WS-TX-01' })
    await expect(
      w.deps.store.writes.commit([
        { sql: "update directives set mark = '澄司监提', year = 2026, serial = 7 where id = ?", args: [id] },
      ]),
    ).rejects.toThrow(/UNIQUE/)
  })
  test('twenty signatures on one document: one number', async () => {
    const { id } = await until('approved', { template: 'WS-JY-01' })
    const at = await n(id)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        asking(w, 'chief')(`/api/desk/directives/${id}/steps`, json('POST', { action: 'sign', n: at })),
      ),
    )
    expect(answers.map((a) => a.status).sort()).toEqual([200, ...Array(19).fill(409)])
    expect(await rows("select serial from directives where mark = '澄司监建'")).toEqual([{ serial: 1 }])
  })
  test('a void number is not given again, and each mark and year counts by itself', async () => {
    const { id, number } = await until('signed', { template: 'WS-TZ-01' })
    expect(number).toBe('澄司监通〔2026〕1号')
    await done('chief', id, 'void', { note: '送达前发现写错了单位。' })
    expect((await until('signed', { template: 'WS-TZ-01' })).number).toBe('澄司监通〔2026〕2号')
    w.at('2027-01-04T09:00:00+08:00')
    try {
      expect((await until('signed', { template: 'WS-TZ-01' })).number).toBe('澄司监通〔2027〕1号')
    } finally {
      w.at('2026-06-15T10:24:00+08:00')
    }
  })
})

describe('a text', () => {
  test('tells nothing of the cases it rests on', async () => {
    const no = await handled({ enterprise: { name: '雀在商行' }, happenedOn: '2026-06-13' })
    const wrong: [Record<string, unknown>, RegExp][] = [
      [{ facts: '他们把东西搬走没有给任何单子，请核实这一情况并说明。' }, /facts: 事由和来件原文有连续八个字/],
      [{ demands: '请说明雀在商行的物品为何搬离，并写书面说明。' }, /demands: 要求里有企业名称/],
      [{ demands: '请说明6月13日搬离物品的依据，并写书面说明。' }, /demands: 要求里有具体日期，请删去/],
      [{ facts: '近期在6月2日的检查里，手续和登记不完整，需要核实规范。' }, /facts: 事由里有具体日期/],
      [{ subject: `规范${no}的手续` }, /subject: 主题里有/],
      [{ facts: `${PARTS.facts}联系13911112222` }, /facts: 事由里有电话/],
    ]
    for (const [more, words] of wrong) {
      const answer = await begin('handler', { ...more, cases: [no] })
      expect(answer.status).toBe(422)
      expect(await said(answer)).toMatch(words)
    }
    expect(await rows('select 1 from directive_cases where no = ?', no)).toEqual([])
    const tried = await rows('select 1 from accesses where no = ? and what = ? and why = ?', no, 'directive', 'refused')
    expect(tried).toHaveLength(wrong.length)
    // A day by which something is demanded is no day of the case.
    await made({ cases: [no], demands: '请在7月20日前补全手续，写出书面说明。' })
  })
  test('is looked at again when it leaves: a sender may have written on', async () => {
    const no = await handled()
    const { id } = await until('approved', { cases: [no] })
    await w.deps.store.writes.commit([
      { sql: 'update case_texts set account = ? where no = ?', args: [`近期搬离占道物品，手续和登记不完整`, no] },
    ])
    expect(await said(await step('chief', id, 'sign'))).toMatch(/连续八个字/)
  })
  test('and no urging, verifying or digest says more', async () => {
    const no = await handled()
    const { id } = await until('answered', { cases: [no] })
    expect(
      await said(await step('handler', id, 'verify', { result: 'undone', note: '雀在商行的东西还没有退。' })),
    ).toMatch(/note: 这段话里有企业名称/)
    expect(await said(await step('handler', id, 'propose', { digest: '对雀在商行的物品搬离提出意见。' }))).toMatch(
      /digest: 摘要里有企业名称/,
    )
    await done('handler', id, 'verify', { result: 'undone', note: '手续还没有补齐。' })
  })
  test('rests on no sealed case, and on none that became sealed', async () => {
    const { no } = await sent(w, singing({ category: 'T28' }))
    const refused = await said(await begin('handler', { cases: [no] }))
    expect(refused).toMatch(/cases\.0: 第1个编号没有对应的办件/)
    expect(await said(await begin('handler', { cases: ['2026-00000000A'] }))).toBe(refused)
    const later = await handled()
    const { id } = await made({ cases: [later] })
    expect(await rows('select 1 from directive_cases where no = ?', later)).toHaveLength(1)
    await cases.step('review', later, 'seal', { note: '写到了给好处的事' })
    expect(await rows('select 1 from directive_cases where no = ?', later)).toEqual([])
    expect(await (await read('handler', id)).text()).not.toContain(later)
    expect((await asking(w, 'handler')(`/api/desk/directives?case=${later}`)).status).toBe(404)
  })
  test('of a decision concludes, of nothing else, and is written to bodies that enforce', async () => {
    expect(await said(await begin('handler', { template: 'WS-JD-02' }))).toMatch(/conclusion: 决定书要写结论/)
    expect(await said(await begin('handler', { conclusion: 'correct' }))).toMatch(/conclusion: 只有决定书/)
    expect(await said(await begin('handler', { template: 'WS-JD-01', conclusion: 'correct' }))).toMatch(/上一份文书/)
    for (const department of ['SFJ', 'JW', 'NOBODY'])
      expect(await said(await begin('handler', { department }))).toMatch(/department:/)
    for (const template of ['DF-SS-01', 'NONE'])
      expect(await said(await begin('handler', { template }))).toMatch(/template:/)
  })
})

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
