import * as fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { VIEWS } from '../../api/desk/view.ts'
import type { Actor } from '../../api/staff/actor.ts'
import { ROLE, type Role } from '../../api/staff/role.ts'
import { WriteFailed } from '../../db/write.ts'
import { asking, json, LEAK, LOGINS, person, type Sent, sent } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
const CASES = {
  general: { about: { department: 'ZFJ' } },
  enterprise: { category: 'T14', about: { department: 'SCJG' }, enterprise: { name: '示例便民超市' } },
  praise: { category: 'T90', about: { department: 'SCJG' } },
  unknown: { about: undefined },
  sealed: { category: 'T28', about: { department: 'ZFJ' } },
  'sealed, about the bureau': { category: 'T27', about: { department: 'SFJ' } },
  T31: { category: 'T31', about: undefined },
  'about the bureau': { category: 'T04', about: { department: 'SFJ' } },
  elsewhere: { category: 'T20', about: { department: 'GAJ' } },
} as const
type Case = keyof typeof CASES
const NAMES = Object.keys(CASES) as Case[]
const no = {} as Record<Case, string>

beforeAll(async () => {
  w = await makeWorld()
  for (const name of NAMES) no[name] = (await sent(w, CASES[name])).no
})
afterAll(() => w.close())
afterEach(() => vi.restoreAllMocks())

const OURS: Case[] = ['general', 'enterprise', 'praise', 'unknown']
/** Who may see which of them; everybody not named here sees none. */
const MAY: Record<string, Case[]> = {
  intake: OURS, assign: OURS, handler: OURS, review: OURS, chief: OURS,
  superior: ['T31', 'about the bureau', 'elsewhere'],
  sealed1: ['sealed', 'sealed, about the bureau'],
  sealed2: ['sealed', 'sealed, about the bureau'],
}
interface List {
  items: { no: string; gist: string }[]
  total: number
  next?: string
  counts: Record<string, number>
}
const listed = async (who: Actor | string | null, query = '') => (await (await asking(w, who)(`/api/desk/cases?limit=100${query}`)).json()) as List
const step = (who: Actor | string | null, of: string, body: unknown) => asking(w, who)(`/api/desk/cases/${of}/steps`, json('POST', body))

describe('who may see what', () => {
  const grid = LOGINS.flatMap((login) => NAMES.map((name) => [login, name, MAY[login]?.includes(name) ? 200 : MAY[login] ? 404 : 403] as const))
  test.each(grid)('%s, %s: %i', async (login, name, status) => {
    const ask = asking(w, login)
    const answer = await ask(`/api/desk/cases/${no[name]}`)
    expect(answer.status).toBe(status)
    const listed = await ask(`/api/desk/cases?limit=100`)
    expect(listed.status).toBe(status === 403 ? 403 : 200)
    const found = await ask(`/api/desk/cases?q=${no[name]}`)
    if (status !== 403) {
      expect(((await listed.json()) as List).items.some((i) => i.no === no[name])).toBe(status === 200)
      expect(((await found.json()) as List).total).toBe(status === 200 ? 1 : 0)
    }
    // A step is refused for the case before anything is said of the step.
    expect((await step(login, no[name], { action: 'nothing', n: 1 })).status).toBe(status === 200 ? 422 : status)
  })
  test('nobody signed in: 401, whatever is asked', async () => {
    for (const path of ['/api/desk/cases', ...NAMES.map((n) => `/api/desk/cases/${no[n]}`), '/api/desk/cases/none']) expect((await asking(w, null)(path)).status).toBe(401)
    expect((await step(null, no.general, { action: 'accept', n: 1 })).status).toBe(401)
  })
  test('what one may not see answers like what does not exist', async () => {
    for (const login of Object.keys(MAY))
      for (const name of NAMES.filter((n) => !MAY[login]!.includes(n)))
        for (const method of ['GET', 'POST'] as const) {
          const ask = async (of: string) => (method === 'GET' ? asking(w, login)(`/api/desk/cases/${of}`) : step(login, of, { action: 'accept', n: 1 }))
          const [hidden, none, broken] = await Promise.all([ask(no[name]), ask('2026-99999999A'), ask('none')])
          const text = await hidden.text()
          expect([hidden.status, text]).toEqual([404, await none.text()])
          expect(text).toBe(await broken.text())
        }
  })
  test('list, total, counts and search agree with every single case, for any roles and any body', async () => {
    const roles = fc.uniqueArray(fc.constantFrom(...(Object.keys(ROLE) as Role[])), { maxLength: 4 })
    const actor = fc.record({ roles, department: fc.constantFrom('SFJ', 'DDSFJ', 'SCJG', 'ZFJ', 'SEALED', '', '379981001') })
    await fc.assert(
      fc.asyncProperty(actor, async ({ roles, department }) => {
        const who: Actor = { login: 'x', name: 'x', post: 'x', roles, department }
        const seen = (await Promise.all(NAMES.map(async (n) => ((await asking(w, who)(`/api/desk/cases/${no[n]}`)).status === 200 ? [no[n]] : [])))).flat().sort()
        const all = await listed(who)
        if (all.items === undefined) {
          expect(seen).toEqual([])
          return
        }
        expect(all.items.map((i) => i.no).sort()).toEqual(seen)
        expect(all.total).toBe(seen.length)
        expect(Object.values(all.counts).reduce((sum, n) => sum + n, 0)).toBe(seen.length)
        const search = await listed(who, `&q=${encodeURIComponent('三轮车')}`)
        expect(search.items.every((i) => seen.includes(i.no))).toBe(true)
      }),
      { numRuns: 150, seed: 11 },
    )
  })
  test('no answer carries a counter, a digest or the sender', async () => {
    const text = JSON.stringify([await (await asking(w, 'intake')(`/api/desk/cases/${no.enterprise}`)).json(), await listed('intake')])
    expect(text).not.toMatch(/"(seq|id|rowid|hash|codeHash|code_hash|salt|keyId|sealed|person|phone|queryCode|uscc)"/i)
    const named = await sent(w, { person: { name: '金丝雀姓名', phone: '13911112222', email: 'canary@example.cn' } })
    for (const login of LOGINS) expect(await (await asking(w, login)(`/api/desk/cases/${named.no}`)).text()).not.toMatch(/金丝雀|13911112222|canary/)
  })
})

describe('one hidden case more', () => {
  const HIDDEN: [what: string, more: Record<string, unknown>, seers: string[]][] = [
    ['sealed', { category: 'T28', about: { department: 'ZFJ' } }, ['sealed1', 'sealed2']],
    ['about the bureau', { about: { department: 'SFJ' } }, ['superior']],
    ['the bureau does not act', { category: 'T31', about: undefined }, ['superior']],
    ['handled by the bureau', { about: { department: 'SCJG' } }, ['intake', 'assign', 'handler', 'review', 'chief']],
  ]
  const everything = async (login: string, hidden = '2026-99999999A') => {
    const word = encodeURIComponent('金丝雀')
    const paths = [
      ...Object.keys(VIEWS).map((v) => `/api/desk/cases?view=${v}`),
      `/api/desk/cases?q=${word}`, `/api/desk/cases?q=${encodeURIComponent('雀')}`, '/api/desk/cases?limit=1', '/api/desk/cases?department=SFJ', '/api/desk/cases?department=SCJG', '/api/desk/cases?status=received', '/api/desk/cases?due=2027-01-01',
      `/api/desk/cases?q=${hidden}`, `/api/desk/cases/${hidden}`,
    ]
    return Promise.all(paths.map(async (path) => {
      const answer = await asking(w, login)(path)
      return [path.replace(hidden, '…'), answer.status, [...answer.headers].sort(), await answer.text()]
    }))
  }
  test.each(HIDDEN)('%s: byte for byte the same to those who may not see it', async (_what, more, seers) => {
    const before = new Map<string, unknown>()
    for (const login of LOGINS) before.set(login, await everything(login))
    const hidden = await sent(w, { ...more, account: '金丝雀在这里，只有该看的人能找到这一段文字。' })
    for (const login of LOGINS) {
      const after = await everything(login, hidden.no)
      if (seers.includes(login)) expect(after).not.toEqual(before.get(login))
      else expect(after).toEqual(before.get(login))
    }
  })
  test('a body that must not know is taken off even where it handles', async () => {
    const before = new Map<string, unknown>()
    for (const login of LOGINS) before.set(login, await everything(login))
    const hidden = await sent(w, { account: '金丝雀在这里，这一件以后要对本局隐去。' })
    await w.deps.store.writes.commit([{ sql: "insert into case_blind (no, department) values (?, 'SFJ')", args: [hidden.no] }])
    for (const login of LOGINS) expect(await everything(login, hidden.no)).toEqual(before.get(login))
  })
})

describe('steps', () => {
  const fresh = async () => (await sent(w)).no
  const accepted = async () => {
    const of = await fresh()
    await step('intake', of, { action: 'accept', n: 1 })
    return of
  }
  test('the fields a case offers are the fields its steps take', async () => {
    interface Offered {
      n: number
      status: string
      allowed: { action: string; fields: { name: string; kind: string; required: boolean; minLength?: number; options?: { value: string }[] }[] }[]
    }
    const answerTo = (f: Offered['allowed'][number]['fields'][number]) => f.options?.[0]?.value ?? '办'.repeat(Math.max(f.minLength ?? 1, 3))
    const taken = new Set<string>()
    for (const full of [true, false])
      for (const path of [['intake', 'accept', 'assign', 'assign', 'handler', 'sign', 'handler', 'record', 'handler', 'answer', 'handler', 'close'], ['intake', 'refuse']]) {
        const of = await fresh()
        for (let i = 0; i < path.length; i += 2) {
          const [login = '', action = ''] = path.slice(i, i + 2)
          const seen = (await (await asking(w, login)(`/api/desk/cases/${of}`)).json()) as Offered
          const offer = seen.allowed.find((a) => a.action === action)
          expect(offer, `${login} ${action}`).toBeDefined()
          const said = Object.fromEntries(offer!.fields.filter((f) => full || f.required).map((f) => [f.name, answerTo(f)]))
          const answer = await step(login, of, { action, n: seen.n, ...said })
          expect(answer.status, await answer.clone().text()).toBe(200)
          expect(((await answer.json()) as Offered).n).toBe(seen.n + 1)
          for (const f of offer!.fields.filter((f) => f.required)) {
            const { [f.name]: _gone, ...less } = said
            expect([422, 409]).toContain((await step(login, of, { action, n: seen.n, ...less })).status)
          }
          taken.add(action)
        }
      }
    expect(taken.size).toBe(7)
  })
  test('on an older page: 409, and nothing moves', async () => {
    const of = await accepted()
    for (const n of [1, 3, 99]) expect((await step('assign', of, { action: 'assign', n })).status).toBe(409)
    expect((await step('assign', of, { action: 'assign', n: 2 })).status).toBe(200)
  })
  test('from the wrong state: 409; not of one’s role: 403', async () => {
    const of = await accepted()
    expect((await step('intake', of, { action: 'accept', n: 2 })).status).toBe(409)
    expect((await step('handler', of, { action: 'close', n: 2 })).status).toBe(409)
    expect((await step('intake', of, { action: 'assign', n: 2 })).status).toBe(403)
    expect((await step('chief', of, { action: 'assign', n: 2 })).status).toBe(403)
    expect((await step('handler', of, { action: 'withdraw', n: 2 })).status).toBe(403)
    // The sender’s step is not the desk’s, and the desk cannot take it in the sender’s name.
    expect((await step('handler', of, { action: 'withdraw', n: 2, by: 'citizen', actor: { kind: 'citizen' } })).status).toBe(422)
  })
  test('unknown actions, wrong numbers and foreign fields: 422 in words', async () => {
    const of = await fresh()
    const wrong = [{}, { action: 'accept' }, { action: 'drop', n: 1 }, { action: 'constructor', n: 1 }, { action: 'toString', n: 1 }, { action: ['accept'], n: 1 }, { action: 'accept', n: 0 }, { action: 'accept', n: -1 }, { action: 'accept', n: 1.5 }, { action: 'accept', n: 'x' }, { action: 'accept', n: 1, handler: 'ZFJ' }, { action: 'accept', n: 1, status: 'closed' }, { action: 'accept', n: 1, note: 7 }, { action: 'accept', n: 1, note: 'a\u202eb' }, { action: 'refuse', n: 1, reason: 'RJ99', note: '不属于受理范围，请向法院提起诉讼。' }]
    for (const body of wrong) {
      const answer = await step('intake', of, body)
      expect(answer.status, JSON.stringify(body)).toBe(422)
      for (const f of ((await answer.json()) as { fields: { message: string }[] }).fields) expect(f.message).toMatch(/[\u4e00-\u9fff]/)
    }
    expect(((await (await asking(w, 'intake')(`/api/desk/cases/${of}`)).json()) as { n: number }).n).toBe(1)
  })
  test('numbers that are none are not taken for one', async () => {
    const of = await fresh()
    for (const n of [true, [1], '0x1', ' 1', '1e0', '１', '1.0', null, '', {}, 9007199254740993]) expect((await step('intake', of, { action: 'accept', n })).status, JSON.stringify(n)).not.toBe(200)
    for (const limit of ['0x10', '1e1', '10.0', '+5', '%2010', '１', 'NaN', 'Infinity', '', '-1', '0', '101', '9007199254740993', 'true']) expect((await asking(w, 'intake')(`/api/desk/cases?limit=${limit}`)).status, limit).toBe(422)
    expect((await step('intake', of, { action: 'accept', n: '1' })).status, 'a form sends text').toBe(200)
  })
  test('twenty at once: one wins, nineteen are told', async () => {
    for (let round = 0; round < 3; round++) {
      const of = await accepted()
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => step('handler', of, { action: i % 2 ? 'record' : 'answer', n: 2, note: `第${i}个人同时在办这一件事情` })))
      expect(answers.map((a) => a.status).sort()).toEqual([200, ...Array(19).fill(409)])
      const rows = await w.deps.store.heavy.rows<{ n: number }>({ sql: 'select n from events where stream = ? order by n', args: [`case/${of}`] })
      expect(rows.map((r) => r.n)).toEqual([1, 2, 3])
      expect((await listed('handler')).total).toBe(Object.values((await listed('handler')).counts).reduce((a, b) => a + b, 0))
    }
  })
  test('negative control: one after another all of them are taken', async () => {
    const of = await accepted()
    for (let i = 0; i < 5; i++) expect((await step('handler', of, { action: 'record', n: 2 + i, note: '一个接一个地办' })).status).toBe(200)
  })
})

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
    for (const q of ['蓝湖市场', '蓝湖', '湖市', '蓝', '扣在蓝湖', '货车 蓝湖']) expect(await found(q), q).toContain(hidden.no)
    for (const q of ['湖蓝', '蓝湖城', '没有的词']) expect(await found(q), q).not.toContain(hidden.no)
  })
  const MASKED = ['欧阳示例', '欧阳', '阳示', '司马执法', '司马', '13987654321', '1398765', '8765', '4321', '139-8765', '１３９８', '139.8765', '一三九', '八七六五', 'ouyang', 'shili', 'example', 'SHILI TRADE', 'trade', '12345', 'K12345', '鲁K', '1234d', '371081', '123X', '0101', '20260615']
  test.each(MASKED)('never finds %s', async (q) => {
    expect(await found(q)).not.toContain(hidden.no)
  })
  test('negative control: what is not masked would be found', async () => {
    const open = await sent(w, { account: '司马执法在蓝湖市场对人说话很不客气，让人下不来台。', about: { department: 'ZFJ' } })
    expect(await found('司马')).toContain(open.no)
  })
  test('a sealed case is in no index, not even for those who may see it', async () => {
    const sealed = await sent(w, { category: 'T28', account: '玄武岩一样的词，只在密件里出现这一次。' })
    expect(await found('玄武岩', 'sealed1')).toEqual([])
    expect(await found(sealed.no, 'sealed1')).toEqual([sealed.no])
    const terms = await w.deps.store.heavy.rows<{ n: number }>({ sql: "select count(*) as n from case_terms where terms match '\"玄武\"'", args: [] })
    expect(terms[0]?.n).toBe(0)
  })
  test('syntax is only text: 2,000 queries, never an error, never what may not be seen', async () => {
    const seen = new Set((await listed('handler')).items.map((i) => i.no))
    const piece = fc.oneof(fc.constantFrom('"', '""', 'NEAR(', ')', '*', '^', '-', '+', ':', 'terms:', 'AND', 'OR', 'NOT', '{', '}', '(', 'rowid:', "'", '--', ';', '%', '_', '\\', '?', '蓝湖', '蓝', '三轮', 'a', '1', '\u0301', '𰀀', '½', 'ß', 'İ', '🚲', '\u200d', '\u2028', '\t'), fc.string({ maxLength: 5, unit: 'grapheme' }), fc.string({ maxLength: 3, unit: 'binary' }))
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
    for (const q of ['%', '%%', '_', '__________', '*', '**', '?', '"', "' or 1=1"]) expect(await found(q), q).toEqual([])
    for (const q of ['蓝湖%市场', '蓝湖_市场', '蓝湖*市场', '蓝湖"市场']) expect(await found(q), q).toEqual(await found('蓝湖 市场'))
    for (const q of ['%', '_____', '"', '{', 'name', 'data', 'true', '","']) expect(((await (await asking(w, null)(`/api/departments?q=${encodeURIComponent(q)}`)).json()) as List).total, q).toBe(0)
    expect(((await (await asking(w, null)(`/api/departments?q=${encodeURIComponent('市场监督')}`)).json()) as List).total).toBeGreaterThan(0)
  })
  test('any run of letters of an account finds its case', async () => {
    const account = '清晨五点半在滨河东路早市门口检查摊位并且登记了所有商贩'
    const { no: own } = await sent(w, { account })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: account.length - 2 }), fc.integer({ min: 1, max: 12 }), async (at, length) => {
        expect(await found(account.slice(at, at + length))).toContain(own)
      }),
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
        const page = (await (await asking(w, 'handler')(`/api/desk/cases?limit=${limit}${cursor && `&cursor=${cursor}`}`)).json()) as List
        expect(page.total).toBe(whole.length)
        seen.push(...page.items.map((i) => i.no))
        cursor = page.next ?? ''
      } while (cursor)
      expect(seen).toEqual(whole)
    }
  })
  test('a cursor that is none shows the first page or is refused, never more', async () => {
    for (const cursor of ['x', 'AAAA', '%00', Buffer.from("' or 1=1\nx").toString('base64url'), Buffer.from('0\n0\n0').toString('base64url'), 'é', 'a'.repeat(200)]) {
      const answer = await asking(w, 'superior')(`/api/desk/cases?cursor=${encodeURIComponent(cursor)}`)
      expect([200, 422]).toContain(answer.status)
      if (answer.status === 200) for (const { no: seen } of ((await answer.json()) as List).items) expect((await asking(w, 'superior')(`/api/desk/cases/${seen}`)).status).toBe(200)
    }
    expect((await asking(w, 'handler')('/api/desk/cases?sort=phone')).status).toBe(422)
    expect((await asking(w, 'handler')('/api/desk/cases?fields=code_hash')).status).toBe(422)
  })
})

describe('what is read is written down', () => {
  const accesses = async () => w.deps.store.heavy.rows<{ person: string; no: string; what: string }>('select person, no, what from accesses order by id')
  test('who looked at which case, not who asked in vain', async () => {
    const before = (await accesses()).length
    await asking(w, 'intake')(`/api/desk/cases/${no.general}`)
    await asking(w, 'intake')(`/api/desk/cases/${no.sealed}`)
    await asking(w, 'admin')(`/api/desk/cases/${no.general}`)
    await asking(w, 'sealed1')(`/api/desk/cases/${no.sealed}`)
    await listed('intake')
    expect((await accesses()).slice(before)).toEqual([{ person: 'intake', no: no.general, what: 'case' }, { person: 'sealed1', no: no.sealed, what: 'case' }])
  })
  test('what cannot be written down is not shown', async () => {
    vi.spyOn(w.deps.store.writes, 'commit').mockRejectedValue(new WriteFailed('full'))
    const answer = await asking(w, 'intake')(`/api/desk/cases/${no.general}`)
    expect(answer.status).toBe(503)
    expect(await answer.text()).not.toContain('三轮车')
  })
  test('the record cannot be changed or taken away', async () => {
    await expect(w.deps.store.writes.commit([{ sql: 'delete from accesses', args: [] }])).rejects.toThrow()
    await expect(w.deps.store.writes.commit([{ sql: "update accesses set person = 'x'", args: [] }])).rejects.toThrow()
  })
})

test('the check would notice a rule that lets everybody see everything', async () => {
  const everyone: Actor = { ...person('handler'), department: 'DDSFJ' }
  expect((await asking(w, everyone)(`/api/desk/cases/${no.T31}`)).status).toBe(200)
  expect((await asking(w, 'handler')(`/api/desk/cases/${no.T31}`)).status).toBe(404)
})
