import { afterAll, beforeAll, expect, test } from 'vitest'
import { noticeTurn } from '../../api/notice/digest.ts'
import { addPeople } from '../../api/staff/people.ts'
import type { Role } from '../../api/staff/role.ts'
import { openTurn } from '../../api/survey/opening.ts'
import { json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { PATH, surveys, team } from '../survey/desk.ts'
import { anyAnswer, closedSurvey, dice } from '../survey/filled.ts'

/** A second chief, who draws surveys up as well, and a colleague who draws up others. */
const BOTH = { login: 'both', name: '兼任', roles: ['stats', 'chief'] as Role[], department: 'SFJ', post: '兼任' }
const COLLEAGUE = { login: 'stats2', name: '同事', roles: ['stats'] as Role[], department: 'SFJ', post: '统计岗' }
const OTHER = { login: 'evaluator2', name: '另一家', roles: ['evaluator'] as Role[], department: '', post: '测评' }
const PEOPLE = [BOTH, COLLEAGUE, OTHER, 'stats', 'chief', 'evaluator1', 'handler', 'superior', 'zfj'] as const

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
  await addPeople(w.deps.store, [BOTH, COLLEAGUE], 'none', w.deps.now())
  await noticeTurn(w.deps, w.deps.now())
})
afterAll(() => w.close())
const { ask, taken, proposed } = surveys(() => w)

/** Who is told what of a survey now; a notice that concerns nobody any more is not among them. */
async function told(code: string) {
  await noticeTurn(w.deps, w.deps.now())
  const said: string[] = []
  for (const who of PEOPLE) {
    const { items } = (await (await ask(who)('/api/desk/notices')).json()) as {
      items: { what: { label: string }; about: string; href: string }[]
    }
    for (const { what, about, href } of items)
      if (href === `/desk/surveys/${code}`)
        said.push(`${typeof who === 'string' ? who : who.login} ${what.label} ${about}`)
  }
  return [...new Set(said)].sort()
}

test('a survey put forward waits for the chiefs; returned or approved, whoever drew it up is told', async () => {
  const code = await proposed()
  expect(await told(code)).toEqual([`both 等您审核或确认 测评${code}`, `chief 等您审核或确认 测评${code}`])
  await taken('chief', code, 'return', { note: '样本要覆盖全部乡镇。' })
  expect(await told(code)).toEqual([`stats 退回给您 测评${code}`])
  await taken('stats', code, 'propose')
  expect(await told(code)).toEqual([`both 等您审核或确认 测评${code}`, `chief 等您审核或确认 测评${code}`])
  await taken('chief', code, 'approve')
  expect(await told(code)).toEqual([`evaluator1 有新的要办 测评${code}`, `stats 已经批准 测评${code}`])
  await taken('chief', code, 'close', { note: '题目有误，提前截止。' })
  expect(await told(code)).toEqual([])
})

test('whoever had a hand in it is not told to approve it, though a chief', async () => {
  const code = await proposed()
  const { n } = (await (await ask('chief')(`${PATH}/${code}`)).json()) as { n: number }
  await ask(BOTH)(`${PATH}/${code}/steps`, json('POST', { action: 'frame', n, frame: '全市，500000，400' }))
  expect(await told(code)).toEqual([`chief 等您审核或确认 测评${code}`])
})

test('an opened box is told to statistics, and to the chief once no odd answer waits', async () => {
  const roll = dice(3)
  const answers = Array.from({ length: 40 }, () => anyAnswer(roll, ['CD']))
  await closedSurvey(w.deps, 'CP-2026-91', answers)
  await closedSurvey(w.deps, 'CP-2026-92', [...answers, { ...anyAnswer(roll, ['CD']), marks: ['fast'] }])
  expect(await told('CP-2026-91')).toEqual([])
  await openTurn(w.deps, w.deps.now())
  const opened = (code: string) => ['both', 'stats', 'stats2'].map((login) => `${login} 已经开箱，请看结果 测评${code}`)
  const waits = (code: string) => ['both', 'chief'].map((login) => `${login} 等您审核或确认 测评${code}`)
  expect(await told('CP-2026-91')).toEqual([...opened('CP-2026-91'), ...waits('CP-2026-91')].sort())
  expect(await told('CP-2026-92')).toEqual(opened('CP-2026-92'))
  const { n } = (await (await ask('stats')(`${PATH}/CP-2026-92/odd`)).json()) as { n: number }
  const judged = await ask('stats')(
    `${PATH}/CP-2026-92/odd`,
    json('POST', { n, mark: 'fast', review: 'excluded', reason: '两秒答完，没有看题。' }),
  )
  expect(judged.status, await judged.clone().text()).toBe(200)
  expect(await told('CP-2026-92')).toEqual([...opened('CP-2026-92'), ...waits('CP-2026-92')].sort())
})
