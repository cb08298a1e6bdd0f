import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sweep } from '../../api/case/sweep.ts'
import { insert } from '../../db/row.ts'
import { caseBlind } from '../../db/schema.ts'
import { asking, json, type Sent, sent, track } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())

interface Similar {
  items: { no: string; same: string[]; sender: boolean; repeat: boolean; statusLabel: string }[]
  counts: { same: string; quarter: number; year: number }[]
}
const similar = async (who: string, no: string) => {
  const answer = await asking(w, who)(`/api/desk/cases/${no}/similar`)
  expect(answer.status, await answer.clone().text()).toBe(200)
  return (await answer.json()) as Similar
}
const numbers = ({ items }: Similar) => items.map(({ no }) => no)
/** A case as it came on an earlier day. */
async function cameOn(day: string, more: Record<string, unknown>): Promise<Sent> {
  const one = await sent(w, more)
  const args = [Date.parse(`${day}T10:00:00+08:00`), one.no]
  await w.deps.store.writes.commit(
    ['cases', 'case_traits'].map((table) => ({ sql: `update ${table} set received_at = ? where no = ?`, args })),
  )
  return one
}

describe('like cases', () => {
  test('of the same officer come before those of the same matter and of the same body, and say what they share', async () => {
    const about = (officer?: string) => ({ about: { department: 'NYJ', officer } })
    const body = await sent(w, about())
    const matter = await sent(w, { ...about(), matter: 'CH-ZFJ-CF-001' })
    const officer = await sent(w, about('队长王铁军，证号37998100017'))
    const { no } = await sent(w, { ...about('王铁军'), matter: 'CH-ZFJ-CF-001' })
    const { items, counts } = await similar('handler', no)
    const same = Object.fromEntries(items.map((one) => [one.no, one.same]))
    expect(same).toMatchObject({ [officer.no]: ['body'], [matter.no]: ['matter', 'body'], [body.no]: ['body'] })
    expect(counts).toEqual([
      { same: 'matter', quarter: 1, year: 1 },
      { same: 'body', quarter: 3, year: 3 },
    ])
    const named = await sent(w, about('王铁军'))
    const [first] = (await similar('handler', no)).items
    expect([first?.no, first?.same]).toEqual([named.no, ['officer', 'body']])
    // By the number of a certificate as well.
    const { no: numbered } = await sent(w, about('证号３７９９８１０００１７'))
    expect((await similar('handler', numbered)).items[0]).toMatchObject({ no: officer.no, same: ['officer', 'body'] })
  })
  test('a namesake in another body and “不清楚” are nobody', async () => {
    await sent(w, { about: { department: 'WLJ', officer: '赵长青' } })
    await sent(w, { about: { department: 'WJJ', officer: '不清楚' } })
    const { no } = await sent(w, { about: { department: 'WJJ', officer: '赵长青' } })
    const { no: unknown } = await sent(w, { about: { department: 'WJJ', officer: '不清楚' } })
    for (const one of [no, unknown])
      expect((await similar('handler', one)).items.flatMap(({ same }) => same)).not.toContain('officer')
  })
  test('are counted for ninety days and a year, and no further; what was taken back is not among them', async () => {
    const more = { about: { department: 'ZRZY' } }
    const old = await cameOn('2025-06-01', more)
    const year = await cameOn('2026-01-10', more)
    const quarter = await cameOn('2026-04-10', more)
    const gone = await sent(w, more)
    const withdrawn = await asking(w, null)(`/api/track/${gone.no}/withdraw`, {
      ...json('POST', {}),
      headers: { 'content-type': 'application/json', 'x-query-code': gone.queryCode },
    })
    expect(withdrawn.status).toBe(200)
    const { no } = await sent(w, more)
    const found = await similar('handler', no)
    expect(numbers(found)).toEqual([quarter.no, year.no])
    expect(numbers(found)).not.toContain(old.no)
    expect(found.counts).toEqual([{ same: 'body', quarter: 1, year: 2 }])
  })
  test('an edit takes back what was shared before', async () => {
    const about = { department: 'SWJ', officer: '钱多多' }
    const other = await sent(w, { about })
    const { no } = await sent(w, { about })
    expect((await similar('handler', no)).items[0]?.same).toEqual(['officer', 'body'])
    const edited = await asking(w, null)(`/api/track/${other.no}/edit`, {
      ...json('POST', { about: { officer: null } }),
      headers: { 'content-type': 'application/json', 'x-query-code': other.queryCode },
    })
    expect(edited.status, await edited.clone().text()).toBe(200)
    expect((await similar('handler', no)).items[0]?.same).toEqual(['body'])
  })
  test('the same sender is named only where both gave their name openly', async () => {
    const about = { department: 'MZJ' }
    const person = { name: '周女士', phone: '13911112222' }
    const open = await sent(w, { about, person })
    const hidden = await sent(w, { about, person, confidential: true })
    const other = await sent(w, { about, person: { name: '周女士', phone: '13911113333' } })
    const { no } = await sent(w, { about, person })
    const flagged = async (of: string) =>
      (await similar('handler', of)).items.filter(({ sender }) => sender).map((one) => one.no)
    expect(await flagged(no)).toEqual([open.no])
    expect(await flagged(hidden.no)).toEqual([])
    expect(await flagged(other.no)).toEqual([])
  })
})

describe('what somebody may not read', () => {
  const about = { department: 'JTJ', officer: '孙大伟' }
  let ours: Sent
  let sealed: Sent
  let above: Sent
  beforeAll(async () => {
    ours = await sent(w, { about, matter: 'CH-ZFJ-CF-001' })
    sealed = await sent(w, { about, matter: 'CH-ZFJ-CF-001', category: 'T28' })
    // To the bureau above, for it was done elsewhere.
    above = await sent(w, { about, matter: 'CH-ZFJ-CF-001', category: 'T20' })
  })

  test('is not listed and not counted: the sealed, the superior’s, each for the others', async () => {
    const second = {
      ours: (await sent(w, { about })).no,
      sealed: (await sent(w, { about, category: 'T28' })).no,
      above: (await sent(w, { about, category: 'T20' })).no,
    }
    for (const [who, one, like] of [
      ['handler', second.ours, ours.no],
      ['sealed1', second.sealed, sealed.no],
      ['superior', second.above, above.no],
    ] as const) {
      const found = await similar(who, one)
      expect(numbers(found), who).toEqual([like])
      expect(found.counts, who).toEqual([
        { same: 'officer', quarter: 1, year: 1 },
        { same: 'body', quarter: 1, year: 1 },
      ])
    }
    // Negative control: they are all there to be found.
    const [all] = await w.deps.store.heavy.rows<{ n: number }>({
      sql: "select count(*) as n from cases where about_department = 'JTJ'",
      args: [],
    })
    expect(all?.n).toBe(6)
  })
  test('is not there for whoever recused themselves', async () => {
    const about = { department: 'YJJ' }
    const [one, other] = [await sent(w, { about }), await sent(w, { about })]
    expect(numbers(await similar('handler', one.no))).toEqual([other.no])
    await w.deps.store.writes.commit([insert(caseBlind, { no: other.no, department: '@handler' })])
    const after = await similar('handler', one.no)
    expect([numbers(after), after.counts]).toEqual([[], []])
    expect(numbers(await similar('intake', one.no))).toEqual([other.no])
  })
  test('cannot be asked from: another’s case, none at all, a body, the administrator', async () => {
    const ask = async (who: string | null, no: string) => (await asking(w, who)(`/api/desk/cases/${no}/similar`)).status
    expect(await ask('handler', sealed.no)).toBe(404)
    expect(await ask('handler', '2026-00000000A')).toBe(404)
    for (const who of ['zfj', 'admin', 'stats', 'sfs-chengdong']) expect(await ask(who, ours.no), who).toBe(403)
    expect(await ask(null, ours.no)).toBe(401)
  })
  test('officer and matter stand nowhere in clear', async () => {
    const rows = await w.deps.store.heavy.rows<Record<string, unknown>>({ sql: 'select * from case_traits', args: [] })
    expect(rows.length).toBeGreaterThan(5)
    expect(JSON.stringify(rows)).not.toMatch(/孙大伟|CH-ZFJ/)
  })
})

test('each question is answered by its index, newest first, nothing sorted', async () => {
  const { no } = await sent(w, { about: { department: 'GAJ', officer: '周正' }, matter: 'CH-ZFJ-CF-001' })
  const asked = vi.spyOn(w.deps.store.heavy, 'rows')
  await similar('handler', no)
  const questions = asked.mock.calls
    .map(([one]) => one)
    .filter((one) => typeof one === 'object' && /case_traits|order by cases\.received_at/.test(one.sql))
  asked.mockRestore()
  expect(questions.length).toBe(6)
  for (const one of questions) {
    if (typeof one !== 'object') continue
    const plan = await w.deps.store.heavy.rows<{ detail: string }>({ ...one, sql: `explain query plan ${one.sql}` })
    const steps = plan.map(({ detail }) => detail).join('\n')
    expect(steps).toMatch(/USING (COVERING )?INDEX (case_traits_lately|cases_lately)/)
    expect(steps).not.toMatch(/SCAN (case_traits|cases|identities|case_texts|[abt]\b)|FOR ORDER BY/)
  }
})

test('a sender is told nothing of it', async () => {
  const about = { department: 'HBFJ', officer: '冯远' }
  await sent(w, { about })
  const one = await sent(w, { about })
  expect(await (await track(w, one.no, one.queryCode)).text()).not.toMatch(/similar|same/)
})

describe('cases from before traits were kept', () => {
  const traits = async (of: World) =>
    (await of.deps.store.heavy.rows<{ no: string; trait: string; received_at: number }>(
      'select no, trait, received_at from case_traits order by no, trait',
    )) as unknown[]

  test('are listed when the database is brought up to date, and get theirs by and by; what was erased gets none', async () => {
    const old = await makeWorld()
    const made = await Promise.all(
      Array.from({ length: 60 }, () =>
        sent(old, { about: { department: 'NYJ', officer: '王铁军' }, matter: 'CH-ZFJ-CF-001' }),
      ),
    )
    const [erased] = made
    const before = await traits(old)
    expect(before).toHaveLength(120)
    // As it was under the migration before: no traits; then what that migration says of the cases there are.
    const migration = readFileSync(new URL('../../db/migrations/0007_care.sql', import.meta.url), 'utf8')
    const listing = migration.split('--> statement-breakpoint').filter((sql) => sql.includes('INTO untraited'))
    expect(listing).toHaveLength(1)
    await old.deps.store.writes.commit(['delete from case_traits', ...listing])
    await old.deps.store.writes.commit([{ sql: 'delete from untraited where no = ?', args: [erased!.no] }])
    expect(await traits(old)).toEqual([])
    await sweep(old.deps, old.deps.now())
    expect(await traits(old)).toEqual(before.filter((row) => (row as { no: string }).no !== erased!.no))
    expect(await old.deps.store.heavy.rows('select no from untraited')).toEqual([])
    await old.close()
  })
})
