import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { append } from '../../api/case/event.ts'
import { ACTIONS, type Action, type Bar, STEPS, type Status, type Step, step } from '../../api/case/workflow.ts'
import { fromForm } from '../../api/form.ts'
import { hashPassword } from '../../api/staff/password.ts'
import { addPeople } from '../../api/staff/people.ts'
import { CASEWORK } from '../../api/staff/role.ts'
import { insert } from '../../db/row.ts'
import { caseLinks, leads } from '../../db/schema.ts'
import { ROWS, type Row } from '../journeys/rows/table.ts'
import { asking, json, LOGINS, person, sent } from '../support/ask.ts'
import { called } from '../support/called.ts'
import { moving } from '../support/canary.ts'
import { TEAM } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'
import { may } from './grid/oracle.ts'

let w: World
/** What cases are merged into, by whoever reads it. */
const main = {} as Record<Home, string>
/** What cases are put under. */
const special = { sealed: '' } as Record<Home, string>
const SPECIAL = { title: '占道物品搬离执法专项监督', sector: '城市管理', basis: '年度监督计划', dueOn: '2026-07-31' }
const { n } = moving(() => w)
beforeAll(async () => {
  w = await makeWorld()
  await addPeople(w.deps.store, TEAM, await hashPassword('a password for the tests'), w.deps.now())
  main.bureau = main.sealed = (await sent(w)).no
  for (const [home, by, person] of [
    ['bureau', 'assign', 'handler'],
    ['superior', 'superior', 'superior'],
  ] as const) {
    const opened = await asking(w, by)('/api/desk/specials', json('POST', { ...SPECIAL, person }))
    special[home] = ((await opened.json()) as { id: string }).id
  }
  main.superior = (await sent(w, { about: { department: 'SFJ' } })).no
})
afterAll(() => w.close())

/** Where a case may lie, who reads it there, and what then stands against steps on it. */
const HOMES = {
  bureau: { handler: 'SFJ', lane: 'general', readers: ['intake', 'assign', 'handler', 'review', 'chief'], bar: 'open' },
  superior: { handler: 'DDSFJ', lane: 'general', readers: ['superior'], bar: 'open' },
  sealed: { handler: 'SEALED', lane: 'sealed', readers: ['sealed1', 'sealed2'], bar: 'sealed' },
} as const
type Home = keyof typeof HOMES

/** What somebody else must have asked for before. */
const ASKED: Partial<Record<Action, Action>> = { grant: 'extend', permit: 'petition', adjudge: 'contest' }
const barsFor = (action: Action, home: Home): Bar[] => [
  HOMES[home].bar,
  ...(action === 'grant' ? (['asked'] as const) : (['unasked'] as const)),
  ...(action === 'permit' ? (['petitioned'] as const) : (['unpetitioned'] as const)),
  ...(action === 'adjudge' ? [] : (['uncontested'] as const)),
  ...(action === 'callback' ? [] : (['unwished'] as const)),
  // What is sealed is counted nowhere, and nothing of it is mistaken there.
  ...(action === 'contest' && home !== 'sealed' ? [] : (['incontestable'] as const)),
]

/** A case put where a step begins: its row, and the event that says how it came there. */
async function placed(action: Action, home: Home): Promise<string> {
  const { no } = await sent(w, { person: { name: '周女士', phone: '19900001234' } })
  const { handler, lane } = HOMES[home]
  const [status = 'received'] = step(action).from
  const before = ASKED[action] ?? 'note'
  const event = append({
    stream: `case/${no}`,
    n: 2,
    at: w.deps.now(),
    actor: { kind: 'person', login: 'somebody' },
    action: before,
    data: { days: 5 },
    state: { status, handler, lane },
  })
  const moved = `update cases set status = ?, handler = ?, lane = ?, due_on = '2026-07-15', answer_by = '2026-07-15', n = 2${action === 'contest' ? ", kind = 'rating', channel = 'RATING'" : ''} where no = ?`
  const here = { sql: moved, args: [status, handler, lane, no] }
  const under = insert(caseLinks, { no, main: special[home], kind: 'grouped', told: null })
  const more = action === 'ungroup' ? [under] : action === 'callback' ? [insert(leads, called(w, no))] : []
  await w.deps.store.writes.commit([...event.statements, here, ...more])
  return no
}

const GROUPS: readonly Action[] = ['group', 'ungroup']

/** What is said with a step, as its row in the browser says it. */
const saidIn = (action: Action, home: Home) => {
  const { says = {} } = ROWS[action] as Row
  return fromForm(step(action).says, {
    ...says,
    ...('into' in says && { into: main[home] }),
    ...(GROUPS.includes(action) && { special: special[home] }),
  })
}
const take = async (login: string | null, no: string, action: Action, home: Home) =>
  asking(w, login)(`/api/desk/cases/${no}/steps`, json('POST', { action, n: await n(no), ...saidIn(action, home) }))

/** Whom the door refuses and how; those it lets in are asked after. */
function refusal(login: string | null, action: Action, home: Home): number[] {
  if (login === null) return [401]
  const { roles } = person(login)
  if (!roles.some((role) => role === 'sealed' || CASEWORK.includes(role))) return [403]
  if (!(HOMES[home].readers as readonly string[]).includes(login)) return [404]
  const status = step(action).from[0] as Status
  return may(roles, status, barsFor(action, home)).includes(action) ? [] : [403, 409]
}

async function wrongIn(action: Action): Promise<string[]> {
  const found: string[] = []
  for (const home of Object.keys(HOMES) as Home[]) {
    const no = await placed(action, home)
    // Whoever reads no case at all is refused alike wherever it lies.
    const people = [null, ...LOGINS].filter((login) => home === 'bureau' || refusal(login, action, home)[0] !== 403)
    const [refused, taking] = [[], []] as [(string | null)[], (string | null)[]]
    for (const login of people) (refusal(login, action, home).length ? refused : taking).push(login)
    for (const login of refused) {
      const was = await n(no)
      const answer = await take(login, no, action, home)
      const text = await answer.text()
      if (!refusal(login, action, home).includes(answer.status) || (await n(no)) !== was || text.includes('三轮车'))
        found.push(`${action}, ${home}, ${login ?? 'nobody'}: ${answer.status} ${text.slice(0, 200)}`)
    }
    for (const [index, login] of taking.entries()) {
      const of = index === 0 ? no : await placed(action, home)
      const answer = await take(login, of, action, home)
      if (answer.status !== 200 || (await n(of)) !== 3)
        found.push(`${action}, ${home}, ${login}: ${answer.status} ${(await answer.text()).slice(0, 200)}`)
    }
  }
  return found
}

const DESK = ACTIONS.filter((action) => step(action).by.some((hat) => hat !== 'citizen' && hat !== 'system'))

describe('at the door, with everything said that there is to say', () => {
  test.each(DESK)(
    '“%s” is taken by those who may, once; everybody else hears why not, and nothing moves',
    async (action) => {
      expect(await wrongIn(action)).toEqual([])
    },
  )
  test.each(DESK)('“%s” is not taken from where it does not begin', async (action) => {
    const [login = 'intake'] = LOGINS.filter((one) => person(one).roles.some((role) => step(action).by.includes(role)))
    const at = (Object.keys(HOMES) as Home[]).find((one) => (HOMES[one].readers as readonly string[]).includes(login))
    const home = at ?? 'bureau'
    const no = await placed(action, home)
    const [elsewhere] = (['archived', 'received'] as const).filter((status) => !step(action).from.includes(status))
    if (!elsewhere) return expect(['note', ...GROUPS]).toContain(action)
    await w.deps.store.writes.commit([{ sql: 'update cases set status = ? where no = ?', args: [elsewhere, no] }])
    expect([(await take(login, no, action, home)).status, await n(no)]).toEqual([409, 2])
  })
})

describe('the door would notice', () => {
  const kept = { ...STEPS.urge } as Step
  afterEach(() => Object.assign(STEPS.urge, kept))
  test('a role too many and a role too few', async () => {
    Object.assign(STEPS.urge, { by: ['chief', 'superior', 'intake'] })
    const found = await wrongIn('urge')
    expect(found.map((line) => line.slice(0, 30))).toEqual([
      expect.stringMatching(/^urge, bureau, intake: 200/),
      expect.stringMatching(/^urge, bureau, review: 403/),
    ])
  })
})
