import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createApp } from '../../api/app.ts'
import { metrics } from '../../api/health.ts'
import { inForce, publish } from '../../api/publication/store.ts'
import type { Boxed } from '../../api/survey/box.ts'
import { openTurn } from '../../api/survey/opening.ts'
import { type Result, resultOf } from '../../api/survey/result.ts'
import { asItStands } from '../../api/survey/worked.ts'
import type { Store } from '../../db/open.ts'
import { surveys } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { anyAnswer, closedSurvey, dice } from './filled.ts'

const CODE = 'CP-2026-01'
const ODD = 8
let w: World
/** The same application with a memory of its own; `own` is what it reads otherwise. */
const twin = (own: Partial<Store> = {}): World => {
  const deps = { ...w.deps, store: { ...w.deps.store, ...own } }
  return { ...w, deps, app: createApp(deps, { canary: { ready: true }, metrics: metrics(deps) }) }
}
let other: World

beforeAll(async () => {
  w = await makeWorld()
  const roll = dice(5)
  const answers = Array.from({ length: 200 }, () => anyAnswer(roll, ['T01']))
  const odd = Array.from({ length: ODD }, (): Boxed => ({ ...anyAnswer(roll, ['T01']), marks: ['fast'] }))
  await closedSurvey(w.deps, CODE, [...answers, ...odd])
  await openTurn(w.deps, w.deps.now())
  other = twin()
})
afterAll(() => w.close())

const desk = async (node: World, of = 'results') =>
  (await (await asking(node, 'stats')(`/api/desk/surveys/${CODE}/${of}`)).json()) as {
    n: number
    waiting: number
    items: { id: string }[]
  }
const row = async () => (await w.deps.store.read.select().from(surveys).where(eq(surveys.code, CODE)))[0]!
/** What there would be to publish, which the desk does not see while odd answers wait. */
const draft = async (node: World) => resultOf(node.deps, await row(), node.deps.now())
const keep = async (node: World) => {
  const { n, items } = await desk(node, 'odd')
  const said = { n, id: items[0]!.id, review: 'kept', reason: '看过，没有不妥。' }
  const answer = await asking(node, 'stats')(`/api/desk/surveys/${CODE}/odd`, json('POST', said))
  expect(answer.status, await answer.clone().text()).toBe(200)
}
const write = (sql: string) => w.deps.store.writes.commit([{ sql, args: [CODE] }])

describe('results kept in memory', () => {
  test('are those of before until the survey stands otherwise', async () => {
    const before = await draft(w)
    await write("update survey_counts set n = n + 100 where survey = ? and cut = 'all' and question = '*'")
    expect(await draft(w)).toEqual(before)
    expect((await draft(twin())).answers.counted).toBe(before.answers.counted + 100)
    await write("update survey_counts set n = n - 100 where survey = ? and cut = 'all' and question = '*'")
  })

  test('show a judgement at once, where it was made and on a node that had them in memory too', async () => {
    const [before] = await Promise.all([draft(w), draft(other)])
    for (const [i, node] of [w, other, w].entries()) {
      await keep(node)
      for (const one of [w, other]) {
        const [{ waiting }, now] = await Promise.all([desk(one), draft(one)])
        expect(now.answers.counted).toBe(before.answers.counted + i + 1)
        expect(now.odd).toEqual([{ label: '答得过快', kept: i + 1, excluded: 0 }])
        expect(waiting).toBe(ODD - i - 1)
      }
    }
  })

  test('negative control: a judgement that left the survey as it stood would show nowhere', async () => {
    const before = await Promise.all([draft(w), draft(other)])
    const { writes } = w.deps.store
    const commit = writes.commit.bind(writes)
    const spy = vi
      .spyOn(writes, 'commit')
      .mockImplementation((statements) =>
        commit(statements.filter((s) => !(typeof s === 'object' && 'sql' in s && /set n = n \+ 1/.test(s.sql)))),
      )
    await keep(w)
    spy.mockRestore()
    expect(await Promise.all([draft(w), draft(other)])).toEqual(before)
    await write('update surveys set n = n + 1 where code = ?')
    for (const [i, node] of [w, other].entries())
      expect((await draft(node)).answers.counted).toBe(before[i]!.answers.counted + 1)
  })

  test('say who was invited as it is, and call bodies as they are called now', async () => {
    const before = await draft(w)
    await write('update surveys set invited = invited - 1 where code = ?')
    expect((await draft(w)).answers.invited).toBe(before.answers.invited - 1)
    const labelOf = ({ tables }: Result) =>
      tables.flatMap(({ cuts }) => cuts.flatMap(({ lines }) => lines)).find(({ part }) => part === 'ZFJ')?.label
    const { store } = w.deps
    const now = w.deps.now()
    const row = (await inForce(store, 'department', '2026-06-15', '2026-06-15')).find(({ code }) => code === 'ZFJ')!
    const name = '改了名的执法局'
    expect(labelOf(before)).not.toBe(name)
    const data = { ...row.data, name }
    const by = { proposed: 'editor', published: 'publisher' }
    await publish(store, [{ kind: 'department', code: 'ZFJ', from: '2026-06-15', data }], by, now)
    expect(labelOf(await draft(w))).toBe(name)
  })

  test('are released as they stand, whatever another node had in memory', async () => {
    for (let left = (await desk(w)).waiting; left > 0; left--) await keep(w)
    const stale = await draft(other)
    const { n } = await desk(w)
    const note = json('POST', { n, note: '不满意的方面已经交各单位整改。' })
    const done = await asking(other, 'chief')(`/api/desk/surveys/${CODE}/release`, note)
    expect(done.status, await done.clone().text()).toBe(201)
    expect(((await done.json()) as Result).answers).toEqual(stale.answers)
    const { n: after } = await row()
    for (const node of [w, other]) expect(await desk(node)).toMatchObject({ n: after, status: 'reported' })
  })
})

describe('odd answers are counted', () => {
  /** A node whose long reads see a copy at this state, without any answer. */
  const behind = (n: number) => twin({ heavy: { rows: async () => [{ marks: null, review: null, n }] } as never })

  test('from the original where a copy is behind, and from a copy that is not', async () => {
    expect((await draft(behind(0))).odd).toEqual((await draft(w)).odd)
    // Negative control: a copy that is said to be up to date is believed.
    expect((await draft(behind(1e9))).odd).toEqual([])
  })
})

describe('what is kept', () => {
  const row = (code: string, n = 1) => ({ code, n }) as typeof surveys.$inferSelect
  const store = {} as Store

  test('is bounded, forgets what nobody looked at for longest, and keeps no failure', async () => {
    const work = vi.fn(async () => 1)
    const standing = asItStands<number>()
    for (let i = 0; i < 60; i++) {
      await standing(store, row('first'), '', work)
      await standing(store, row(`CP-${i}`), '', work)
    }
    expect(work).toHaveBeenCalledTimes(61)
    await standing(store, row('CP-59'), '', work)
    expect(work).toHaveBeenCalledTimes(61)
    await standing(store, row('CP-0'), '', work)
    await standing(store, row('CP-59', 2), '', work)
    await standing(store, row('CP-59', 2), 'otherwise', work)
    await standing({} as Store, row('first'), '', work)
    expect(work).toHaveBeenCalledTimes(65)
    const failing = async () => {
      throw new Error('away')
    }
    await expect(standing(store, row('CP-1'), '', failing)).rejects.toThrow('away')
    await expect(standing(store, row('CP-1'), '', work)).resolves.toBe(1)
  })
})
