import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bigrams, tendTerms } from '../../api/case/search.ts'
import { asking, LEAK, type Sent, sent } from '../support/ask.ts'
import { desk, type List } from '../support/desk.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  for (const more of [
    {},
    { category: 'T14', about: { department: 'SCJG' } },
    { category: 'T90' },
    { category: 'T28' },
    { category: 'T31', about: undefined },
    { about: { department: 'SFJ' } },
  ])
    await sent(w, more)
})
afterAll(() => w.close())

const { listed } = desk(() => w)

describe('search', () => {
  let found: (q: string, who?: string) => Promise<string[]>
  let hidden: Sent
  beforeAll(async () => {
    found = async (q, who = 'handler') => {
      const answer = await asking(w, who)(`/api/desk/cases?limit=100&q=${encodeURIComponent(q)}`)
      expect(answer.status, q).toBe(200)
      return ((await answer.json()) as List).items.map((i) => i.no)
    }
    hidden = await sent(w, {
      person: { name: '欧阳示例', phone: '13987654321', email: 'ouyang.shili@example.cn' },
      enterprise: { name: 'Shili Trade 商行' },
      about: { department: 'ZFJ', officer: '司马执法' },
      account:
        '我是欧阳示例，电话13987654321，也可打139-8765-4321、139 8765 4321、１３９８７６５４３２１、139.8765.4321或一三九八七六五四三二一，信箱 ouyang.shili@example.cn。' +
        '司马执法把我shili trade 商行的货车鲁K12345、鲁K·12345、鲁K-12345、鲁k 1234d扣在蓝湖市场，身份证37108119900101123X，编号F20260615。',
    })
  })

  test('finds words', async () => {
    for (const q of ['蓝湖市场', '蓝湖', '湖市', '蓝', '扣在蓝湖', '货车 蓝湖'])
      expect(await found(q), q).toContain(hidden.no)
    for (const q of ['湖蓝', '蓝湖城', '没有的词']) expect(await found(q), q).not.toContain(hidden.no)
  })
  test('finds a long run by all of its pieces, and not by some of them', async () => {
    const { no } = await sent(w, { account: '当场没有出示执法证件也没有说明检查依据，我们想问一句为什么。' })
    for (const q of ['没有出示执法证件', '没有出示执法证件也没有说明检查依据', '出示执法证件也没有'])
      expect(await found(q), q).toContain(no)
    for (const q of ['没有出示执法证照', '已经出示执法证件', '没有出示执勤证件', '没有出示执法证件也没有说明检查结果'])
      expect(await found(q), q).not.toContain(no)
  })
  test('finds the same after the index was merged at night, and by day leaves it alone', async () => {
    const parts = async () =>
      (await w.deps.store.heavy.rows<{ n: number }>('select count(distinct segid) as n from case_terms_idx'))[0]?.n ?? 0
    for (const [setting, n] of [
      ['automerge', 0],
      ['crisismerge', 100],
    ])
      await w.deps.store.writes.commit([`insert into case_terms (case_terms, rank) values ('${setting}', ${n})`])
    // Each is a part of more than one page, as a day's cases are.
    const words = Array.from({ length: 3000 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('')
    for (let i = 1; i <= 10; i++) {
      const args = [9e9 + i, bigrams(words)]
      await w.deps.store.writes.commit([{ sql: 'insert into case_terms (rowid, terms) values (?, ?)', args }])
    }
    const before = await found('蓝湖市场')
    expect(await parts()).toBeGreaterThan(8)
    await tendTerms(w.deps.store, new Date('2026-11-21T04:00:00Z'))
    expect(await parts()).toBeGreaterThan(8)
    await tendTerms(w.deps.store, new Date('2026-11-21T18:00:00Z'))
    expect(await parts()).toBe(1)
    expect(before).toContain(hidden.no)
    expect(await found('蓝湖市场')).toEqual(before)
  })
  const MASKED = [
    '欧阳示例',
    '欧阳',
    '阳示',
    '司马执法',
    '司马',
    '13987654321',
    '1398765',
    '8765',
    '4321',
    '139-8765',
    '１３９８',
    '139.8765',
    '一三九',
    '八七六五',
    'ouyang',
    'shili',
    'example',
    'SHILI TRADE',
    'trade',
    '12345',
    'K12345',
    '鲁K',
    '1234d',
    '371081',
    '123X',
    '0101',
    '20260615',
  ]
  test.each(MASKED)('never finds %s', async (q) => {
    expect(await found(q)).not.toContain(hidden.no)
  })
  test('negative control: what is not masked would be found', async () => {
    const open = await sent(w, {
      account: '司马执法在蓝湖市场对人说话很不客气，让人下不来台。',
      about: { department: 'ZFJ' },
    })
    expect(await found('司马')).toContain(open.no)
  })
  test('a sealed case is in no index, not even for those who may see it', async () => {
    const sealed = await sent(w, { category: 'T28', account: '玄武岩一样的词，只在密件里出现这一次。' })
    expect(await found('玄武岩', 'sealed1')).toEqual([])
    expect(await found(sealed.no, 'sealed1')).toEqual([sealed.no])
    const terms = await w.deps.store.heavy.rows<{ n: number }>({
      sql: 'select count(*) as n from case_terms where terms match \'"玄武"\'',
      args: [],
    })
    expect(terms[0]?.n).toBe(0)
  })
  test('syntax is only text: 2,000 queries, never an error, never what may not be seen', async () => {
    const seen = new Set((await listed('handler')).items.map((i) => i.no))
    const piece = fc.oneof(
      fc.constantFrom(
        '"',
        '""',
        'NEAR(',
        ')',
        '*',
        '^',
        '-',
        '+',
        ':',
        'terms:',
        'AND',
        'OR',
        'NOT',
        '{',
        '}',
        '(',
        'rowid:',
        "'",
        '--',
        ';',
        '%',
        '_',
        '\\',
        '?',
        '蓝湖',
        '蓝',
        '三轮',
        'a',
        '1',
        '\u0301',
        '𰀀',
        '½',
        'ß',
        'İ',
        '🚲',
        '\u200d',
        '\u2028',
        '\t',
      ),
      fc.string({ maxLength: 5, unit: 'grapheme' }),
      fc.string({ maxLength: 3, unit: 'binary' }),
    )
    const query = fc.array(piece, { minLength: 1, maxLength: 8 }).map((p) => p.join(''))
    await fc.assert(
      fc.asyncProperty(query, async (q) => {
        if (!q.isWellFormed()) return
        const answer = await asking(w, 'handler')(`/api/desk/cases?limit=100&q=${encodeURIComponent(q)}`)
        const text = await answer.text()
        expect([200, 422], q).toContain(answer.status)
        expect(text).not.toMatch(LEAK)
        if (answer.status === 200) expect((JSON.parse(text) as List).items.every((i) => seen.has(i.no))).toBe(true)
      }),
      { numRuns: 2000, seed: 5 },
    )
  })
  test('wildcards are only signs', async () => {
    for (const q of ['%', '%%', '_', '__________', '*', '**', '?', '"', "' or 1=1"])
      expect(await found(q), q).toEqual([])
    for (const q of ['蓝湖%市场', '蓝湖_市场', '蓝湖*市场', '蓝湖"市场'])
      expect(await found(q), q).toEqual(await found('蓝湖 市场'))
    for (const q of ['%', '_____', '"', '{', 'name', 'data', 'true', '","'])
      expect(
        ((await (await asking(w, null)(`/api/departments?q=${encodeURIComponent(q)}`)).json()) as List).total,
        q,
      ).toBe(0)
    expect(
      ((await (await asking(w, null)(`/api/departments?q=${encodeURIComponent('市场监督')}`)).json()) as List).total,
    ).toBeGreaterThan(0)
  })
  test('any run of letters of an account finds its case', async () => {
    const account = '清晨五点半在滨河东路早市门口检查摊位并且登记了所有商贩'
    const { no: own } = await sent(w, { account })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: account.length - 2 }),
        fc.integer({ min: 1, max: 12 }),
        async (at, length) => {
          expect(await found(account.slice(at, at + length))).toContain(own)
        },
      ),
      { numRuns: 60, seed: 6 },
    )
  })
})

describe('pages of a list', () => {
  test('cut anywhere they are the whole, each case once, most urgent first', async () => {
    const whole = (await listed('handler')).items.map((i) => i.no)
    for (const limit of [1, 3, 7]) {
      const seen: string[] = []
      let cursor = ''
      do {
        const page = (await (
          await asking(w, 'handler')(`/api/desk/cases?limit=${limit}${cursor && `&cursor=${cursor}`}`)
        ).json()) as List
        expect(page.total).toBe(whole.length)
        seen.push(...page.items.map((i) => i.no))
        cursor = page.next ?? ''
      } while (cursor)
      expect(seen).toEqual(whole)
    }
  })
  test('a cursor that is none shows the first page or is refused, never more', async () => {
    for (const cursor of [
      'x',
      'AAAA',
      '%00',
      Buffer.from("' or 1=1\nx").toString('base64url'),
      Buffer.from('0\n0\n0').toString('base64url'),
      'é',
      'a'.repeat(200),
    ]) {
      const answer = await asking(w, 'superior')(`/api/desk/cases?cursor=${encodeURIComponent(cursor)}`)
      expect([200, 422]).toContain(answer.status)
      if (answer.status === 200)
        for (const { no: seen } of ((await answer.json()) as List).items)
          expect((await asking(w, 'superior')(`/api/desk/cases/${seen}`)).status).toBe(200)
    }
    expect((await asking(w, 'handler')('/api/desk/cases?sort=phone')).status).toBe(422)
    expect((await asking(w, 'handler')('/api/desk/cases?fields=code_hash')).status).toBe(422)
  })
})
