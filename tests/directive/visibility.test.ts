import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { MATRIX } from '../../api/directive/visibility.ts'
import { STEPS } from '../../api/directive/workflow.ts'
import { asking, json, LOGINS, sent } from '../support/ask.ts'
import { CANARY, moving, singing } from '../support/canary.ts'
import { makeWorld, type World } from '../support/world.ts'
import { FED, type Made, writing } from './made.ts'

let w: World
const { made, until, step, done, read } = writing(() => w)
const cases = moving(() => w)

/** A word for each thing a document holds. */
const WORDS = {
  text: '雀在事由',
  fed: '雀在反馈',
  verified: '雀在核验',
  raised: '雀在上报',
  instructed: '雀在批示',
  returned: '雀在退回',
  digest: '雀在公开',
  signer: '梁正',
} as const
type Word = keyof typeof WORDS | 'case'

/** How far each document is, whether its case is about somebody, and whether the one above was told. */
const STAGES = [
  'draft',
  'review',
  'approved',
  'signed',
  'void',
  'served',
  'answered',
  'failing',
  'raised',
  'verified',
  'closed',
] as const
type Stage = (typeof STAGES)[number]
const of = {} as Record<Stage, { id: string; no: string }>

beforeAll(async () => {
  w = await makeWorld()
  for (const stage of STAGES) {
    const { no } = await sent(w, singing())
    await cases.step('intake', no, 'accept')
    // Everything is given back once, so that every document has a note of the bureau's own.
    const { id } = await until('review', { cases: [no] })
    await done('review', id, 'return', { note: `${WORDS.returned}，请写明。` })
    const steps: [string, string, Record<string, unknown>][] = [
      ['handler', 'submit', {}],
      ['review', 'approve', {}],
      ['chief', 'sign', {}],
      ['handler', 'serve', { how: 'platform' }],
      ['handler', 'propose', { digest: `${WORDS.digest}：对搬离物品的手续提出意见。` }],
      ['zfj', 'feed', { note: FED }],
      [
        'review',
        'verify',
        {
          result: stage === 'failing' || stage === 'raised' ? 'undone' : 'done',
          note: `${WORDS.verified}：看过台账。`,
        },
      ],
      ...(stage === 'raised'
        ? ([
            ['chief', 'escalate', { note: `${WORDS.raised}，报请督促整改。` }],
            ['superior', 'instruct', { note: `${WORDS.instructed}，请抓紧。` }],
          ] as [string, string, Record<string, unknown>][])
        : [['handler', 'close', {}] as [string, string, Record<string, unknown>]]),
    ]
    const upTo = {
      draft: 0,
      review: 1,
      approved: 2,
      signed: 3,
      void: 3,
      served: 5,
      answered: 6,
      failing: 7,
      verified: 7,
      raised: 9,
      closed: 8,
    }[stage]
    for (const [who, action, said] of steps.slice(0, upTo)) await done(who, id, action, said)
    if (stage === 'void') await done('chief', id, 'void', { note: `${WORDS.returned}，作废。` })
    of[stage] = { id, no }
  }
}, 120_000)
afterAll(() => w.close())

const AFTER = (stage: Stage, first: Stage) => STAGES.indexOf(stage) >= STAGES.indexOf(first)
const isSent = (stage: Stage) => AFTER(stage, 'served')
const BUREAU = ['handler', 'review', 'chief']
/** What is in a document at all, by how far it is. */
const there = (stage: Stage, word: Word) =>
  word === 'fed'
    ? AFTER(stage, 'answered')
    : word === 'verified'
      ? AFTER(stage, 'failing')
      : word === 'raised' || word === 'instructed'
        ? stage === 'raised'
        : word === 'digest'
          ? isSent(stage)
          : word === 'signer'
            ? AFTER(stage, 'signed')
            : true

/** The matrix as this test understands it: the bureau everything, the body what was served and what it said itself, the one above what was taken up. */
function expected(login: string, stage: Stage, word: Word): boolean {
  if (!there(stage, word)) return false
  if (BUREAU.includes(login)) return true
  if (login === 'zfj') return isSent(stage) && ['text', 'fed', 'verified'].includes(word)
  if (login === 'superior')
    return stage === 'raised' && ['text', 'fed', 'verified', 'raised', 'instructed'].includes(word)
  return false
}

const ALL: Word[] = [...(Object.keys(WORDS) as (keyof typeof WORDS)[]), 'case']
const wordOf = (stage: Stage, word: Word) => (word === 'case' ? of[stage].no : WORDS[word])

async function differences(logins: readonly string[] = LOGINS): Promise<string[]> {
  const found: string[] = []
  for (const login of logins)
    for (const stage of STAGES) {
      const text = await (await read(login, of[stage].id)).text()
      for (const word of ALL)
        if (text.includes(wordOf(stage, word)) !== expected(login, stage, word))
          found.push(`${login}, ${stage}, ${word}`)
    }
  return found
}

describe('every part of every document to everybody', () => {
  test('is shown to whom it is for and to nobody else', async () => {
    expect(await differences()).toEqual([])
  })
  test('whoever stepped back from a case of a document knows of the document no more', async () => {
    const { no } = await sent(w)
    await cases.step('intake', no, 'accept')
    const first = await until('answered', { cases: [no] })
    await done('handler', first.id, 'verify', { result: 'undone', note: '看过台账，没有整改。' })
    const next = await made({ template: 'WS-JD-01', conclusion: 'correct', previous: first.id })
    const linked = async (login: string) => (await (await read(login, next.id)).text()).includes(first.id)
    const listed = async (login: string) =>
      (await (await asking(w, login)('/api/desk/directives?view=checking&limit=100')).text()).includes(first.id)
    expect([await linked('review'), await listed('review')]).toEqual([true, true])
    expect((await cases.step('review', no, 'recuse', { note: '被反映人是我的近亲属。' })).status).toBe(200)
    const nothing = await (await read('review', 'JD-0000000000')).text()
    const answer = await read('review', first.id)
    expect([answer.status, await answer.text()]).toEqual([404, nothing])
    expect((await step('review', first.id, 'urge', { note: '请尽快整改并书面说明。' })).status).toBe(404)
    expect([await linked('review'), await listed('review')]).toEqual([false, false])
    expect([await linked('chief'), await listed('chief'), (await read('handler', first.id)).status]).toEqual([
      true,
      true,
      200,
    ])
  })
  test('what may not be seen does not exist: the answer is that of a number nobody has', async () => {
    const nothing = await (await read('zfj', 'JD-0000000000')).text()
    for (const stage of ['draft', 'review', 'approved', 'signed', 'void'] as const) {
      const answer = await read('zfj', of[stage].id)
      expect([answer.status, await answer.text()], stage).toEqual([404, nothing])
    }
    expect(await (await read('scjg', of.closed.id)).text()).toBe(nothing)
    expect(await (await read('superior', of.failing.id)).text()).toBe(nothing)
  })
  test('lists, counts and searches say no more than the documents', async () => {
    for (const login of [...BUREAU, 'zfj', 'scjg', 'scjg-legal', 'chengdong', 'superior'])
      for (const query of [
        '',
        '&view=waiting',
        '&view=writing',
        `&q=${encodeURIComponent('澄司监意')}`,
        `&q=${encodeURIComponent('搬离')}`,
      ]) {
        const answer = await asking(w, login)(`/api/desk/directives?limit=100${query}`)
        const body = (await answer.json()) as { items: Made[]; total: number }
        expect(body.items.length, `${login} ${query}`).toBe(body.total)
        for (const stage of STAGES) {
          const listed = body.items.some((d) => d.id === of[stage].id)
          if (!expected(login, stage, 'text')) expect(listed, `${login} ${query} ${stage}`).toBe(false)
          else if (query === '') expect(listed, `${login} ${stage}`).toBe(true)
        }
        const text = JSON.stringify(body)
        for (const word of Object.values(CANARY)) expect(text).not.toContain(word)
        for (const stage of STAGES) expect(text).not.toContain(of[stage].no)
      }
    expect((await asking(w, 'zfj')(`/api/desk/directives?case=${of.served.no}`)).status).toBe(403)
  })
  test('of a sender nothing is in any of them, for anybody', async () => {
    for (const login of [...BUREAU, 'zfj', 'superior'])
      for (const stage of STAGES) {
        const text = await (await read(login, of[stage].id)).text()
        for (const word of Object.values(CANARY).filter((one) => one !== CANARY.fed))
          expect(text, `${login} ${stage}`).not.toContain(word)
      }
  })
  test('the public is told nothing that two people have not confirmed', async () => {
    const text = await (await w.app.request('/api/directives')).text()
    expect(text).not.toContain(WORDS.digest)
    await done('chief', of.closed.id, 'publish')
    const shown = await (await w.app.request('/api/directives')).text()
    expect(shown).toContain(WORDS.digest)
    for (const stage of STAGES) expect(shown).not.toContain(of[stage].no)
    expect(shown).not.toContain('综合行政执法局')
    expect(shown).not.toContain(of.closed.id)
  })
})

describe('state by action by role by relation', () => {
  /** Who may take which step when, written apart from the table: the body and the one above. */
  const OUTSIDE: Record<string, Partial<Record<Stage, string[]>>> = {
    zfj: { served: ['receive', 'feed'] },
    superior: { raised: ['instruct'] },
  }
  test('nobody outside the bureau is offered or allowed anything more', async () => {
    for (const login of LOGINS.filter((l) => !BUREAU.includes(l)))
      for (const stage of STAGES) {
        const answer = await read(login, of[stage].id)
        const offered = answer.ok ? ((await answer.json()) as Made).allowed.map((a) => a.action) : []
        expect(offered.sort(), `${login} ${stage}`).toEqual((OUTSIDE[login]?.[stage] ?? []).sort())
      }
  })
  test('and what is not offered is refused, whatever is posted', async () => {
    const said = { note: '这一步不该办成，请拒绝它。', result: 'done', ruling: 'uphold', how: 'mail' }
    for (const login of ['zfj', 'scjg', 'scjg-legal', 'superior', 'intake', 'admin', 'publisher'])
      for (const stage of ['draft', 'approved', 'signed', 'served', 'closed'] as const)
        for (const action of ['approve', 'sign', 'serve', 'verify', 'rule', 'close', 'publish', 'void'] as const) {
          const fields = Object.keys(STEPS[action].says.shape)
          const { id } = of[stage]
          const [{ n } = { n: 0 }] = await w.deps.store.heavy.rows<{ n: number }>({
            sql: 'select n from directives where id = ?',
            args: [id],
          })
          const body = {
            action,
            n,
            ...Object.fromEntries(fields.flatMap((f) => (f in said ? [[f, said[f as keyof typeof said]]] : []))),
          }
          const answer = await asking(w, login)(`/api/desk/directives/${id}/steps`, json('POST', body))
          expect([403, 404], `${login} ${stage} ${action}`).toContain(answer.status)
        }
  })
})

describe('the walk would notice', () => {
  const rows: Record<string, readonly string[]> = MATRIX
  const kept = structuredClone(rows)
  afterEach(() => {
    for (const [field, who] of Object.entries(kept)) rows[field] = [...who]
  })
  test.each([
    ['cases', 'body', 'zfj, served, case'],
    ['internal', 'body', 'zfj, served, returned'],
    ['escalation', 'body', 'zfj, raised, raised'],
    ['internal', 'superior', 'superior, raised, returned'],
  ])('a row of %s opened to the %s', async (row, who, noticed) => {
    rows[row] = [...(kept[row] ?? []), who]
    // The numbers of cases go by the cases' own rule besides.
    const found = await differences(['zfj', 'superior'])
    if (row === 'cases') expect(found).toEqual([])
    else expect(found).toContain(noticed)
  })
  test('a row that forgets somebody', async () => {
    rows.exchange = ['bureau']
    expect(await differences(['zfj'])).toContain('zfj, answered, fed')
  })
})
