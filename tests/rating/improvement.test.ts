import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { newNumber } from '../../api/case/number.ts'
import { sweep, tidy } from '../../api/case/sweep.ts'
import { hashPassword } from '../../api/staff/password.ts'
import { addPeople } from '../../api/staff/people.ts'
import { asking, fakeRender, form, json, LOGINS, type Sent, sent, track } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { desk } from '../support/desk.ts'
import { improved, improvementIn, rate } from '../support/rating.ts'
import { makeWorld, type World } from '../support/world.ts'
import { TEAM } from '../support/team.ts'

const MORNING = '2026-06-15T10:24:00+08:00'
const ANSWER = '经查，扣押没有依据，三轮车已经退还。'
const WORDS = '答复说退了，可是三轮车到今天也没有还给我。'
const DIGEST = '请说明这一时期退还物品的手续和登记情况。'
const UNHAPPY = { grade: 1, reasons: ['unsolved'], text: WORDS }
let w: World
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
  await addPeople(w.deps.store, TEAM, await hashPassword('a password for the tests'), w.deps.now())
})
afterAll(() => w.close())
beforeEach(() => w.at(MORNING))

const { step, enquire, enquiries, n } = moving(() => w)
const { listed } = desk(() => w)
const rows = <T extends object>(sql: string, ...args: string[]) => w.deps.store.heavy.rows<T>({ sql, args })
const row = async <T extends object>(sql: string, ...args: string[]) => (await rows<T>(sql, ...args))[0] as T
const does = async (who: string, no: string, action: Parameters<typeof step>[2], said = {}) => {
  const answer = await step(who, no, action, said)
  expect(answer.status, `${who} ${action}: ${await answer.clone().text()}`).toBe(200)
}
const refused = async (answer: Response) => {
  const { code, fields = [] } = (await answer.json()) as { code: string; fields?: { path: string }[] }
  return [answer.status, code, ...fields.map(({ path }) => path)]
}
interface Seen {
  status: string
  rating: { grade: number } | null
  improvement: null | {
    status: string
    statusLabel: string
    dueOn: string | null
    timeline: { label: string; text?: string }[]
    messages: { from: string; text: string }[]
    rating: { grade: number } | null
    may: string[]
  }
}
const seen = async (of: Sent) => (await (await track(w, of.no, of.queryCode)).json()) as Seen

async function answered(more: Record<string, unknown> = {}) {
  const of = await sent(w, { about: { department: 'ZFJ' }, ...more })
  await does('intake', of.no, 'accept')
  await does('handler', of.no, 'answer', { note: ANSWER })
  return of
}
/** What came of an unhappy rating, in the hands of its handler. */
async function inHand(more: Record<string, unknown> = {}) {
  const of = await answered(more)
  const child = await improved(w, of, UNHAPPY)
  await does('intake', child, 'accept')
  await does('assign', child, 'assign', { person: 'handler' })
  await does('handler', child, 'sign')
  return { of, child }
}
const COLUMNS = 'kind, channel, lane, category, about_department as about, appears, answer_by as answerBy, improves'
const kept = (no: string) => row<Record<string, string | null>>(`select ${COLUMNS} from cases where no = ?`, no)
const ratingsOf = (no: string) =>
  rows<Record<string, unknown>>('select grade, child, answered, mended, again, contest from ratings where no = ?', no)

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

describe('mending', () => {
  test('hears whoever is unhappy first, is answered, and is judged once more by the same person', async () => {
    const { of, child } = await inHand()
    const note = '车已经送到家里，当面道了歉，收条有来件人签字。'
    expect(await refused(await step('handler', child, 'answer', { note }))).toEqual([409, 'hear_first'])
    // What is recorded of something else is no call.
    await does('handler', child, 'record', { activity: 'visit', note: '到停车场看过。' })
    expect(await refused(await step('handler', child, 'answer', { note }))).toEqual([409, 'hear_first'])
    await does('handler', child, 'record', { activity: 'recall', note: '电话回访，来件人说车没有还。' })
    await does('handler', child, 'message', { note: '请问哪天在家，我们把车送去。' })
    expect((await rate(w, of, { text: '周六在家。' }, 'improvement/messages')).status).toBe(200)
    expect(await refused(await rate(w, of, { grade: 5 }, 'improvement/rating'))).toEqual([409, 'not_now'])
    await does('handler', child, 'answer', { note, measures: ['refund', 'apology'] })
    const { improvement } = await seen(of)
    expect(improvement).toMatchObject({ status: 'answered', dueOn: null, may: ['write', 'rate'].sort() })
    expect(improvement?.timeline.at(-1)).toMatchObject({ label: '已答复', text: note })
    expect(improvement?.messages.map(({ from }) => from)).toEqual(['desk', 'you'])
    const second = (judged: object) => rate(w, of, judged as Record<string, unknown>, 'improvement/rating')
    expect(await refused(await second({ grade: 1, improve: true }))).toEqual([422, 'invalid', 'improve'])
    expect((await second({ grade: 4, reasons: ['solved'] })).status).toBe(200)
    expect(await refused(await second({ grade: 5 }))).toEqual([409, 'one_rating'])
    expect(await seen(of)).toMatchObject({ rating: { grade: 1 }, improvement: { rating: { grade: 4 } } })
    expect(await ratingsOf(of.no)).toMatchObject([{ grade: 1, answered: 'timely', mended: 1, again: 4 }])
  })
  test('shows its days on the desk as its own table counts them, and those of what was rated as that one does', async () => {
    const { child } = await inHand()
    const plain = await sent(w, { about: { department: 'ZFJ' } })
    await does('intake', plain.no, 'accept')
    const { items } = await listed('handler')
    for (const [no, counting] of [
      [child, 'workdays'],
      [plain.no, 'days'],
    ] as const) {
      expect(await (await asking(w, 'handler')(`/api/desk/cases/${no}`)).json()).toMatchObject({ counting })
      expect(items.find((line) => line.no === no)).toMatchObject({ counting })
    }
  })
  test('of whoever left no name is heard by a message', async () => {
    const { child } = await inHand({ anonymous: true })
    await does('handler', child, 'message', { note: '请在这里告诉我们哪里没有办好。' })
    await does('handler', child, 'answer', { note: '已经按您说的办好，请核对。' })
  })
  test('late is counted as late, and nothing put right as nothing', async () => {
    const { of, child } = await inHand()
    w.at('2026-07-13T09:00:00+08:00')
    await sweep(w.deps, w.deps.now())
    await does('handler', child, 'message', { note: '请在这里告诉我们哪里没有办好。' })
    await does('handler', child, 'answer', { note: '核对过，答复没有错，维持。', measures: ['cleared'] })
    expect(await ratingsOf(of.no)).toMatchObject([{ answered: 'late', mended: 0 }])
  })
  test('what is rated waits for it, and is not closed before', async () => {
    const { of } = await inHand()
    expect(await refused(await step('handler', of.no, 'close'))).toEqual([409, 'children_open'])
  })
  test('takes words from its page, and shows them again where they were wrong', async () => {
    const of = await answered()
    const browser = async (of: Sent) => {
      const [cookie = ''] = (await form(w, '/track', { no: of.no, code: of.queryCode })).headers.getSetCookie()
      const known = { cookie: cookie.split(';')[0] ?? '', origin: 'http://localhost' }
      return (path: string, values: Record<string, string>) => form(w, path, values, known)
    }
    const post = await browser(of)
    const happy = { form: 'rating', grade: '4', 'good.quick': 'on', 'bad.slow': 'on', improve: 'true' }
    expect((await post('/track/rating', { ...happy, grade: '1' })).status).toBe(303)
    const child = (await improvementIn(w, of.no)) ?? ''
    expect((await post('/track/improvement/messages', { text: '周六在家。' })).status).toBe(303)
    const wrong = await post('/track/improvement/messages', { text: `我的查询码是${of.queryCode}` })
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('我的查询码是')])
    expect((await seen(of)).improvement?.messages).toMatchObject([{ from: 'you', text: '周六在家。' }])
    // A consent ticked below another grade is not sent on.
    const other = await answered()
    expect((await (await browser(other))('/track/rating', happy)).status).toBe(303)
    expect(await improvementIn(w, other.no)).toBeUndefined()
    expect(child).not.toBe('')
  })
})

describe('a contest', () => {
  const GROUND = { ground: 'matter', note: '核对过，来件人评的是另一次办理。' }
  const bodySays = async (id: string, said: object, who = 'zfj') =>
    asking(w, who)(`/api/desk/enquiries/${id}/steps`, json('POST', { action: 'contest', n: 1, ...said }))
  /** What the body was asked about a rating, by the number it knows. */
  async function askedBody() {
    const { of, child } = await inHand({ confidential: true, person: { name: '周女士', phone: '19900001234' } })
    const answer = await enquire('handler', child, 'ZFJ', { digest: DIGEST })
    expect(answer.status, await answer.clone().text()).toBe(200)
    const [{ id } = { id: '' }] = await rows<{ id: string }>('select id from enquiries where no = ?', child)
    return { of, child, id }
  }
  const TOLD = '经核实，您上次的评价不计入汇总数字；评价仍然保留，这件事照常办理'

  test('by the body that was asked: it sees neither who nor words, and somebody else decides', async () => {
    const { of, child, id } = await askedBody()
    const page = await (await asking(w, 'zfj')(`/api/desk/enquiries/${id}`)).text()
    expect(page).toContain('"contests":"2026-06-23"')
    for (const hidden of [child, of.no, '周女士', WORDS, WORDS.slice(0, 8), '不满意', '19900001234'])
      expect(page).not.toContain(hidden)
    expect(await refused(await bodySays(id, { ground: 'matter', note: '短' }))).toEqual([422, 'invalid', 'note'])
    expect(await refused(await bodySays(id, GROUND, 'scjg'))).toEqual([404, 'not_found'])
    expect((await bodySays(id, GROUND)).status).toBe(200)
    expect(await refused(await bodySays(id, GROUND))).toEqual([409, 'already'])
    expect(await ratingsOf(of.no)).toMatchObject([{ contest: 'open' }])
    expect((await listed('review', '&view=contested')).items.map(({ no }) => no)).toContain(child)
    // The sender hears nothing of it until it is decided, and then no reason.
    expect((await seen(of)).improvement?.timeline.map(({ label }) => label)).not.toContain(TOLD)
    const decide = { decision: 'uphold', note: '确属另一件事，不计入。' }
    expect((await step('handler', child, 'adjudge', decide)).status).toBe(403)
    await does('review', child, 'adjudge', decide)
    const { improvement, rating } = await seen(of)
    expect(improvement?.timeline.at(-1)).toEqual({ at: expect.any(String), label: TOLD })
    // Left out of what is counted, and on record all the same.
    expect(rating).toMatchObject({ grade: 1 })
    expect(await ratingsOf(of.no)).toMatchObject([{ grade: 1, contest: 'upheld' }])
    const said = await rows<{ action: string; data: string }>(
      "select action, data from events where stream = ? and action in ('contest', 'adjudge') order by n",
      `case/${child}`,
    )
    expect(said.map(({ action, data }) => [action, JSON.parse(data).note])).toEqual([
      ['contest', GROUND.note],
      ['adjudge', decide.note],
    ])
    expect(await (await asking(w, 'zfj')(`/api/desk/enquiries/${id}`)).text()).toContain('误评申诉成立')
    expect((await listed('review', '&view=contested')).items.map(({ no }) => no)).not.toContain(child)
  })
  test('refused leaves the rating as it was, and says nothing to its sender', async () => {
    const { of, child } = await inHand()
    await does('handler', child, 'contest', GROUND)
    const before = (await seen(of)).improvement?.timeline
    await does('chief', child, 'adjudge', { decision: 'deny', note: '来件人评的就是这一件。' })
    expect((await seen(of)).improvement?.timeline).toEqual(before)
    expect(await ratingsOf(of.no)).toMatchObject([{ contest: 'refused' }])
    expect(await refused(await step('handler', child, 'contest', GROUND))).toEqual([409, 'already'])
  })
  test('that nobody has decided keeps the case from being closed and put away, by hand and by the clock', async () => {
    const HEARD = { activity: 'recall', note: '电话回访，来件人说车没有还。' }
    const NOTE = '车已经送到家里，当面道了歉，收条有来件人签字。'
    const done = async (contested: boolean) => {
      const { child } = await inHand()
      if (contested) await does('handler', child, 'contest', GROUND)
      await does('handler', child, 'record', HEARD)
      await does('handler', child, 'answer', { note: NOTE, measures: ['refund'] })
      return child
    }
    const status = async (no: string) =>
      (await row<{ status: string }>('select status from cases where no = ?', no)).status
    const [open, plain] = [await done(true), await done(false)]
    expect(await refused(await step('handler', open, 'close'))).toEqual([409, 'contest_open'])
    w.at('2026-07-20T09:00:00+08:00')
    await tidy(w.deps, w.deps.now())
    // The control: without one the same sweep closes, and the next puts away.
    expect([await status(open), await status(plain)]).toEqual(['answered', 'closed'])
    await w.deps.store.writes.commit([`update cases set status = 'closed' where no = '${open}'`])
    w.at('2026-09-20T09:00:00+08:00')
    await tidy(w.deps, w.deps.now())
    expect([await status(open), await status(plain)]).toEqual(['closed', 'archived'])
    expect(await refused(await step('handler', open, 'archive'))).toEqual([409, 'contest_open'])
    await does('review', open, 'adjudge', { decision: 'deny', note: '来件人评的就是这一件。' })
    await does('handler', open, 'archive')
  })
  test('that lapsed with the case sealed meanwhile keeps nothing open: it is counted nowhere', async () => {
    const { child } = await inHand()
    await does('handler', child, 'contest', GROUND)
    await does('handler', child, 'seal', { note: '来件人补充说到给过好处。' })
    await does('sealed1', child, 'transfer', { note: '移送市纪委监委，依据分工规定，第9号。' })
    await does('sealed1', child, 'archive')
  })
  test('is not decided by whoever answered what was rated', async () => {
    const { child } = await inHand()
    await does('handler', child, 'contest', GROUND)
    const both = { login: 'handler', name: '', post: '', roles: ['review' as const], department: 'SFJ' }
    const taken = json('POST', { action: 'adjudge', n: await n(child), decision: 'uphold', note: '同意申诉。' })
    expect(await refused(await asking(w, both)(`/api/desk/cases/${child}/steps`, taken))).toEqual([
      403,
      'another_person',
    ])
    // By another handler than of the case that was rated: its own answerer is kept out all the same.
    const [{ data } = { data: '{}' }] = await rows<{ data: string }>(
      "select data from events where stream = ? and action = 'contest'",
      `case/${child}`,
    )
    expect(JSON.parse(data).by).toEqual(['handler'])
  })
  test('only within five working days of being told, and of nothing that is no rating', async () => {
    const { child, id } = await askedBody()
    w.at('2026-06-24T09:00:00+08:00')
    expect(await refused(await bodySays(id, GROUND))).toEqual([409, 'contest_over'])
    expect(await refused(await step('handler', child, 'contest', GROUND))).toEqual([409, 'contest_over'])
    w.at(MORNING)
    const plain = await sent(w)
    await does('intake', plain.no, 'accept')
    expect((await enquire('handler', plain.no, 'ZFJ', { digest: DIGEST })).status).toBe(200)
    const [{ id: other } = { id: '' }] = await rows<{ id: string }>('select id from enquiries where no = ?', plain.no)
    expect(await refused(await bodySays(other, GROUND))).toEqual([409, 'not_now'])
    expect(await refused(await step('handler', plain.no, 'contest', GROUND))).toEqual([409, 'not_now'])
  })
  test('of ten at once one is heard', async () => {
    const { of, id } = await askedBody()
    const all = await Promise.all(Array.from({ length: 10 }, () => bodySays(id, GROUND)))
    expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)])
    expect(await ratingsOf(of.no)).toMatchObject([{ contest: 'open' }])
    expect((await enquiries('zfj')).map((one) => one.id)).toContain(id)
  })
})
