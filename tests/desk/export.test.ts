import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rulebook } from '../../api/case/rulebook.ts'
import { bigrams } from '../../api/case/search.ts'
import { lines } from '../../api/desk/export.ts'
import { asking } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { complaint, makeWorld, post, type World } from '../support/world.ts'

let w: World
const table = async (who: string, query = '') => asking(w, who)(`/api/desk/cases.csv${query}`)
const rowsOf = (text: string) =>
  text
    .replace('\ufeff', '')
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => line.slice(1, -1).split('","'))

/** The same case many times over, some of them at an end and some due on the same day. */
async function multiply(no: string, times: number) {
  const columns = async (name: string) => {
    const rows = await w.deps.store.heavy.rows<{ name: string }>({
      sql: 'select name from pragma_table_info(?)',
      args: [name],
    })
    return rows.map((r) => r.name)
  }
  for (const name of ['cases', 'case_texts']) {
    const own = await columns(name)
    const value = (column: string) =>
      column === 'no'
        ? `printf('2019-%08dX', i)`
        : column === 'status'
          ? `iif(i % 3 = 0, 'closed', status)`
          : column === 'due_on'
            ? `iif(i % 3 = 0, null, due_on)`
            : column
    await w.deps.store.writes.commit([
      {
        sql: `with recursive k (i) as (select 1 union all select i + 1 from k where i < ?)
          insert into ${name} (${own.join(', ')}) select ${own.map(value).join(', ')} from ${name}, k where no = ?`,
        args: [times, no],
      },
    ])
  }
}

const ACCOUNT = '=cmd|某某某的早餐店被拆了招牌，没有给任何文书。'
let own: string
let blind: string
beforeAll(async () => {
  w = await makeWorld()
  const send = async (more: Record<string, unknown>) =>
    ((await (await post(w, '/api/complaints', complaint(more))).json()) as { no: string }).no
  own = await send({ account: ACCOUNT, person: { name: '示例来件人', phone: '19900001234' } })
  blind = await send({ about: { department: 'SFJ' } })
  await multiply(own, 1300)
})

afterAll(() => w.close())
const { step } = moving(() => w)

describe('the table of cases', () => {
  test('has each case of the list once, those due first, and no other', async () => {
    const answer = await table('intake')
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const rows = rowsOf(await answer.text())
    const numbers = rows.map(([no]) => no)
    expect(numbers).toHaveLength(1301)
    expect(new Set(numbers).size).toBe(1301)
    expect(numbers).toContain(own)
    expect(numbers).not.toContain(blind)
    const due = rows.map((cells) => cells[14])
    expect(due.slice(0, 868).every((day) => day !== '')).toBe(true)
    expect(rowsOf(await (await table('intake', '?view=ended')).text())).toHaveLength(433)
  })
  test('says in words what the list says in codes', async () => {
    const rows = rowsOf(await (await table('intake', '?view=received')).text())
    expect(rows.find(([no]) => no === own)?.slice(2, 10)).toEqual([
      '网站',
      '投诉举报',
      expect.any(String),
      '一般',
      expect.stringContaining('综合行政执法局'),
      '',
      '实名',
      '待受理',
    ])
  })
  test('has nothing that anybody wrote, and no name of theirs', async () => {
    const text = await (await table('intake')).text()
    expect(text).not.toContain('早餐店')
    expect(text).not.toContain('示例来件人')
    expect(text).not.toContain('=cmd')
    // The list has the words: they would be found.
    expect(await (await asking(w, 'intake')('/api/desk/cases?view=received')).text()).toContain('早餐店')
  })
  test('is for those who work on cases, and written down before a line leaves', async () => {
    for (const who of ['admin', 'stats', 'editor', 'zfj']) expect([who, (await table(who)).status]).toEqual([who, 403])
    const before = await w.deps.store.heavy.rows("select 1 from accesses where what = 'case-export'")
    await table('intake', '?view=overdue')
    const after = await w.deps.store.heavy.rows<{ why: string }>("select why from accesses where what = 'case-export'")
    expect(after.length).toBe(before.length + 1)
    expect(after.at(-1)?.why).toContain('overdue')
  })
  test('tells the auditors of its office that it was taken, and nobody what was looked for', async () => {
    const looked = async (who: string) =>
      (await (await asking(w, who)('/api/desk/audit?what=case-export')).json()) as {
        total: number
        items: { who: string; about: string; why: string }[]
      }
    const words = encodeURIComponent('早餐店')
    for (const who of ['intake', 'superior', 'sealed1']) await table(who, `?view=today&q=${words}`)
    const takers = async (who: string) => [...new Set((await looked(who)).items.map((one) => one.who))]
    expect(await takers('stats')).toEqual(['intake'])
    expect(await takers('sealed1')).toEqual(['sealed1'])
    expect((await looked('admin')).total).toBe(0)
    expect((await looked('stats')).items).toContainEqual(
      expect.objectContaining({ about: '', why: expect.stringContaining('today') }),
    )
    expect(JSON.stringify(await looked('stats'))).not.toContain('早餐店')
  })
  test('of the one above has what the bureau must not know', async () => {
    expect(rowsOf(await (await table('superior')).text()).map(([no]) => no)).toContain(blind)
  })
  test('of a search that goes on beyond what is listed is refused, not cut off', async () => {
    const found = async (q: string) => table('intake', `?q=${encodeURIComponent(q)}`)
    const index = (terms: string, most: number) => ({
      sql: `insert into case_terms (rowid, terms) select rowid, ? from cases where no like '2019-%' order by no limit ?`,
      args: [bigrams(terms), most],
    })
    await w.deps.store.writes.commit([index('早餐摊位', 1000)])
    expect(rowsOf(await (await found('早餐摊位')).text())).toHaveLength(1000)
    await w.deps.store.writes.commit([
      'delete from case_terms where terms match \'"早餐" "摊位"\'',
      index('早餐摊位', 1001),
    ])
    const refused = await found('早餐摊位')
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('请加上状态、类别等条件')
  })
  test('asked for wrongly is told so', async () => {
    expect((await table('intake', '?view=nothing')).status).toBe(422)
    expect((await table('intake', '?limit=5')).status).toBe(422)
  })
  test('has what moved between two of its pieces once, not twice and not never, and says that it moved', async () => {
    const scope = { handlers: ['SFJ'], department: 'SFJ', person: '@intake', sealed: false }
    const days = { today: '2026-06-15', next: '2026-06-16' }
    const book = await rulebook(w.deps.store, w.deps.now())
    const taken = async (meanwhile: (numbers: string[]) => Promise<void>) => {
      const pieces: string[] = []
      for await (const piece of lines(w.deps.store, scope, { view: 'all', limit: 0 }, days, book)) {
        pieces.push(piece)
        if (pieces.length === 1) await meanwhile(rowsOf(`head\r\n${piece}`).map(([no = '']) => no))
      }
      return rowsOf(`head\r\n${pieces.join('')}`)
    }
    const still = await taken(async () => {})
    expect(still).toHaveLength(1301)
    const late = still.at(-1)?.[0] ?? ''
    const statuses = (first: string, last: string) => [
      { sql: 'update cases set status = ?, due_on = null where no = ?', args: ['closed', first] },
      { sql: `update cases set status = 'received', due_on = '2026-06-16' where no = ?`, args: [last] },
    ]
    const rows = await taken(async ([first = '']) => {
      await w.deps.store.writes.commit(statuses(first, late))
      expect((await step('intake', own, 'accept')).status).toBe(200)
    })
    const numbers = rows.slice(0, -1).map(([no]) => no)
    expect(numbers).toEqual(still.map(([no]) => no))
    expect(rows.find(([no]) => no === own)?.[9]).toBe('已受理')
    expect(rows.at(-1)).toEqual([expect.stringContaining('制表时有1件刚有变化')])
    // What is sealed meanwhile is not theirs any more.
    const last = numbers.at(-2) ?? ''
    const sealed = await taken(async () => {
      await w.deps.store.writes.commit([
        { sql: `update cases set handler = 'SEALED', lane = 'sealed' where no = ?`, args: [last] },
      ])
    })
    expect(sealed.slice(0, -1).map(([no]) => no)).toHaveLength(1300)
    expect(sealed.map(([no]) => no)).not.toContain(last)
    expect(sealed.at(-1)?.[0]).toContain('不再能看的没有列出')
  })
})
