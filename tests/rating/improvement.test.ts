import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { newNumber } from '../../api/case/number.ts'
import { hashPassword } from '../../api/staff/password.ts'
import { addPeople } from '../../api/staff/people.ts'
import { asking, fakeRender, LOGINS, sent } from '../support/ask.ts'
import { improved, improvementIn, rate } from '../support/rating.ts'
import { TEAM } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'
import { ANSWER, improving, MORNING, UNHAPPY, WORDS } from './improving.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
  await addPeople(w.deps.store, TEAM, await hashPassword('a password for the tests'), w.deps.now())
})
afterAll(() => w.close())
beforeEach(() => w.at(MORNING))
const { step, rows, row, does, refused, seen, answered, inHand, kept, ratingsOf } = improving(() => w)

describe('an unhappy rating', () => {
  test('with consent becomes a case by the same person, about the same, on a clock of its own', async () => {
    const of = await answered({ person: { name: '周女士', phone: '19900001234' } })
    expect((await seen(of)).improvement).toBeNull()
    const child = await improved(w, of, UNHAPPY)
    expect(await kept(child)).toEqual({
      kind: 'rating',
      channel: 'RATING',
      lane: 'general',
      category: 'T05',
      about: 'ZFJ',
      appears: 'named',
      // Three working days to accept, fifteen to answer; 端午 between.
      answerBy: '2026-07-10',
      improves: of.no,
    })
    expect(await rows('select main, kind from case_links where no = ?', child)).toEqual([
      { main: of.no, kind: 'child' },
    ])
    expect(await ratingsOf(of.no)).toMatchObject([{ grade: 1, child, contest: null }])
    const { improvement, rating } = await seen(of)
    expect(rating).toMatchObject({ grade: 1 })
    expect(improvement).toMatchObject({ status: 'received', dueOn: '2026-06-18', may: ['write'] })
    // The desk reads the words, and nothing of the first case; the name lies in the vault and opens with a reason.
    await does('intake', child, 'accept')
    const shown = await (await asking(w, 'handler')(`/api/desk/cases/${child}`)).text()
    expect(shown).toContain(WORDS)
    expect(shown).not.toContain('周女士')
    await does('handler', child, 'unveil', { note: '要打电话回访来件人。' })
    expect(await (await asking(w, 'handler')(`/api/desk/cases/${child}`)).text()).toContain('19900001234')
    // Whoever lost the code is found once, by the first case.
    expect(await row('select phone_index as p from identities where no = ?', child)).toEqual({ p: null })
  })
  test('without consent stays a rating, and of one that is not unhappy there is nothing to mend', async () => {
    const of = await answered()
    expect(await refused(await rate(w, of, { grade: 3, improve: true }))).toEqual([422, 'invalid', 'improve'])
    expect(await ratingsOf(of.no)).toEqual([])
    expect((await rate(w, of, UNHAPPY)).status).toBe(200)
    expect(await improvementIn(w, of.no)).toBeUndefined()
    expect(await ratingsOf(of.no)).toMatchObject([{ grade: 1, child: null }])
    expect(await refused(await rate(w, of, { grade: 5 }, 'improvement/rating'))).toEqual([409, 'not_now'])
  })
  test('keeps its sender as they wished to appear', async () => {
    for (const [appears, more] of [
      ['anonymous', { anonymous: true }],
      ['confidential', { confidential: true, person: { name: '周女士', phone: '19900001234' } }],
    ] as const) {
      const child = await improved(w, await answered(more), UNHAPPY)
      expect(await kept(child)).toMatchObject({ appears })
    }
  })
  test('does not exist for the body it speaks of, as little as what was rated', async () => {
    for (const more of [{}, { category: 'T92' }]) {
      const of = await sent(w, { about: { department: 'ZFJ' }, ...more })
      if (!('category' in more)) await does('intake', of.no, 'accept')
      else await w.deps.store.writes.commit([`update cases set status = 'accepted' where no = '${of.no}'`])
      await does('handler', of.no, 'answer', { note: ANSWER })
      const child = await improved(w, of, UNHAPPY)
      expect(await kept(child)).toMatchObject({ kind: 'rating', lane: 'general', answerBy: '2026-07-10' })
      expect(await rows("select 1 from case_blind where no = ? and department = 'ZFJ'", child)).toHaveLength(1)
      for (const who of LOGINS.filter((login) => ['zfj', 'zfj-legal', 'admin', 'stats'].includes(login))) {
        expect((await asking(w, who)(`/api/desk/cases/${child}`)).status).not.toBe(200)
        expect(await (await asking(w, who)('/api/desk/enquiries')).text()).not.toContain(child)
      }
    }
  })
  test('of what is sealed is sealed, and one that speaks of bribes is sealed for itself: nobody else hears of it', async () => {
    const first = await sent(w, { about: { department: 'ZFJ' }, category: 'T27' })
    await does('sealed1', first.no, 'transfer', { note: '移送市纪委监委，依据分工规定，第9号。' })
    expect(await kept(await improved(w, first, UNHAPPY))).toMatchObject({ lane: 'sealed', kind: 'rating' })
    expect(await ratingsOf(first.no)).toEqual([])

    const of = await answered()
    const child = await improved(w, of, { ...UNHAPPY, text: '后来有人说，给队长送了红包的都退了。' })
    expect(await kept(child)).toMatchObject({ lane: 'sealed' })
    expect(await ratingsOf(of.no)).toMatchObject([{ grade: 1, child: null }])
    const shown = await (await asking(w, 'handler')(`/api/desk/cases/${of.no}`)).text()
    expect(shown).not.toContain(child)
    expect((await seen(of)).improvement).toMatchObject({ statusLabel: '正在依法处理' })
    // Sealed by hand later: what was counted of it is counted no more.
    const later = await inHand()
    expect(await ratingsOf(later.of.no)).toHaveLength(1)
    await does('handler', later.child, 'seal', { note: '来件人补充说到给过好处。' })
    expect(await ratingsOf(later.of.no)).toEqual([])
  })
  test('twenty at once with one wish make one case', async () => {
    const of = await answered()
    const all = await Promise.all(Array.from({ length: 20 }, () => rate(w, of, { ...UNHAPPY, improve: true })))
    expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)])
    expect(await rows('select no from cases where improves = ?', of.no)).toHaveLength(1)
  })
  test('wished for by many at once while it is looked at again makes one case, and nobody meets a fault', async () => {
    const of = await answered()
    expect((await rate(w, of, UNHAPPY)).status).toBe(200)
    expect((await rate(w, of, { text: '当时没有听我解释，证据也没有看。' }, 'recheck')).status).toBe(200)
    const decided = { decision: 'uphold', note: '重新看过全部证据，维持原来的答复。' }
    const wishes = (n: number) => Array.from({ length: n }, () => rate(w, of, { ...UNHAPPY, improve: true }))
    const all = await Promise.all([...wishes(10), step('chief', of.no, 'recheck', decided), ...wishes(10)])
    const later = await Promise.all(wishes(5))
    const asked = all.filter((_, i) => i !== 10)
    expect([...asked, ...later].filter(({ status }) => ![200, 409].includes(status))).toEqual([])
    expect([...asked, ...later].filter(({ status }) => status === 200)).toHaveLength(1)
    for (const one of later.filter(({ status }) => status !== 200))
      expect(await refused(one)).toEqual([409, 'one_improvement'])
    expect(await rows('select no from cases where improves = ?', of.no)).toHaveLength(1)
  })
  test('that meets a case with its number, or one that came of the same rating, is refused or drawn anew: no fault', async () => {
    const { writes } = w.deps.store
    const commit = writes.commit.bind(writes)
    const others: string[] = []
    /** Whoever is first by a moment: the case about to be written is there already, changed as said. */
    const ahead = (changed: Record<string, string | null>) =>
      vi.spyOn(writes, 'commit').mockImplementationOnce(async (statements) => {
        const one = statements.find(
          (s) => typeof s === 'object' && 'sql' in s && s.sql.startsWith('insert into "cases"'),
        )
        if (!one || typeof one !== 'object' || !('args' in one)) throw new Error('no case is written')
        const names = one.sql.slice(one.sql.indexOf('(') + 1, one.sql.indexOf(')')).split(', ')
        const args = (one.args as string[]).map((arg, i) => {
          const value = changed[names[i]?.slice(1, -1) ?? '']
          return value === undefined ? arg : value
        })
        others.push(String(args[0]))
        await commit([{ sql: one.sql, args }])
        return commit(statements)
      })
    const of = await answered()
    ahead({ improves: null })
    expect((await rate(w, of, { ...UNHAPPY, improve: true })).status).toBe(200)
    expect(await improvementIn(w, of.no)).not.toBe(others[0])

    const same = await answered()
    ahead({ no: newNumber('2026') })
    expect(await refused(await rate(w, same, { ...UNHAPPY, improve: true }))).toEqual([409, 'one_improvement'])
    expect(await improvementIn(w, same.no)).toBe(others[1])
    // Nothing is lost: the rating alone is taken.
    expect((await rate(w, same, UNHAPPY)).status).toBe(200)
    // They have no history: no clock is to move them.
    await commit([{ sql: 'update cases set due_on = null where no in (?, ?)', args: others }])
  })
  test('once a case: a new answer may be rated anew, but is not mended twice', async () => {
    const of = await answered()
    await improved(w, of, UNHAPPY)
    const again = { text: '当时没有听我解释，证据也没有看。' }
    expect((await rate(w, of, again, 'recheck')).status).toBe(200)
    await does('chief', of.no, 'recheck', { decision: 'uphold', note: '重新看过全部证据，维持原来的答复。' })
    expect(await refused(await rate(w, of, { ...UNHAPPY, improve: true }))).toEqual([409, 'one_improvement'])
    expect((await rate(w, of, { grade: 2 })).status).toBe(200)
    expect(await ratingsOf(of.no)).toHaveLength(2)
  })
})
