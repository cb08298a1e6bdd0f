import * as fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { VIEWS } from '../../api/desk/view.ts'
import type { Actor } from '../../api/staff/actor.ts'
import { ROLE, type Role } from '../../api/staff/role.ts'
import { WriteFailed } from '../../db/write.ts'
import { asking, LOGINS, person, sent } from '../support/ask.ts'
import { desk, type List } from '../support/desk.ts'
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
  intake: OURS,
  assign: OURS,
  handler: OURS,
  review: OURS,
  chief: OURS,
  superior: ['T31', 'about the bureau', 'elsewhere'],
  // Bodies have no desk of cases at all: they see what they are asked, and nothing else.
  sealed1: ['sealed', 'sealed, about the bureau'],
  sealed2: ['sealed', 'sealed, about the bureau'],
}
const { listed, step } = desk(() => w)

describe('who may see what', () => {
  const grid = LOGINS.flatMap((login) =>
    NAMES.map((name) => [login, name, MAY[login]?.includes(name) ? 200 : MAY[login] ? 404 : 403] as const),
  )
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
    for (const path of ['/api/desk/cases', ...NAMES.map((n) => `/api/desk/cases/${no[n]}`), '/api/desk/cases/none'])
      expect((await asking(w, null)(path)).status).toBe(401)
    expect((await step(null, no.general, { action: 'accept', n: 1 })).status).toBe(401)
  })
  test('what one may not see answers like what does not exist', async () => {
    for (const login of Object.keys(MAY))
      for (const name of NAMES.filter((n) => !MAY[login]!.includes(n)))
        for (const method of ['GET', 'POST'] as const) {
          const ask = async (of: string) =>
            method === 'GET' ? asking(w, login)(`/api/desk/cases/${of}`) : step(login, of, { action: 'accept', n: 1 })
          const [hidden, none, broken] = await Promise.all([ask(no[name]), ask('2026-99999999A'), ask('none')])
          const text = await hidden.text()
          expect([hidden.status, text]).toEqual([404, await none.text()])
          expect(text).toBe(await broken.text())
        }
  })
  test('list, total, counts and search agree with every single case, for any roles and any body', async () => {
    const roles = fc.uniqueArray(fc.constantFrom(...(Object.keys(ROLE) as Role[])), { maxLength: 4 })
    const actor = fc.record({
      roles,
      department: fc.constantFrom('SFJ', 'DDSFJ', 'SCJG', 'ZFJ', 'SEALED', '', '379981001'),
    })
    await fc.assert(
      fc.asyncProperty(actor, async ({ roles, department }) => {
        const who: Actor = { login: 'x', name: 'x', post: 'x', roles, department }
        const seen = (
          await Promise.all(
            NAMES.map(async (n) => ((await asking(w, who)(`/api/desk/cases/${no[n]}`)).status === 200 ? [no[n]] : [])),
          )
        )
          .flat()
          .sort()
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
    const text = JSON.stringify([
      await (await asking(w, 'intake')(`/api/desk/cases/${no.enterprise}`)).json(),
      await listed('intake'),
    ])
    expect(text).not.toMatch(/"(seq|id|rowid|hash|codeHash|code_hash|salt|keyId|sealed|person|phone|queryCode|uscc)"/i)
    const named = await sent(w, { person: { name: '金丝雀姓名', phone: '13911112222', email: 'canary@example.cn' } })
    for (const login of LOGINS)
      expect(await (await asking(w, login)(`/api/desk/cases/${named.no}`)).text()).not.toMatch(
        /金丝雀|13911112222|canary/,
      )
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
      `/api/desk/cases?q=${word}`,
      `/api/desk/cases?q=${encodeURIComponent('雀')}`,
      '/api/desk/cases?limit=1',
      '/api/desk/cases?department=SFJ',
      '/api/desk/cases?department=SCJG',
      '/api/desk/cases?status=received',
      '/api/desk/cases?due=2027-01-01',
      `/api/desk/cases?q=${hidden}`,
      `/api/desk/cases/${hidden}`,
    ]
    return Promise.all(
      paths.map(async (path) => {
        const answer = await asking(w, login)(path)
        return [path.replace(hidden, '…'), answer.status, [...answer.headers].sort(), await answer.text()]
      }),
    )
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
    await w.deps.store.writes.commit([
      { sql: "insert into case_blind (no, department) values (?, 'SFJ')", args: [hidden.no] },
      // Alone in its status: a zero would tell as much as a one.
      { sql: "update cases set status = 'refused' where no = ?", args: [hidden.no] },
    ])
    for (const login of LOGINS) expect(await everything(login, hidden.no)).toEqual(before.get(login))
  })
})

describe('what is read is written down', () => {
  const accesses = async () =>
    w.deps.store.heavy.rows<{ person: string; no: string; what: string }>(
      'select person, no, what from accesses order by id',
    )
  test('who looked at which case, not who asked in vain', async () => {
    const before = (await accesses()).length
    await asking(w, 'intake')(`/api/desk/cases/${no.general}`)
    await asking(w, 'intake')(`/api/desk/cases/${no.sealed}`)
    await asking(w, 'admin')(`/api/desk/cases/${no.general}`)
    await asking(w, 'sealed1')(`/api/desk/cases/${no.sealed}`)
    await listed('intake')
    expect((await accesses()).slice(before)).toEqual([
      { person: 'intake', no: no.general, what: 'case' },
      { person: 'sealed1', no: no.sealed, what: 'case' },
    ])
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
