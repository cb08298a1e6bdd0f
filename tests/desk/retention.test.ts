import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { tidy } from '../../api/case/sweep.ts'
import { monthsAgo } from '../../api/retention/due.ts'
import { eraseTurn } from '../../api/retention/erase.ts'
import { insert } from '../../db/row.ts'
import {
  enquiryFiles,
  redactions,
  specials,
  surveyAnswers,
  surveyBallots,
  surveyBox,
  surveyCounts,
  surveyFrames,
  surveyLetters,
  surveyReleases,
  surveyTokens,
} from '../../db/schema.ts'
import { asking, json, type Sent, sent, track } from '../support/ask.ts'
import { birds, CANARY, moving, singing, sungThrough } from '../support/canary.ts'
import { type World, world } from '../support/world.ts'
import { openSurvey } from '../survey/fixture.ts'

const LATER = '2037-01-05T10:00:00+08:00'
let w: World
beforeEach(async () => {
  w = await world()
})
const { step } = moving(() => w)
const rows = <T extends object>(sql: string, ...args: (string | number)[]) => w.deps.store.heavy.rows<T>({ sql, args })
const ended = async (more: Record<string, unknown> = {}) => {
  const of = await sungThrough(w, 'bureau', more)
  expect((await step('handler', of.no, 'close')).status).toBe(200)
  return of
}
const ask = (login: string, path = '', body?: unknown) =>
  asking(w, login)(`/api/desk/retention${path}`, body === undefined ? {} : json('POST', body))
const due = async (login: string, cls: string, realm = 'bureau') =>
  (await (await ask(login, `/due/${cls}?realm=${realm}`)).json()) as { items: { no: string }[]; total: number }
/** Proposed by one, approved by another. */
const approved = async (cls: string, realm = 'bureau', by = ['review', 'chief']) => {
  const answer = await ask(by[0]!, '', { class: cls, realm })
  expect(answer.status, await answer.clone().text()).toBe(201)
  const { id } = (await answer.json()) as { id: string }
  expect((await ask(by[1]!, `/runs/${id}`, { decision: 'confirm' })).status).toBe(204)
  return id
}
const erase = () => eraseTurn(w.deps, w.deps.now())
const everything = async () =>
  JSON.stringify(
    await Promise.all(
      ['cases', 'case_texts', 'case_traits', 'identities', 'events', 'salts', 'enquiries', 'attachments'].map((t) =>
        rows(`select * from ${t}`),
      ),
    ),
  )
/** How many bytes of sealed details there are. */
const sealedBytes = async (of: Sent) =>
  Number((await rows<{ n: number }>('select length(details) as n from case_texts where no = ?', of.no))[0]?.n)

describe('the words of a case', () => {
  test('go under tombstones, while number, states and hashes stay and its sender is told so', async () => {
    const of = await ended()
    const other = await sungThrough(w, 'bureau', {})
    const proof = async () =>
      ((await (await track(w, of.no, of.queryCode)).json()) as { proof: { seal: string } }).proof
    const { seal } = await proof()
    expect(seal).toMatch(/^.{16}$/)
    const before = await rows<{ n: number; hash: string; state: string }>(
      'select n, hash, state from events where stream = ? order by n',
      `case/${of.no}`,
    )
    w.at(LATER)
    await approved('text')
    await erase()
    const after = await rows<{ data: string | null; n: number; hash: string; state: string }>(
      'select n, hash, state, data from events where stream = ? order by n',
      `case/${of.no}`,
    )
    expect(after.map(({ data: _, ...kept }) => kept)).toEqual(before)
    expect(after.every((e) => e.data === null)).toBe(true)
    const stones = await rows<{ rule: string; approver: string }>(
      'select rule, approver from tombstones where stream = ?',
      `case/${of.no}`,
    )
    expect(stones).toHaveLength(after.length)
    expect(stones[0]).toEqual({ rule: 'retention/text/1', approver: 'chief' })
    expect(await rows('select 1 from salts where stream = ?', `case/${of.no}`)).toEqual([])
    expect(await rows('select account, digest from case_texts where no = ?', of.no)).toEqual([
      { account: '', digest: null },
    ])
    expect(await rows("select 1 from enquiries where no = ? and (digest <> '' or answer <> '')", of.no)).toEqual([])
    const told = await track(w, of.no, of.queryCode)
    expect([told.status, ((await told.json()) as { proof: object }).proof]).toEqual([
      200,
      { seal, intact: false, erased: true },
    ])
    expect((await asking(w, 'handler')(`/api/desk/cases/${of.no}`)).status).toBe(200)
    // Negative control: the case beside it, still open, keeps every word.
    expect(await everything()).toContain(CANARY.account)
    expect((await rows('select 1 from events where stream = ? and data is null', `case/${other.no}`)).length).toBe(0)
    expect(await rows('select 1 from identities where no = ?', of.no)).toHaveLength(1)
  })
  test('are in no table any more when words and identity are gone', async () => {
    const of = await ended()
    const details = await sealedBytes(of)
    expect((await rows('select 1 from case_traits where no = ?', of.no)).length).toBeGreaterThan(0)
    await w.deps.store.writes.commit([{ sql: 'insert into untraited (no) values (?)', args: [of.no] }])
    w.at(LATER)
    await approved('text')
    await approved('identity')
    await erase()
    const left = await everything()
    for (const bird of [
      CANARY.account,
      CANARY.answer,
      CANARY.message,
      CANARY.written,
      CANARY.rating,
      CANARY.digest,
      CANARY.fed,
      CANARY.internal,
    ])
      expect(left, bird).not.toContain(bird)
    expect(await rows('select 1 from identities')).toEqual([])
    for (const table of ['case_traits', 'untraited']) expect(await rows(`select 1 from ${table}`), table).toEqual([])
    const emptied = await sealedBytes(of)
    expect(emptied).toBeLessThan(details)
    expect(await rows('select 1 from case_terms where terms match ?', '"雀在"')).toEqual([])
  })
  test('cannot be erased without a tombstone, nor by one person: the tables refuse', async () => {
    const of = await ended()
    const write = (sql: string, ...args: string[]) => w.deps.store.writes.commit([{ sql, args }])
    await expect(write('update events set data = null where stream = ?', `case/${of.no}`)).rejects.toThrow(
      /append-only/,
    )
    w.at(LATER)
    const { id } = (await (await ask('review', '', { class: 'text', realm: 'bureau' })).json()) as { id: string }
    await expect(
      write("update retentions set state = 'erasing', decided_by = 'review' where id = ?", id),
    ).rejects.toThrow(/two people/)
    await expect(write('delete from retentions')).rejects.toThrow(/kept/)
    await erase()
    expect(await everything()).toContain(CANARY.account)
  })
})

describe('an erasing', () => {
  test('takes two people of the right office', async () => {
    await ended()
    w.at(LATER)
    for (const login of ['handler', 'intake', 'stats', 'editor', 'zfj', 'sealed1', 'superior'])
      expect([403, 404], login).toContain((await ask(login, '', { class: 'text', realm: 'bureau' })).status)
    const { id } = (await (await ask('chief', '', { class: 'text', realm: 'bureau' })).json()) as { id: string }
    for (const login of ['chief', 'review', 'admin'])
      expect((await ask(login, `/runs/${id}`, { decision: 'confirm' })).status, login).toBe(403)
    expect((await ask('superior', `/runs/${id}`, { decision: 'confirm' })).status).toBe(404)
    // One at a time of a class.
    expect((await ask('admin', '', { class: 'text', realm: 'bureau' })).status).toBe(409)
    expect((await ask('chief', `/runs/${id}`, { decision: 'refuse' })).status).toBe(204)
    expect((await ask('admin', '', { class: 'text', realm: 'bureau' })).status).toBe(201)
  })
  test('is tried out first: how many, and numbers for those who read them, and that is written down', async () => {
    const of = await ended()
    expect(await due('review', 'text')).toMatchObject({ items: [], total: 0 })
    expect((await ask('review', '', { class: 'text', realm: 'bureau' })).status).toBe(409)
    w.at(LATER)
    expect(await due('review', 'text')).toMatchObject({ items: [{ no: of.no }], total: 1 })
    expect(await due('admin', 'text')).toMatchObject({ items: [], total: 1 })
    expect(await rows("select person from accesses where what = 'retention' order by id desc limit 1")).toEqual([
      { person: 'admin' },
    ])
    expect(await everything()).toContain(CANARY.account)
  })
  test('meets what was put away, by how and when it ended, and what was merged', async () => {
    const [closed, refused, merged, main] = [await ended(), await sent(w), await sent(w), await sent(w)]
    await step('intake', refused.no, 'refuse', { reason: 'RJ1', note: '请到别处反映，期限六个月内。' })
    const into = await step('intake', merged.no, 'merge', { into: main.no, note: '同一事项，一并办理并答复。' })
    expect(into.status, await into.clone().text()).toBe(200)
    w.at('2026-12-15T10:24:00+08:00')
    await tidy(w.deps, w.deps.now())
    const put = await rows<{ no: string }>("select no from cases where status = 'archived' order by no")
    expect(put.map((c) => c.no)).toEqual(expect.arrayContaining([closed.no, refused.no]))
    w.at(LATER)
    const nos = async (cls: string) => (await due('review', cls)).items.map((i) => i.no)
    expect(await nos('text')).toEqual(expect.arrayContaining([closed.no, merged.no]))
    expect(await nos('text')).not.toContain(refused.no)
    expect(await nos('refused')).toEqual([refused.no])
    const { items } = (await (await ask('review', '/due/text?realm=bureau')).json()) as {
      items: { no: string; endedAt: string }[]
    }
    expect(items.find((i) => i.no === closed.no)?.endedAt.slice(0, 7)).toBe('2026-06')
    await approved('refused')
    await erase()
    expect(await rows('select account from case_texts where no = ?', refused.no)).toEqual([{ account: '' }])
  })
  test('shows whoever stepped back no number of the case', async () => {
    const [of, other] = [await sent(w), await ended()]
    await step('intake', of.no, 'accept')
    await step('assign', of.no, 'assign', { person: 'handler' })
    await step('handler', of.no, 'sign')
    await w.deps.store.writes.commit([
      { sql: `insert into case_blind (no, department) values (?, '@review')`, args: [of.no] },
    ])
    await step('handler', of.no, 'answer', { note: '经查，情况属实，已责令改正并退还物品。' })
    expect((await step('handler', of.no, 'close')).status).toBe(200)
    w.at(LATER)
    expect((await due('review', 'text')).items.map((i) => i.no)).toEqual([other.no])
    expect(new Set((await due('chief', 'text')).items.map((i) => i.no))).toEqual(new Set([of.no, other.no]))
    // Nor does a count betray it, before, while it waits, or after.
    const totals = async () => [(await due('review', 'text')).total, (await due('chief', 'text')).total]
    const runs = async (login: string) =>
      ((await (await ask(login)).json()) as { runs: { found: number; erased: number }[] }).runs.map((r) => [
        r.found,
        r.erased,
      ])
    expect(await totals()).toEqual([1, 2])
    await approved('text', 'bureau', ['admin', 'chief'])
    expect([await runs('review'), await runs('chief')]).toEqual([[[1, 0]], [[2, 0]]])
    await erase()
    expect([await runs('review'), await runs('chief')]).toEqual([[[1, 1]], [[2, 2]]])
  })
  test('of the bureau’s cases is proposed by its own administrator only', async () => {
    await ended()
    w.at(LATER)
    const admin = (department: string) => ({
      login: 'elsewhere',
      name: '外',
      roles: ['admin' as const],
      department,
      post: '',
    })
    const said = json('POST', { class: 'text', realm: 'bureau' })
    for (const department of ['', 'ZFJ', 'DDSFJ']) {
      expect((await asking(w, admin(department))('/api/desk/retention')).status, department).toBe(403)
      expect((await asking(w, admin(department))('/api/desk/retention', said)).status, department).toBe(403)
    }
    expect((await asking(w, admin('SFJ'))('/api/desk/retention', said)).status).toBe(201)
  })
  test('of sealed cases, and of those about the bureau, exists only for those who have them', async () => {
    const sealed = await sent(w, singing({ category: 'T27' }))
    await step('sealed1', sealed.no, 'accept')
    await step('sealed1', sealed.no, 'transfer', { note: '移送市纪委监委，文号示例1号。' })
    const above = await sungThrough(w, 'superior', { category: 'T31', about: { department: 'SFJ' } })
    await step('superior', above.no, 'close')
    w.at(LATER)
    for (const login of ['admin', 'review', 'chief']) {
      const text = await (await ask(login)).text()
      expect(text).not.toContain('密件')
      expect(
        (JSON.parse(text) as { items: { due: number; class: { code: string } }[] }).items
          .filter((i) => ['text', 'identity'].includes(i.class.code))
          .map((i) => i.due),
      ).toEqual([0, 0])
      for (const realm of ['sealed', 'superior'])
        expect((await ask(login, `/due/text?realm=${realm}`)).status).toBe(404)
    }
    expect(await due('sealed1', 'text', 'sealed')).toMatchObject({ items: [{ no: sealed.no }], total: 1 })
    expect(await due('superior', 'text', 'superior')).toMatchObject({ items: [{ no: above.no }], total: 1 })
    await approved('text', 'sealed', ['sealed1', 'sealed2'])
    await erase()
    expect(await rows('select account from case_texts where no = ?', sealed.no)).toEqual([{ account: '' }])
    const audit = await (await asking(w, 'stats')('/api/desk/audit?what=keeping')).json()
    expect(audit).toMatchObject({ items: [], total: 0 })
  })
  test('stops at a hold, placed even after it was approved, and goes on when that ends', async () => {
    const of = await ended()
    w.at(LATER)
    const held = await ask('chief', '/holds', { no: of.no, reason: '行政诉讼未结', until: '2037-03-01' })
    expect(held.status).toBe(201)
    const { id } = (await held.json()) as { id: string }
    expect(await due('review', 'text')).toMatchObject({ items: [], total: 0 })
    const other = await sungThrough(w, 'bureau', {})
    await step('handler', other.no, 'close')
    w.at('2048-02-01T10:00:00+08:00')
    // The hold of 2037 is over by its own last day.
    await approved('text')
    expect((await ask('chief', '/holds', { no: other.no, reason: '行政复议未结' })).status).toBe(201)
    await erase()
    const texts = await rows<{ no: string; account: string }>('select no, account from case_texts')
    expect(texts.find((t) => t.no === of.no)?.account).toBe('')
    expect(texts.find((t) => t.no === other.no)?.account).toContain(CANARY.account)
    expect((await ask('review', `/holds/${id}/end`, {})).status).toBe(204)
    expect((await ask('review', `/holds/${id}/end`, {})).status).toBe(409)
    const { items } = (await (await ask('review', '/holds')).json()) as { items: { no: string; id: string }[] }
    expect(items.map((h) => h.no)).toEqual([other.no])
    expect((await ask('review', `/holds/${items[0]?.id}/end`, {})).status).toBe(204)
    await approved('text')
    await erase()
    expect(await rows("select 1 from case_texts where account <> ''")).toEqual([])
  })
  test('of a hold on a case somebody may not see says only that there is none', async () => {
    const sealed = await sent(w, { category: 'T27' })
    const [a, b] = [
      await ask('chief', '/holds', { no: sealed.no, reason: '行政诉讼未结' }),
      await ask('chief', '/holds', { no: '2026-00000000A', reason: '行政诉讼未结' }),
    ]
    expect([a.status, await a.text()]).toEqual([b.status, await b.text()])
    const held = await ask('sealed1', '/holds', { no: sealed.no, reason: '案件未结' })
    const { id } = (await held.json()) as { id: string }
    expect([
      (await ask('chief', `/holds/${id}/end`, {})).status,
      ((await (await ask('chief', '/holds')).json()) as { total: number }).total,
    ]).toEqual([404, 0])
    expect((await ask('handler', '/holds', { no: sealed.no, reason: '案件未结' })).status).toBe(403)
  })
  test('goes on after a crash and does nothing twice, on two nodes too', async () => {
    const cases = [await ended(), await ended(), await ended()]
    w.at(LATER)
    const id = await approved('text')
    const { writes } = w.deps.store
    const commit = writes.commit.bind(writes)
    let left = 3
    vi.spyOn(writes, 'commit').mockImplementation((statements) =>
      left-- > 0 ? commit(statements) : Promise.reject(new Error('killed')),
    )
    await expect(erase()).rejects.toThrow('killed')
    vi.restoreAllMocks()
    expect((await rows('select 1 from erasures where done = 1')).length).toBeGreaterThan(0)
    expect((await rows("select 1 from case_texts where account <> ''")).length).toBeGreaterThan(0)
    await Promise.all([erase(), eraseTurn({ ...w.deps, store: { ...w.deps.store } }, w.deps.now())])
    await erase()
    expect(await rows('select state, erased from retentions where id = ?', id)).toEqual([
      { state: 'done', erased: cases.length },
    ])
    expect(await rows('select count(*) as n from events where stream = ?', `retention/bureau/${id}`)).toEqual([
      { n: 3 },
    ])
    expect(await rows("select 1 from case_texts where account <> ''")).toEqual([])
  })
  test('takes the bytes of attachments, original and copy, and after a crash between bytes and rows the rows', async () => {
    const of = await ended()
    await birds(w, of.no).catch(() => undefined)
    const folder = join(w.dir, 'files')
    mkdirSync(folder, { recursive: true })
    await w.deps.store.writes.commit([
      {
        sql: 'update attachments set copies = \'[{"kind":"jpg","size":5},{"kind":"jpg","size":5}]\' where no = ?',
        args: [of.no],
      },
      insert(redactions, {
        id: 'covered',
        no: of.no,
        n: 1,
        m: 1,
        attachment: `file-${of.no}`,
        file: `file-${of.no}.rabc`,
        kind: 'jpg',
        size: 5,
        boxes: [],
        by: 'handler',
        at: w.deps.now().getTime(),
      }),
      insert(enquiryFiles, { enquiry: 'HX-1', k: 1, redaction: 'covered' }),
    ])
    const names = ['', '.1', '.2', '.rabc'].map((end) => join(folder, `file-${of.no}${end}`))
    for (const name of names) writeFileSync(name, 'bytes')
    w.at(LATER)
    await approved('attachment')
    const { writes } = w.deps.store
    const commit = writes.commit.bind(writes)
    vi.spyOn(writes, 'commit').mockImplementation((statements) =>
      JSON.stringify(statements).includes('delete from attachments')
        ? Promise.reject(new Error('killed'))
        : commit(statements),
    )
    await expect(erase()).rejects.toThrow('killed')
    vi.restoreAllMocks()
    expect([names.map((name) => existsSync(name)), (await rows('select 1 from attachments')).length]).toEqual([
      [false, false, false, false],
      1,
    ])
    await erase()
    for (const table of ['attachments', 'redactions', 'enquiry_files'])
      expect(await rows(`select 1 from ${table}`), table).toEqual([])
    expect(await rows('select state, erased from retentions')).toEqual([{ state: 'done', erased: 1 }])
  })
  test('of reading records takes what is older, and only while it runs', async () => {
    await asking(w, 'handler')(`/api/desk/cases/${(await ended()).no}`)
    await asking(w, 'handler')('/api/desk/cases.csv')
    const at = w.deps.now().getTime()
    const special = {
      office: 'SFJ',
      title: '占道物品搬离执法',
      basis: '年度监督计划',
      person: 'handler',
      status: 'open',
    } as const
    await w.deps.store.writes.commit([
      insert(specials, { id: 'ZX-0123456789', ...special, dueOn: '2026-12-31', createdAt: at, demo: false, n: 1 }),
    ])
    expect((await asking(w, 'handler')('/api/desk/specials/ZX-0123456789')).status).toBe(200)
    const [{ n }] = (await rows<{ n: number }>('select count(*) as n from accesses')) as [{ n: number }]
    expect(n).toBeGreaterThan(0)
    w.at(LATER)
    await approved('access', 'bureau', ['admin', 'chief'])
    await erase()
    await due('review', 'text')
    const left = await rows<{ at: number }>('select at from accesses')
    expect(left.every((a) => a.at > Date.parse('2030-01-01'))).toBe(true)
    await expect(w.deps.store.writes.commit([{ sql: 'delete from accesses', args: [] }])).rejects.toThrow(/append-only/)
  })
})

test('months are counted by the calendar, in China', () => {
  expect(new Date(monthsAgo('2026-03-31', 1)).toISOString()).toBe('2026-02-27T16:00:00.000Z')
  expect(new Date(monthsAgo('2026-06-15', 36)).toISOString()).toBe('2023-06-14T16:00:00.000Z')
  expect(new Date(monthsAgo('2028-02-29', 12)).toISOString()).toBe('2027-02-27T16:00:00.000Z')
})

describe('what is kept of a survey', () => {
  const TABLES = ['survey_tokens', 'survey_ballots', 'survey_frames', 'survey_letters', 'survey_box', 'survey_answers']
  const KEPT = ['survey_counts', 'survey_releases', 'surveys']
  const left = async (survey: string, tables: string[]) =>
    Promise.all(
      tables.map(async (t) => {
        const column = t === 'surveys' ? 'code' : 'survey'
        const [row] = await rows<{ n: number }>(`select count(*) as n from ${t} where ${column} = ?`, survey)
        return row?.n ?? 0
      }),
    )
  /** One of everything, as surveys leave it. */
  const held = async (code: string, status: 'closed' | 'counted' | 'reported', closesOn: string) => {
    await openSurvey(w.deps, { code, status, closesOn })
    const sealed = Buffer.from('sealed')
    await w.deps.store.writes.commit([
      insert(surveyTokens, { survey: code, hash: 'a', used: true }),
      insert(surveyTokens, { survey: code, hash: 'b', used: false }),
      insert(surveyBallots, { survey: code, hash: 'c' }),
      insert(surveyFrames, { survey: code, stratum: 's01', label: '城区', population: 9000, target: 40, asked: 40 }),
      insert(surveyLetters, { survey: code, id: 'l', sealed, tries: 3, next: 0 }),
      insert(surveyBox, { survey: code, id: 'x', sealed }),
      insert(surveyAnswers, { survey: code, id: 'y', data: { say: CANARY.account }, channel: 'web', marks: [] }),
      insert(surveyCounts, { survey: code, cut: 'all', part: '', question: '*', option: '*', n: 1 }),
      insert(surveyReleases, { survey: code, n: 1, at: w.deps.now().getTime(), by: 'stats', data: {} }),
    ])
    return code
  }
  test('goes class by class in its own time once its results are out; counts and releases stay for ever', async () => {
    const out = await held('CP-OUT', 'reported', '2026-06-10')
    const young = await held('CP-YOUNG', 'reported', '2027-06-14')
    const unopened = await held('CP-SHUT', 'closed', '2026-06-10')
    w.at('2027-06-11T10:00:00+08:00')
    expect([(await due('review', 'survey')).total, (await due('review', 'answer')).total]).toEqual([6 + 2, 0])
    await approved('survey')
    await erase()
    expect(await left(out, TABLES)).toEqual([0, 0, 0, 0, 0, 1])
    // What nobody opened goes too; the rest may still be needed for a result.
    expect(await left(unopened, TABLES)).toEqual([2, 1, 1, 0, 0, 1])
    expect(await left(young, TABLES)).toEqual([2, 1, 1, 1, 1, 1])
    expect(await left(out, KEPT)).toEqual([1, 1, 1])
    w.at('2029-06-11T10:00:00+08:00')
    expect((await due('review', 'answer')).total).toBe(1)
    await approved('answer')
    await erase()
    expect(await left(out, [...TABLES, ...KEPT])).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1])
    expect(await left(unopened, ['survey_answers'])).toEqual([1])
  })
  test('stays to the day: on its last day nothing is due, and nothing goes by one person', async () => {
    const code = await held('CP-EDGE', 'reported', '2026-06-10')
    w.at('2027-06-10T10:00:00+08:00')
    expect((await due('review', 'survey')).total).toBe(0)
    expect((await ask('review', '', { class: 'survey', realm: 'bureau' })).status).toBe(409)
    w.at('2027-06-11T10:00:00+08:00')
    expect((await ask('review', '', { class: 'survey', realm: 'bureau' })).status).toBe(201)
    await erase()
    expect(await left(code, TABLES)).toEqual([2, 1, 1, 1, 1, 1])
    expect((await ask('sealed1', '/due/survey?realm=sealed')).status).toBe(404)
  })
})
