import { createPublicKey } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROLE, type Role } from '../../api/staff/role.ts'
import { signBlinded } from '../../api/survey/ballot.ts'
import { closeTurn } from '../../api/survey/closing.ts'
import { playSurveys } from '../../api/survey/play.ts'
import {
  ACTIONS,
  type Action,
  allowed,
  type Bar,
  MOVES,
  step as row,
  STATUS,
  type Status,
} from '../../api/survey/workflow.ts'
import { readContent } from '../../content/load.ts'
import { json, person } from '../support/ask.ts'
import { makeWorld, type World, world } from '../support/world.ts'
import { FRAME, PATH, SURVEY, surveys, team } from './desk.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
})
afterAll(() => w.close())
const { ask, seen, step, taken, drawn, proposed, opened } = surveys(() => w)
const rows = <T extends object>(sql: string, ...args: string[]) => w.deps.store.heavy.rows<T>({ sql, args })

/** Written by hand, beside the table: who may do what, where. */
const MAY: Record<Status, Partial<Record<Role, Action[]>>> = {
  draft: { stats: ['edit', 'frame', 'propose'], evaluator: ['frame'] },
  proposed: { stats: ['frame'], chief: ['return', 'approve'], evaluator: ['frame'] },
  open: { stats: ['letters', 'invite'], chief: ['close'], evaluator: ['enter'] },
  closed: {},
  counted: { chief: ['publish'] },
  reported: { chief: ['renew'] },
}

describe('the table', () => {
  test.each(Object.keys(STATUS) as Status[])('%s', (status) => {
    for (const role of Object.keys(ROLE) as Role[])
      expect(allowed(status, [role], new Set()), role).toEqual(
        ACTIONS.filter((action) => MAY[status][role]?.includes(action)),
      )
  })
  test('each bar is against something, and takes it away', () => {
    const bars: Bar[] = ['hands', 'odd', 'alone', 'stranger', 'public', 'early', 'unframed']
    for (const bar of bars) {
      const against = ACTIONS.filter((action) => row(action).unless?.includes(bar))
      expect(against, bar).not.toEqual([])
      for (const action of against) {
        const { from, by } = row(action)
        expect(allowed(from[0]!, by, new Set([bar]))).not.toContain(action)
      }
    }
  })
})

describe('a survey', () => {
  test('goes from draft to open, with what it asks fixed and a key for its ballots', async () => {
    const code = await drawn()
    expect(code).toMatch(/^CP-2026-\d\d$/)
    await taken('stats', code, 'edit', { ...SURVEY, title: '2026年上半年测评（改）' })
    await taken('evaluator1', code, 'frame', { frame: FRAME })
    await taken('stats', code, 'propose')
    await taken('chief', code, 'return', { note: '抽样办法请写明白。' })
    await taken('stats', code, 'propose')
    await taken('chief', code, 'approve')
    const now = await seen('stats', code)
    expect(now).toMatchObject({ status: 'open', questionnaire: { version: 1 }, frames: [{ asked: 0 }, { asked: 0 }] })
    expect(now.history.map(({ label }) => label)).toEqual([
      '起草',
      '修改',
      '设定样本框',
      '提请批准',
      '退回修改',
      '提请批准',
      '批准并开始',
    ])
    const [kept] = await rows<{ publicKey: string; key: string }>(
      'select public_key as publicKey, hex(sealed_key) as key from surveys where code = ?',
      code,
    )
    const key = createPublicKey({ key: Buffer.from(kept!.publicKey, 'base64'), format: 'der', type: 'spki' })
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048)
    // The other half opens for this survey only.
    const blinded = Buffer.alloc(256, 1).toString('base64url')
    const sealed = Buffer.from(kept!.key, 'hex')
    expect(signBlinded(w.deps.secrets, code, sealed, blinded)).toBeDefined()
    expect(() => signBlinded(w.deps.secrets, 'CP-2026-99', sealed, blinded)).toThrow()
  })

  test('is not moved by whom the table does not name, whatever they send', async () => {
    const code = await proposed()
    for (const login of ['admin', 'intake', 'handler', 'review', 'superior', 'sealed1', 'editor', 'scjg', 'contact1'])
      expect((await step(login, code, 'approve')).status, login).toBe(403)
    expect((await step('stats', code, 'approve')).status).toBe(403)
    expect((await step('evaluator1', code, 'approve')).status).toBe(403)
    expect((await step('chief', code, 'propose')).status).toBe(403)
    expect((await step('chief', code, 'close', { note: '已经够了，提前截止。' })).status).toBe(409)
    // A chief of a body is no chief of the bureau.
    const elsewhere = { ...person('chief'), department: 'SCJG' }
    expect((await step(elsewhere, code, 'approve')).status).toBe(403)
    for (const action of ['letters', 'invite', 'enter', 'publish', 'renew'])
      expect((await step('stats', code, action)).status).toBe(422)
    expect((await seen('stats', code)).status).toBe('proposed')
  })

  test('is not approved by whoever drew it up', async () => {
    const both = { ...person('stats'), login: 'both', roles: ['stats', 'chief'] as Role[] }
    const code = await drawn()
    await taken(both, code, 'propose')
    const refused = await step(both, code, 'approve')
    expect(refused.status).toBe(403)
    expect(await refused.text()).toContain('由别的同事来办')
    // The control: another person does.
    await taken('chief', code, 'approve')
  })

  test('acts on nothing older than what is there; of two at once one wins', async () => {
    const code = await proposed()
    const { n } = await seen('stats', code)
    const stale = await ask('chief')(`${PATH}/${code}/steps`, json('POST', { action: 'approve', n: n - 1 }))
    expect(stale.status).toBe(409)
    const both = await Promise.all([
      ask('chief')(`${PATH}/${code}/steps`, json('POST', { action: 'approve', n })),
      ask('chief')(`${PATH}/${code}/steps`, json('POST', { action: 'return', n, note: '抽样办法请写明白。' })),
    ])
    expect(both.map((a) => a.status).sort()).toEqual([200, 409])
    const numbered = await rows<{ n: number }>('select n from events where stream = ? order by n', `survey/${code}`)
    expect(numbered.map((e) => e.n)).toEqual(numbered.map((_, i) => i + 1))
  })

  test('says what is wrong with it', async () => {
    const said = async (more: Record<string, unknown>) =>
      (await ask('stats')(PATH, json('POST', { ...SURVEY, ...more }))).text()
    expect(await said({ questionnaire: 'WJ-NONE' })).toContain('这份问卷现在没有生效')
    expect(await said({ opensOn: '2026-07-01' })).toContain('截止日期早于开始日期')
    expect(await said({ opensOn: '2026-06-01', closesOn: '2026-06-02' })).toContain('最后一天不能早于今天')
    expect(await said({ evaluator: 'handler' })).toContain('没有这个测评机构账号')
    expect(await said({ quota: 5 })).toContain('30到1000000')
    const code = await drawn()
    const framed = async (frame: string) => (await step('stats', code, 'frame', { frame })).text()
    expect(await framed('城区，120')).toContain('第1行：写成')
    expect(await framed('城区，120，30\n乡镇，20，30')).toContain('第2行：要访问的人数多于总人数')
    expect(await framed('城区，120，30\n城区，20，3')).toContain('前面已经有了')
  })

  test('begins on the day it is approved when its first day has gone by, and not at all after its last', async () => {
    const [late, over] = [await proposed({ opensOn: '2026-06-10' }), await proposed({ closesOn: '2026-06-15' })]
    w.at('2026-06-16T09:00:00+08:00')
    await taken('chief', late, 'approve')
    expect(await seen('stats', late)).toMatchObject({ opensOn: '2026-06-16', status: 'open' })
    const answer = await step('chief', over, 'approve')
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('最后一天已经过了')
    w.at('2026-06-15T10:24:00+08:00')
  })

  test('ends by itself after its last day or when there are enough answers, and not before', async () => {
    const [byDay, byQuota, early] = [await opened(), await opened({ quota: 30 }), await opened({ quota: 31 })]
    for (const code of [byQuota, early])
      await w.deps.store.writes.commit([{ sql: 'update surveys set answers = 30 where code = ?', args: [code] }])
    await closeTurn(w.deps, w.deps.now())
    const statuses = async () => Promise.all([byDay, byQuota, early].map(async (c) => (await seen('stats', c)).status))
    expect(await statuses()).toEqual(['open', 'closed', 'open'])
    await closeTurn(w.deps, new Date('2026-06-30T23:59:00+08:00'))
    expect(await statuses()).toEqual(['open', 'closed', 'open'])
    await closeTurn(w.deps, new Date('2026-07-01T00:01:00+08:00'))
    expect(await statuses()).toEqual(['closed', 'closed', 'closed'])
    expect((await seen('stats', byQuota)).history.at(-1)).toMatchObject({
      label: '自动截止',
      by: '系统',
      note: '已经收满',
    })
    expect((await seen('stats', byDay)).history.at(-1)).toMatchObject({ note: '到期' })
  })
})

test('a first start finds one of each purpose open, drawn up and approved by the real steps', async () => {
  const content = readContent('content')
  const own = await world()
  await team(own)
  // What they ask was published weeks before.
  own.at('2026-07-10T10:24:00+08:00')
  expect(await playSurveys(own.deps, content.people, content.surveys, own.deps.now())).toBe(4)
  const there = surveys(() => own)
  const { items } = (await (await there.ask('chief')(PATH)).json()) as { items: { code: string; status: string }[] }
  expect(items.map(({ status }) => status)).toEqual(['open', 'open', 'open', 'open'])
  const found = await there.seen('chief', items.at(-1)!.code)
  expect(found).toMatchObject({ opensOn: '2026-07-07', closesOn: '2026-08-06', open: true, invites: true })
  expect(found.history.map(({ label }) => label)).toEqual(['起草', '设定样本框', '提请批准', '批准并开始'])
})

test('moves are steps of the table', () => {
  expect(ACTIONS.filter((a) => !MOVES.some((m) => m === a))).toEqual(['letters', 'invite', 'enter', 'publish', 'renew'])
})
