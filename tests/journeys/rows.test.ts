import { afterEach, describe, expect, test } from 'vitest'
import { ACTIONS, type Action, STEPS, type Step } from '../../api/case/workflow.ts'
import { insert } from '../../db/row.ts'
import { leads } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import { called } from '../support/called.ts'
import { improved } from '../support/rating.ts'
import { track } from './people.ts'
import { opinion } from './rows/opinion.ts'
import { clocked } from './rows/portal.ts'
import { telling } from './rows/story.ts'
import { ROWS, type Row, TO_OTHERS } from './rows/table.ts'

const city = clocked()
const { arrives, noise, performed, prepare, taken, takes, seats } = telling(city)

const NAMED = { person: { name: '周女士', phone: '19900001234' } }
const SPECIAL = {
  title: '占道物品搬离执法专项监督',
  department: 'ZFJ',
  basis: '《行政执法监督条例》第六条、年度监督计划',
  person: 'handler',
  dueOn: '2026-07-31',
}
const TO_HAND = [
  ['intake', 'accept'],
  ['assign', 'assign', { person: 'handler' }],
  ['handler', 'sign'],
] as const satisfies [string, Action, object?][]
const handled = async (more: Record<string, unknown> = {}) => {
  const one = await arrives(more)
  await prepare(one.no, ...TO_HAND)
  return one
}
const reachable = (one: { no: string }, by: string) => seats().facing(by, `/desk/cases/${one.no}`)

describe('every row of the workflow, from its button, by its person', () => {
  test('through all hands with a 意见书, answered, judged, looked at again, put away and opened once more', {
    timeout: 120_000,
  }, async () => {
    const one = await arrives(NAMED)
    await takes(one, 'accept', 'assign', 'sign', 'note', 'record', 'extend', 'grant', 'urge', 'suspend', 'resume')
    await takes(one, 'message', 'write', 'unveil')
    const number = await opinion(seats(), one.no)
    expect(await (await reachable(one, 'review')).textContent('main')).toContain(number)
    await takes(one, 'submit', 'review', 'approve', 'rework')
    await prepare(
      one.no,
      ['handler', 'submit', { outcome: 'upheld', note: ROWS.submit.says.note }],
      ['review', 'review', { decision: 'pass', note: '同意' }],
      ['chief', 'approve', { decision: 'pass', note: '同意' }],
    )
    await takes(one, 'answer', 'rate', 'appeal', 'recheck', 'close')
    await prepare(one.no, ['sender', 'rate', { grade: 3, reasons: [] }])
    await takes(one, 'archive')
    // What the body was sent stays with the case, and says nothing to its sender.
    expect(await (await reachable(one, 'review')).textContent('main')).toContain(number)
    expect(await one.visitor.page.textContent('main')).not.toContain(number)
    await takes(one, 'reopen')
  })
  test('what is missing comes, and is doubted and refused by two people', async () => {
    await takes(await arrives(), 'supplement', 'add', 'doubt', 'confirm')
  })
  test('put right within ten minutes, then refused', async () => {
    await takes(await arrives(), 'edit', 'refuse')
  })
  test('transferred, with its receipt', async () => {
    await takes(await arrives(), 'transfer', 'receipt')
  })
  test('disputed, settled, sent back, let go of, and withdrawn', async () => {
    const one = await arrives()
    await prepare(one.no, ['intake', 'accept'])
    await takes(one, 'dispute', 'settle')
    await prepare(one.no, ['assign', 'assign', { person: 'handler' }])
    await takes(one, 'return')
    await prepare(one.no, ['assign', 'assign', { person: 'handler' }])
    await takes(one, 'recuse')
    expect(await (await reachable(one, 'handler')).textContent('main')).not.toContain(one.no)
    await takes(one, 'renew', 'withdraw')
  })
  test('sealed, and given back by two of the sealed desk', async () => {
    const one = await arrives()
    await takes(one, 'seal')
    expect(await (await reachable(one, 'intake')).textContent('main')).not.toContain(one.no)
    await takes(one, 'release', 'resolve')
  })
  test('of whoever asked for confidence the name is opened with leave by another', async () => {
    const one = await handled({ ...NAMED, confidential: true })
    await takes(one, 'petition', 'permit')
  })
  test('bodies are asked, entrusted and called, and a part goes its own way', async () => {
    await takes(await handled(), 'enquire', 'entrust', 'call', 'split')
  })
  test('an unhappy rating becomes a case, is called mistaken, and somebody else decides', async () => {
    const one = await handled(NAMED)
    await prepare(one.no, ['handler', 'answer', { note: ROWS.answer.says.note }])
    const child = await improved(city.world, one, { grade: 1, reasons: ['slow'] })
    await prepare(child, ...TO_HAND)
    await takes({ ...one, no: child }, 'contest', 'adjudge')
  })
  test('whoever sent a lead and wished it is called back', async () => {
    const one = await handled(NAMED)
    await city.world.deps.store.writes.commit([insert(leads, called(city.world, one.no))])
    await prepare(one.no, ['handler', 'answer', { note: ROWS.answer.says.note }])
    await takes(one, 'callback')
  })
  test('merged, answered with the main case, and on its own where that came to nothing', async () => {
    const [main, one, gone, other] = [await handled(), await handled(), await handled(), await handled()]
    const merge = { ...ROWS.merge, says: { ...ROWS.merge.says, into: main.no } }
    expect((await taken(one, 'merge', merge)).found).toEqual([])
    const clock = () => prepare(main.no, ['handler', 'answer', TO_OTHERS])
    expect((await taken(one, 'follow', ROWS.follow, { clock })).found).toEqual([])
    await prepare(other.no, ['handler', 'merge', { into: gone.no, note: ROWS.merge.says.note }])
    await prepare(gone.no, ['sender', 'withdraw'])
    await takes(other, 'detach')
  })
  test('put under a special supervision and taken out of it', async () => {
    const one = await handled()
    const opened = await asking(city.world, 'assign')('/api/desk/specials', json('POST', SPECIAL))
    const { id } = (await opened.json()) as { id: string }
    for (const action of ['group', 'ungroup'] as const) {
      const row: Row = ROWS[action]
      const { found } = await taken(one, action, { ...row, says: { ...row.says, special: id } })
      expect(found).toEqual([])
    }
  })
})

describe('the walk would notice', () => {
  afterEach(() => {
    delete (STEPS.assign as Step).told
  })
  test('a step that is told though its row says nothing of it', async () => {
    const one = await arrives()
    await prepare(one.no, ['intake', 'accept'])
    ;(STEPS.assign as Step).told = '已分办'
    const { found } = await taken(one, 'assign', ROWS.assign)
    expect(found.join()).toMatch(/what the sender is told is \["已分办"/)
  })
  test('a date, a status, words that are spoken, and what is not told', async () => {
    const one = await arrives()
    const wrong = { ...ROWS.accept, stands: ['办理中', '2026-07-14'], says: { note: '先看录像' } } as const
    const { told: _told, sender: _sender, ...silent } = wrong
    expect((await taken(one, 'accept', silent)).found).toEqual([
      'accept: the case is ["已受理","2026-07-15"], not ["办理中","2026-07-14"]',
      expect.stringMatching(/the sender’s case is/),
      expect.stringMatching(/what the sender is told is \["已受理","已提交"\]/),
      expect.stringMatching(/the sender’s page is/),
    ])
  })
  test('a row that nobody took', () => {
    expect(untaken(new Set(ACTIONS.filter((action) => action !== 'urge')))).toEqual(['urge'])
  })
})

// Last, for sessions end over night.
test('every row of the clock: a card the working day before, another after, and what was not supplied lapses', async () => {
  const [late, silent] = [await arrives(), await arrives()]
  await prepare(silent.no, ['intake', 'supplement', ROWS.supplement.says])
  const on = async (day: string, { no, queryCode, visitor }: typeof late) => {
    city.world.at(`${day}T09:00:00+08:00`)
    await track(visitor.page, { no, code: queryCode })
  }
  await on('2026-06-22', late)
  await takes(late, 'yellow')
  await on('2026-06-24', late)
  await takes(late, 'red')
  await on('2026-06-26', silent)
  await takes(silent, 'lapse')
})

const untaken = (taken: ReadonlySet<Action>) => Object.keys(ROWS).filter((action) => !taken.has(action as Action))
test('every row was taken', () => {
  expect(untaken(performed)).toEqual([])
  expect(Object.keys(ROWS).sort()).toEqual([...ACTIONS].sort())
})
test('the desk had nothing to complain about', async () => expect(await noise()).toEqual([]))
