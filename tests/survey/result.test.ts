import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rulebook } from '../../api/case/rulebook.ts'
import type { Boxed } from '../../api/survey/box.ts'
import { mayFollow } from '../../api/survey/follow.ts'
import { methodOf } from '../../api/survey/method.ts'
import { openTurn } from '../../api/survey/opening.ts'
import { type Result, resultOf } from '../../api/survey/result.ts'
import { delimited } from '../../api/workbook/delimited.ts'
import { insert } from '../../db/row.ts'
import { surveyAnswers, surveyBallots, surveyReleases, surveys } from '../../db/schema.ts'
import { asking, form, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { anyAnswer, closedSurvey, dice } from './filled.ts'

const CODE = 'CP-2026-01'
let w: World
let answers: Boxed[]

beforeAll(async () => {
  w = await makeWorld()
  const places = [...(await rulebook(w.deps.store, w.deps.now())).departments.values()]
    .filter((d) => d.type === 'township')
    .slice(0, 3)
    .map((d) => d.code)
  const roll = dice(11)
  answers = Array.from({ length: 420 }, () => anyAnswer(roll, places))
  // The same words of their own, three times over, and some that came too fast.
  const same = {
    ...answers[0]!,
    answers: { ...answers[0]!.answers, say: '张三丰住城东街道幸福路8号，电话13812345678，公开罚款依据' },
  }
  await closedSurvey(w.deps, CODE, [
    ...answers,
    ...Array.from({ length: 7 }, (): Boxed => ({ ...anyAnswer(roll, places), marks: ['fast'] })),
    ...Array.from({ length: 6 }, () => same),
  ])
  const cast = Array.from({ length: 40 }, (_, i) => insert(surveyBallots, { survey: CODE, hash: `ballot ${i}` }))
  await w.deps.store.writes.commit(cast)
  await openTurn(w.deps, w.deps.now())
})
afterAll(() => w.close())

const at = (who: string | null, path: string, init?: RequestInit) => asking(w, who)(path, init)
const row = async () => (await w.deps.store.read.select().from(surveys).where(eq(surveys.code, CODE)))[0]!
const judge = async (said: Record<string, unknown>, who = 'stats') =>
  at(
    who,
    `/api/desk/surveys/${CODE}/odd`,
    json('POST', { n: (await row()).n, reason: '看过，像是同一人代填。', ...said }),
  )
const release = async (who = 'chief') =>
  at(
    who,
    `/api/desk/surveys/${CODE}/release`,
    json('POST', { n: (await row()).n, note: '不满意的方面已经交各单位整改。' }),
  )
/** What there would be to publish, whoever may see it. */
const draft = async () => resultOf(w.deps, await row(), w.deps.now())
interface Desk {
  n: number
  waiting: number
  result: Result | null
}
const desk = async (who = 'stats') => (await (await at(who, `/api/desk/surveys/${CODE}/results`)).json()) as Desk

describe('from the box to the page', () => {
  test('before it is published there is nothing for anybody but a draft for those who run it', async () => {
    expect((await row()).status).toBe('counted')
    for (const who of [null, 'stats', 'chief', 'zfj'])
      for (const path of ['results', 'results.csv', 'results.xlsx'])
        expect((await at(who, `/api/surveys/${CODE}/${path}`)).status).toBe(404)
    for (const [who, status] of [
      [null, 401],
      ['handler', 403],
      ['zfj', 403],
      ['stats', 200],
      ['chief', 200],
    ] as const)
      expect((await at(who, `/api/desk/surveys/${CODE}/results`)).status, String(who)).toBe(status)
    for (const path of ['odd', 'comments'])
      for (const who of ['handler', 'zfj', 'chief'])
        expect((await at(who, `/api/desk/surveys/${CODE}/${path}`)).status, `${who} ${path}`).toBe(403)
  })

  test('odd answers wait, bar publishing, and show nothing of a person', async () => {
    expect((await draft()).answers).toMatchObject({ received: 433, counted: 420 })
    expect((await release()).status).toBe(409)
    const text = await (await at('stats', `/api/desk/surveys/${CODE}/odd`)).text()
    expect(text).toContain('与许多答卷完全相同')
    expect(text).toContain('答得过快')
    expect(text).not.toMatch(/张三丰|13812345678|幸福路8号/)
    expect(text).not.toMatch(/您的身份是|镇街？/)
    expect(await (await at('stats', `/api/desk/surveys/${CODE}/comments`)).text()).not.toContain('张三丰')
  })

  test('what people wrote comes in parts that never overlap: no page tells which words are one person’s', async () => {
    const at_ = async (after: string) => {
      const answer = await at('stats', `/api/desk/surveys/${CODE}/comments?after=${encodeURIComponent(after)}`)
      return { status: answer.status, body: (await answer.json()) as { items?: { texts: string[] }[]; next?: string } }
    }
    const all = (await at_('0')).body
    expect(all.items?.[0]?.texts.length).toBeGreaterThan(100)
    expect(all.next).toBeUndefined()
    const [one] = await w.deps.store.read.select().from(surveyAnswers).where(eq(surveyAnswers.survey, CODE)).limit(1)
    for (const after of [one!.id, '8', 'x', '-1', '1.5']) {
      const { status, body } = await at_(after)
      expect([status, body.items], after).toEqual([after === '8' ? 404 : 422, undefined])
    }
  })

  test('while they wait the desk has no results: held against those after a judgement they would tell one answer', async () => {
    for (const who of ['stats', 'chief']) expect(await desk(who)).toMatchObject({ waiting: 13, result: null })
  })

  test('what is wrong with a decision is said, and nothing changes', async () => {
    expect((await judge({ mark: 'fast' })).status).toBe(422)
    expect((await judge({ mark: 'fast', review: 'kept', reason: '嗯' })).status).toBe(422)
    expect((await judge({ id: 'nobody', review: 'kept' })).status).toBe(404)
    expect((await judge({ mark: 'fast', review: 'kept' }, 'chief')).status).toBe(403)
    expect((await judge({ mark: 'fast', review: 'kept', n: 9 })).status).toBe(409)
    expect((await draft()).answers.counted).toBe(420)
  })

  test('kept ones count, one by one or all of a mark; taken back they count no more', async () => {
    const odd = (await (await at('stats', `/api/desk/surveys/${CODE}/odd?mark=fast`)).json()) as {
      items: { id: string }[]
    }
    expect(odd.items).toHaveLength(7)
    const { id } = odd.items[0]!
    expect((await judge({ id, review: 'kept' })).status).toBe(200)
    expect((await draft()).answers.counted).toBe(421)
    expect((await judge({ id, review: 'kept' })).status).toBe(409)
    expect((await judge({ id, review: 'excluded' })).status).toBe(200)
    expect((await draft()).answers.counted).toBe(420)
    expect((await judge({ mark: 'fast', review: 'kept' })).status).toBe(200)
    expect((await judge({ mark: 'same', review: 'excluded' })).status).toBe(200)
    const now = await draft()
    // The control: all are judged, and the desk sees what there is to publish.
    expect(await desk()).toMatchObject({ waiting: 0, result: { answers: now.answers, odd: now.odd } })
    expect(now.answers.counted).toBe(426)
    expect(now.odd).toEqual([
      { label: '答得过快', kept: 6, excluded: 1 },
      { label: '与许多答卷完全相同', kept: 0, excluded: 6 },
    ])
  })

  test('seen, no judgement changes any more until it is published', async () => {
    const [{ id }] = (
      (await (await at('stats', `/api/desk/surveys/${CODE}/odd?mark=fast&view=all`)).json()) as {
        items: [{ id: string }]
      }
    ).items
    for (const review of ['kept', 'excluded']) expect((await judge({ id, review })).status).toBe(409)
    expect((await draft()).answers.counted).toBe(426)
  })

  test('published it is the same for everybody, frozen, without a single answer', async () => {
    expect((await release('stats')).status).toBe(403)
    const done = await release()
    expect(done.status, await done.clone().text()).toBe(201)
    const public_ = await (await at(null, `/api/surveys/${CODE}/results`)).text()
    expect(public_).not.toMatch(/张三丰|13812345678/)
    const { tables, words, total, totals } = JSON.parse(public_) as Result
    expect(total).toBeGreaterThan(20)
    expect(totals.length).toBeGreaterThan(1)
    expect(words[0]?.items.find(({ word }) => word === '公开')?.n).toBeGreaterThan(100)
    for (const { items } of words) for (const { n } of items) expect(n).toBeGreaterThanOrEqual(5)
    const overall = tables.find((t) => t.key === 'overall')!
    const kept = await w.deps.store.read.select().from(surveyAnswers).where(eq(surveyAnswers.survey, CODE))
    const counted = kept.filter((a) => a.marks.length === 0 || a.review === 'kept')
    const given = counted.map((a) => Number(a.data.overall)).filter(Boolean)
    expect(overall.all.mean?.mean).toBeCloseTo(given.reduce((a, b) => a + b) / given.length, 2)
    expect((await release('chief')).status).toBe(201)
  })

  test('as CSV it is read again by our own reader, as a workbook it is one', async () => {
    const answer = await at(null, `/api/surveys/${CODE}/results.csv`)
    const rows = delimited(new Uint8Array(await answer.arrayBuffer()))
    expect(JSON.stringify(rows)).toContain('总的来说，您满意吗？')
    const book = new Uint8Array(await (await at(null, `/api/surveys/${CODE}/results.xlsx`)).arrayBuffer())
    expect(Buffer.from(book.subarray(0, 2)).toString()).toBe('PK')
  })

  test('a later release that few answers moved is refused with a sentence', async () => {
    const odd = (await (await at('stats', `/api/desk/surveys/${CODE}/odd?mark=fast&view=all`)).json()) as {
      items: { id: string; review: string }[]
    }
    const one = odd.items.find(({ review }) => review === 'kept')!
    const before = await desk()
    expect((await judge({ id: one.id, review: 'excluded' })).status).toBe(200)
    // Nobody sees what it changed; the control: it did change something.
    expect((await desk()).result).toEqual(before.result)
    expect((await draft()).answers.counted).toBe(425)
    const again = await release()
    expect(again.status).toBe(422)
    expect(await again.text()).toContain('对照两次')
    const page = await form(w, `/desk/surveys/${CODE}/results`, { note: '再公布。', n: '1' })
    expect(page.status).toBe(404)
  })

  test('is held against every release there was, not the last one only', async () => {
    const { n } = await desk('chief')
    const now = await draft()
    // Another release in between, of which the one that is refused would be far enough.
    const far = structuredClone(now)
    for (const table of far.tables)
      for (const line of [table.all, ...table.cuts.flatMap(({ lines }) => lines)]) {
        if (line.n !== null) line.n += 1000
        if (line.answered !== null) line.answered += 1000
        for (const cell of line.cells) if (cell.n !== null) cell.n += 1000
      }
    far.words = []
    expect(mayFollow(far, now)).toBe(true)
    const between = { survey: CODE, n: 9, at: w.deps.now().getTime(), by: 'chief', data: { ...far, note: '' } }
    await w.deps.store.writes.commit([insert(surveyReleases, between)])
    expect((await row()).n).toBe(n)
    expect((await release()).status).toBe(422)
    await w.deps.store.writes.commit([{ sql: 'delete from survey_releases where survey = ? and n = 9', args: [CODE] }])
  })

  test('a body is told of itself and of nobody else', async () => {
    const own = (await (await at('zfj', '/api/desk/survey-results')).json()) as {
      items: { lines: { line: { part: string } }[] }[]
    }
    expect(own.items[0]!.lines.length).toBeGreaterThan(0)
    expect(new Set(own.items.flatMap(({ lines }) => lines.map(({ line }) => line.part)))).toEqual(new Set(['ZFJ']))
    expect((await at('stats', '/api/desk/survey-results')).status).toBe(403)
    expect((await at(null, '/api/desk/survey-results')).status).toBe(401)
  })

  test('how it was done is said', async () => {
    const said = methodOf(await draft()).join()
    expect(said).toContain('样本不足')
    expect(said).toMatch(/收到的\d+份里，受邀的人自己填的40份，自愿来答的\d+份，当面和电话访问的0份/)
  })

  test('is not published again with invitations that were erased since', async () => {
    const odd = (await (await at('stats', `/api/desk/surveys/${CODE}/odd?mark=fast&view=all`)).json()) as {
      items: { id: string; review: string }[]
    }
    const turned = (review: string) => judge({ id: odd.items[0]!.id, review })
    const was = odd.items[0]!.review
    expect((await turned(was === 'kept' ? 'excluded' : 'kept')).status).toBe(200)
    // The control: as long as they are there it is only held against what was published.
    expect(await (await release()).text()).not.toContain('保存期限')
    await w.deps.store.writes.commit([{ sql: 'delete from survey_ballots where survey = ?', args: [CODE] }])
    expect((await turned(was)).status).toBe(200)
    const again = await release()
    expect(again.status).toBe(422)
    expect(await again.text()).toContain('保存期限')
  })
})
