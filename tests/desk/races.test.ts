import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createApp } from '../../api/app.ts'
import { sweep, tidy } from '../../api/case/sweep.ts'
import type { Action } from '../../api/case/workflow.ts'
import type { Deps } from '../../api/context.ts'
import { metrics } from '../../api/health.ts'
import { noticeTurn } from '../../api/notice/digest.ts'
import { Outbox } from '../../api/notice/outbox.ts'
import type { Actor } from '../../api/staff/actor.ts'
import { addPeople } from '../../api/staff/people.ts'
import { openStore } from '../../db/open.ts'
import { smsSink } from '../notice/sinks.ts'
import { asking, json, type Sent, sent } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { meeting } from '../support/meeting.ts'
import { startSqld } from '../support/sqld.ts'
import { TEAM } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'

const COLLEAGUE: Actor = { login: 'handler2', name: '柏舟', roles: ['handler'], department: 'SFJ', post: '承办人' }
const populate = (w: World) => addPeople(w.deps.store, [...TEAM, COLLEAGUE], 'x', w.deps.now())

const NOTE = { note: '按规定办理，理由和依据见卷内材料。' }
const DIGEST = '请说明这一时期搬离物品的依据、手续和登记情况。'
type Move = readonly [who: string, action: Action, said?: Record<string, unknown>]
const ACCEPTED: Move[] = [['intake', 'accept']]
const HANDLING: Move[] = [...ACCEPTED, ['assign', 'assign'], ['handler', 'sign']]
const ANSWER: Move = ['handler', 'answer', NOTE]

const SEAL: Move = ['assign', 'seal', NOTE]
const APPEAL: Move = ['sender', 'recheck', { text: '录像没有看，请重新看。' }]

/** Two people who mean different things by the same case at the same moment, and the way there. */
const PAIRS: [before: Move[], one: Move, other: Move][] = [
  [[], ['intake', 'accept'], SEAL],
  [[], ['intake', 'refuse', { reason: 'RJ4', ...NOTE }], ['assign', 'transfer', NOTE]],
  [ACCEPTED, ['assign', 'assign', { person: 'handler' }], ['chief', 'seal', NOTE]],
  [ACCEPTED, ['handler', 'enquire', { department: 'ZFJ', digest: DIGEST }], ['handler2', 'answer', NOTE]],
  [HANDLING, ANSWER, ['review', 'suspend', { cause: 'expert', ...NOTE }]],
  [
    HANDLING,
    ['handler', 'split', { category: 'T14', account: '一个月查了四次，单独办理。' }],
    ['assign', 'dispute', NOTE],
  ],
  [HANDLING, ['handler', 'recuse', NOTE], ['handler2', 'call', { departments: ['ZFJ', 'SCJG'], digest: DIGEST }]],
  [[...HANDLING, ['handler', 'submit', NOTE]], ['review', 'review', { decision: 'pass', note: '同意' }], SEAL],
  [
    [...HANDLING, ANSWER],
    ['handler', 'close'],
    ['review', 'message', NOTE],
  ],
  [
    [...HANDLING, ANSWER, APPEAL],
    ['review', 'recheck', { decision: 'uphold', note: '核对了录像，维持原来的答复。' }],
    ['chief', 'recheck', { decision: 'redo', note: '清单时间对不上，重新办理。' }],
  ],
]

const words = ([who, action]: Move) => `${who} ${action}`
const argsOf = (statement: unknown): unknown[] => (statement as { args?: unknown[] }).args ?? []
const NAMED = PAIRS.map((pair) => [`${words(pair[1])}, ${words(pair[2])}`, pair] as const)

/** Every row that a step may leave behind anywhere. */
const TABLES = [
  'cases',
  'case_texts',
  'identities',
  'events',
  'salts',
  'case_blind',
  'case_copies',
  'case_links',
  'case_terms',
  'enquiries',
]

/** Whether the first won. The other hears 409; of what was sealed a moment sooner, that it is not there. */
function won(statuses: number[], ...moves: [Move, Move]): boolean {
  const first = (statuses[0] ?? 500) < 300
  const told = moves[first ? 0 : 1][1] === 'seal' ? [404, 409] : [409]
  const [win, lose] = first ? statuses : statuses.toReversed()
  expect(win, `${statuses}`).toBeLessThan(300)
  expect(told, `${statuses}`).toContain(lose)
  return first
}

/** Cases moved through any one of the nodes that serve them. */
const racing = (world: () => World) => {
  const { n } = moving(world)
  const count = async () => {
    const sql = TABLES.map((table) => `select '${table}' as name, count(*) as n from ${table}`).join(' union all ')
    return (await world().deps.store.heavy.rows<{ name: string; n: number }>(sql)).map((row) => row.n)
  }
  const move = async (of: Sent, [who, action, said = {}]: Move, seen: number, app: World['app'] = world().app) => {
    const on = { ...world(), app }
    const actor = who === COLLEAGUE.login ? COLLEAGUE : who
    if (actor !== 'sender')
      return asking(on, actor)(`/api/desk/cases/${of.no}/steps`, json('POST', { action, n: seen, ...said }))
    const init = json('POST', said)
    return app.request(`/api/track/${of.no}/${action}`, {
      ...init,
      headers: { ...init.headers, 'x-query-code': of.queryCode },
    })
  }
  const ready = async (before: Move[]) => {
    const of = await sent(world())
    for (const one of before) {
      const answer = await move(of, one, await n(of.no))
      expect(answer.status, `${one}: ${await answer.clone().text()}`).toBeLessThan(300)
    }
    return of
  }
  const grown = (before: number[], after: number[]) => after.map((many, index) => many - (before[index] ?? 0))
  /** What a step leaves behind where nobody is in its way. */
  const alone = async (before: Move[], one: Move) => {
    const of = await ready(before)
    const had = await count()
    const answer = await move(of, one, await n(of.no))
    expect(answer.status, `${one}: ${await answer.clone().text()}`).toBeLessThan(300)
    return grown(had, await count())
  }
  /** Both at once: the statuses, and what was left behind. */
  const race = async (before: Move[], one: Move, other: Move, apps: [World['app'], World['app']]) => {
    const of = await ready(before)
    const [had, seen] = [await count(), await n(of.no)]
    const answers = await Promise.all([move(of, one, seen, apps[0]), move(of, other, seen, apps[1])])
    return {
      statuses: answers.map(({ status }) => status),
      left: grown(had, await count()),
      moved: (await n(of.no)) - seen,
    }
  }
  return { alone, race, n }
}

describe('two people on one case', () => {
  let w: World
  beforeAll(async () => {
    w = await makeWorld()
    await populate(w)
  })
  afterAll(() => w.close())
  afterEach(() => vi.restoreAllMocks())
  const { alone, race } = racing(() => w)
  const ROUNDS = 10

  test.each(NAMED)('%s, ten times: one wins, the other is told, and nothing of theirs is left', async (_, pair) => {
    const [before, one, other] = pair
    const traces = [await alone(before, one), await alone(before, other)]
    for (let round = 0; round < ROUNDS; round++) {
      // Each is first as often as the other.
      const turned = round % 2 === 1
      const [first, second] = turned ? [other, one] : [one, other]
      const { statuses, left, moved } = await race(before, first, second, [w.app, w.app])
      const winner = won(statuses, first, second) !== turned ? 0 : 1
      expect({ left, moved }).toEqual({ left: traces[winner], moved: 1 })
    }
  })
  test('there are a hundred rounds', () => {
    expect(PAIRS.length * ROUNDS).toBeGreaterThanOrEqual(100)
  })
  test('negative control: were nobody to ask whether the case has moved, both would write', async () => {
    const { writes } = w.deps.store
    const commit = writes.commit.bind(writes)
    const [before, one, other] = PAIRS[4] ?? [[], ANSWER, ANSWER]
    // Both have looked before either writes; who came before them writes at once.
    const both = meeting(2)
    const isTheirs = (statement: unknown) => [one[1], other[1]].some((action) => argsOf(statement).includes(action))
    vi.spyOn(writes, 'commit').mockImplementation(async (statements) => {
      if (statements.some(isTheirs)) await both()
      return commit(
        statements.map((one) =>
          typeof one === 'object' && 'sql' in one
            ? { ...one, sql: one.sql.replace('no = ? and n = ?)', 'no = ? and n >= ? - 99)') }
            : one,
        ),
      )
    })
    const { statuses } = await race(before, one, other, [w.app, w.app])
    expect(statuses.toSorted()).not.toEqual([200, 409])
  })
})

describe('two nodes on one database server', () => {
  let w: World
  let sms: Awaited<ReturnType<typeof smsSink>>
  let nodes: [Deps, Deps]
  let apps: [World['app'], World['app']]
  let close: () => Promise<void>
  beforeAll(async () => {
    const [server, sink] = await Promise.all([startSqld(), smsSink()])
    sms = sink
    w = await makeWorld({
      place: { url: server.url },
      env: { SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know' },
    })
    await populate(w)
    const other: Deps = { ...w.deps, store: await openStore({ url: server.url }) }
    nodes = [w.deps, other]
    apps = [w.app, createApp(other, { canary: { ready: true }, metrics: metrics(other) })]
    close = async () => {
      await other.store.close()
      await w.close()
      await Promise.all([server.stop(), sms.close()])
    }
  })
  afterAll(() => close())
  const { race } = racing(() => w)
  const { step, citizen } = moving(() => w)
  const both = (work: (node: Deps) => Promise<unknown>) => Promise.all([...nodes, ...nodes].map(work))
  const times = async (no: string, action: string) => {
    const sql = 'select 1 from events where stream = ? and action = ?'
    return (await w.deps.store.heavy.rows({ sql, args: [`case/${no}`, action] })).length
  }

  test.each(NAMED.slice(0, 5))('%s, each on a node of their own: one wins', async (_, [before, one, other]) => {
    const { statuses, moved } = await race(before, one, other, apps)
    won(statuses, one, other)
    expect(moved).toBe(1)
  })

  test('both sweep, twice: each card, each lapse, each way back and each end comes once, and each notice goes once', async () => {
    const NAMED = { person: { name: '周女士', phone: '19900001234' } }
    const does = async (no: string, ...moves: Move[]) => {
      for (const [who, action, said] of moves) {
        const answer = await step(who, no, action, said)
        expect(answer.status, await answer.clone().text()).toBe(200)
      }
    }
    const [late, silent, main, merged, done] = (await Promise.all(Array.from({ length: 5 }, () => sent(w, NAMED)))) as [
      Sent,
      Sent,
      Sent,
      Sent,
      Sent,
    ]
    const outboxes = nodes.map((node) => new Outbox(node))
    await Promise.all(outboxes.map((box) => box.begin()))
    await does(silent.no, ['intake', 'supplement', NOTE])
    for (const { no } of [main, merged]) await does(no, ...HANDLING)
    await does(merged.no, ['handler', 'merge', { into: main.no, ...NOTE }])
    await citizen(main.no, 'withdraw', {})
    await does(done.no, ...HANDLING, ANSWER)

    const on = async (day: string) => {
      w.at(`${day}T09:00:00+08:00`)
      const now = w.deps.now()
      await both((node) => sweep(node, now))
      await both((node) => tidy(node, now))
      await both((node) => noticeTurn(node, now))
      await Promise.all([...outboxes, ...outboxes].map((box) => box.turn(now)))
    }
    for (const day of ['2026-06-22', '2026-06-24', '2026-06-26', '2026-07-28']) await on(day)
    const counted = async (of: Sent, ...actions: Action[]) => Promise.all(actions.map((action) => times(of.no, action)))
    expect(await counted(late, 'yellow', 'red')).toEqual([1, 1])
    expect(await counted(silent, 'lapse')).toEqual([1])
    expect(await counted(merged, 'detach')).toEqual([1])
    expect(await counted(done, 'close', 'archive')).toEqual([1, 1])

    // Who won the races before is chance, and so is what else is told; of this one intake hears twice: soon, and late.
    const told = await w.deps.store.heavy.rows<{ subject: string; what: string; n: number }>(
      'select subject, what, count(*) as n from staff_notices group by person, what, subject, mark order by what',
    )
    expect(told.filter(({ n }) => n !== 1)).toEqual([])
    expect(told.filter(({ subject }) => subject === `case/${late.no}`).map(({ what }) => what)).toEqual([
      'due',
      'overdue',
    ])
    expect(sms.taken.length).toBeGreaterThan(2)
    const deliveries = await w.deps.store.heavy.rows<{ tries: number }>(
      "select tries from deliveries where state = 'sent'",
    )
    expect(deliveries.length).toBeGreaterThan(2)
    expect(deliveries.filter(({ tries }) => tries !== 1)).toEqual([])
  })
})
