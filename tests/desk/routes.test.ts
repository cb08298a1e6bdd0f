import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MATRIX } from '../../api/case/visibility.ts'
import { hashPassword } from '../../api/staff/password.ts'
import { addPeople } from '../../api/staff/people.ts'
import type { Role } from '../../api/staff/role.ts'
import { insert } from '../../db/row.ts'
import { caseBlind } from '../../db/schema.ts'
import { codesOf } from '../code/made.ts'
import { writing } from '../directive/made.ts'
import { rowsOf, visitor } from '../open-day/made.ts'
import { asking, fakeRender, json, LOGINS, pageToken, person, type Sent, sent } from '../support/ask.ts'
import { birds, CANARY, singing, sungThrough } from '../support/canary.ts'
import { render } from '../support/render.ts'
import { TEAM } from '../support/team.ts'
import { makeWorld, post, type World } from '../support/world.ts'
import { surveys } from '../survey/desk.ts'
import { inspecting } from '../visit/inspecting.ts'
import { FORMS, ROUTES, type Rule } from './grid/routes.ts'

let w: World
/** Whose each case is; of one its own handler must not know. */
const READERS = {
  bureau: ['intake', 'assign', 'handler', 'review', 'chief'],
  'let go of': ['intake', 'assign', 'review', 'chief'],
  superior: ['superior'],
  sealed: ['sealed1', 'sealed2'],
} as const
type Case = keyof typeof READERS
const CASES = Object.keys(READERS) as Case[]
const of = {} as Record<Case, Sent>
let enquiry: string
let directive: string
let special: string
let survey: string
let visit: string
let alarm: string
let code: string
let batch: string
let registration: string

const SPECIAL = {
  title: '占道物品搬离执法专项监督',
  department: 'ZFJ',
  basis: '《行政执法监督条例》第六条、年度监督计划',
  person: 'handler',
  dueOn: '2026-07-31',
}

beforeAll(async () => {
  w = await makeWorld({ render: fakeRender, env: { METRICS_TOKEN: 'a token for the metrics' } })
  await addPeople(w.deps.store, TEAM, await hashPassword('a password for the tests'), w.deps.now())
  of.bureau = await sungThrough(w, 'bureau', {})
  of.superior = await sungThrough(w, 'superior', { about: { department: 'SFJ' } })
  for (const [name, more] of [
    ['let go of', {}],
    ['sealed', { category: 'T28' }],
  ] as const) {
    of[name] = await sent(w, singing(more))
    await birds(w, of[name].no)
  }
  await w.deps.store.writes.commit([insert(caseBlind, { no: of['let go of'].no, department: '@handler' })])
  const [asked] = await w.deps.store.heavy.rows<{ id: string }>({
    sql: 'select id from enquiries where no = ?',
    args: [of.bureau.no],
  })
  enquiry = asked?.id ?? ''
  const opened = await asking(w, 'assign')('/api/desk/specials', json('POST', SPECIAL))
  special = ((await opened.json()) as { id: string }).id
  survey = await surveys(() => w).opened()
  const inspections = inspecting(() => w)
  const past = await inspections.past('scjg')
  visit = ((await past.json()) as { no: string }).no
  const [raised] = await inspections.every()
  alarm = raised?.id ?? ''
  ;[code, batch] = await codesOf(w, 'ZFJ')
  await post(w, '/api/open-days/KF-2026-001/registrations', visitor())
  registration = (await rowsOf(w, 'KF-2026-001'))[0]?.id ?? ''
  directive = (await writing(() => w).made({ cases: [of.bureau.no] })).id
})
afterAll(() => w.close())

const routesOf = (world: World) => [
  ...new Set(
    world.app.routes.filter((r) => r.method !== 'ALL' && !r.path.includes('*')).map((r) => `${r.method} ${r.path}`),
  ),
]
const isForm = (route: string) => route.startsWith('POST ') && !route.startsWith('POST /api/')
const unruled = (routes: string[]) =>
  routes.filter((route) => !(isForm(route) ? FORMS[route.slice('POST '.length)] : ROUTES[route]))

/** Things that are there, by the names routes have for them. */
const THERE: Record<string, string> = {
  n: '1',
  k: '1',
  m: '1',
  login: 'stats',
  kind: 'synonym',
  code: 'TYC-001',
  file: 'synonym.xlsx',
  class: 'text',
  mode: 'elder',
  certificate: '37998100001',
  action: 'note',
}
const pathOf = (pattern: string, name: Case) =>
  pattern.replace(/:(\w+)(\{[^}]*\})?/g, (_, part: string) => {
    if (part === 'no') return of[name].no
    if (part === 'visit') return visit
    if (part === 'id' && /visit-alarms|visits\/alarms/.test(pattern)) return alarm
    if (part === 'id' && pattern.includes('/codes/')) return code
    if (part === 'id' && pattern.includes('/open-days/')) return registration
    if (part === 'batch') return batch
    if (part === 'id')
      return pattern.includes('/directives/') ? directive : pattern.includes('/specials/') ? special : enquiry
    if (part === 'code' && pattern.includes('/desk/surveys/')) return survey
    if (part === 'code' && pattern.includes('/desk/open-days/')) return 'KF-2026-001'
    return THERE[part] ?? 'x'
  })

/** Whether a rule lets somebody in, about one of the cases. */
function lets(rule: Rule, login: string | null, name: Case): boolean {
  if (rule === 'anyone') return true
  if (rule === 'sender' || login === null) return false
  if (rule === 'signed in') return true
  const { roles, department } = person(login)
  if (!rule.roles.some((role) => roles.includes(role))) return false
  if (rule.of === 'case') return (READERS[name] as readonly string[]).includes(login)
  if (rule.of === 'enquiry') return department === 'ZFJ'
  if (rule.of === 'visit') return department === 'SFJ' || department === 'SCJG'
  if (rule.of === 'open-day') return department === 'SFJ' || department === 'ZFJ'
  if (rule.of === 'code') return department === 'SFJ' || department === 'ZFJ'
  return (rule.of !== 'document' && rule.of !== 'special') || department === 'SFJ'
}

/** What a refusal may say at most; nothing of the case, its sender, or what was asked about it. */
const CONTENT = Object.entries(CANARY).flatMap(([what, word]) => (/雀|QUE|1391/.test(word) ? [[what, word]] : []))
const REFUSED = [401, 403, 404]

/** Forms that bring files come in parts. */
const WITH_FILES = [
  '/desk/imports',
  '/desk/open-days/:code/photographs',
  '/desk/surveys/:code/list',
  '/desk/codes/batch',
  '/desk/codes/batch/issue',
]
/** Forms that are answered by the page itself, which asks for the case as everybody does. */
const DRAWN = ['/desk/account/interests', '/desk/cases/:no/redaction', '/desk/rules']

async function asked(route: string, login: string | null, name: Case): Promise<Response> {
  const [method = '', pattern = ''] = route.split(' ')
  const ask = asking(w, login, `${login}`)
  const path = pathOf(pattern, name)
  if (!isForm(route)) return ask(path, method === 'GET' ? {} : json(method, {}))
  const typed = new URLSearchParams({ _token: pageToken(w), no: of[name].no, special, code, confirm: 'yes' })
  if (!WITH_FILES.includes(pattern))
    return ask(path, { method, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `${typed}` })
  const body = new FormData()
  for (const [name, value] of typed) body.set(name, value)
  return ask(path, { method, body })
}

/** A page asks whoever is not signed in to do so first. */
const sentAway = (answer: Response) =>
  answer.status === 303 && answer.headers.get('location')?.startsWith('/desk/sign-in') === true

/** Where a route answers whom it ought not, or refuses whom it ought to answer. */
async function wrongIn(route: string, rule: Rule): Promise<string[]> {
  const found: string[] = []
  const hollow = typeof rule === 'object' && rule.hollow
  // What is anyone's is nobody's in particular.
  const actors = rule === 'anyone' ? [null, 'admin'] : [null, ...LOGINS]
  for (const name of route.includes(':no') ? CASES : (['bureau'] as const))
    for (const login of actors) {
      const answer = await asked(route, login, name)
      const text = await answer.text()
      const who = `${route} (${name}) by ${login ?? 'nobody'}: ${answer.status}`
      const refused = REFUSED.includes(answer.status) || sentAway(answer)
      if (lets(rule, login, name)) {
        if (refused && !hollow && rule !== 'anyone') found.push(`${who}, though it is theirs`)
        continue
      }
      if (!refused) found.push(`${who}, though it is not theirs`)
      else if (login === null && rule !== 'sender' && answer.status !== 401 && !sentAway(answer))
        found.push(`${who}, not 401`)
      for (const [what, word = ''] of CONTENT) if (text.includes(word)) found.push(`${who} tells the ${what}`)
    }
  return found
}

test('every route has a rule; a new one needs a line in tests/desk/grid/routes.ts', () => {
  const routes = routesOf(w)
  expect(unruled(routes), 'no rule').toEqual([])
  const ruled = [...Object.keys(ROUTES), ...Object.keys(FORMS).map((path) => `POST ${path}`)]
  expect(
    ruled.filter((route) => !routes.includes(route)),
    'no route',
  ).toEqual([])
  expect(
    Object.values(FORMS).filter((route) => !(route in ROUTES)),
    'no call',
  ).toEqual([])
})

describe('every route, actor and case', () => {
  test.each(Object.entries(ROUTES))('%s', async (route, rule) => {
    expect(await wrongIn(route, rule)).toEqual([])
  })
  // Forms of the sender and of anyone stand below the slip, and say so themselves.
  const desks = Object.entries(FORMS).filter(([path]) => path.startsWith('/desk') && path !== '/desk/sign-in')
  test.each(desks)('the form at %s is for whoever may call %s', async (path, call) => {
    w.deps.render = DRAWN.includes(path) ? render : fakeRender
    expect(await wrongIn(`POST ${path}`, ROUTES[call] ?? 'sender')).toEqual([])
  })
  const senders = Object.entries(ROUTES).filter(([route, rule]) => rule === 'sender' && route.includes(':no'))
  test.each(senders)('%s is for whoever has the code, and for no other code', async (route) => {
    const [one, other] = [await sent(w, singing()), of.bureau]
    await birds(w, one.no)
    const [method = '', pattern = ''] = route.split(' ')
    const path = pattern.replace(':no', one.no).replace(':n', '1')
    const by = async (code: string) => {
      const headers = { 'content-type': 'application/json', 'x-query-code': code }
      const answer = await w.app.request(path, { method, headers, ...(method !== 'GET' && { body: '{}' }) })
      return [answer.status, await answer.text()] as const
    }
    const [status, text] = await by(other.queryCode)
    expect(status).toBe(404)
    for (const [, word = ''] of CONTENT) expect(text).not.toContain(word)
    // The file itself lies nowhere in this test.
    if (!pattern.endsWith('/:n')) expect((await by(one.queryCode))[0]).not.toBe(404)
  })
})

describe('the grid would notice', () => {
  test('a route that nobody ruled', () => {
    expect(unruled(['GET /api/nothing', 'POST /nothing', 'GET /api/desk/cases'])).toEqual([
      'GET /api/nothing',
      'POST /nothing',
    ])
  })
  test('a rule that lets in one role more, or one fewer', async () => {
    const CASE = ['intake', 'assign', 'handler', 'review', 'superior', 'sealed'] as Role[]
    const fewer = await wrongIn('GET /api/desk/cases/:no', { roles: CASE, of: 'case' })
    expect(fewer).toContain('GET /api/desk/cases/:no (bureau) by chief: 200, though it is not theirs')
    expect(fewer.join()).toContain('tells the account')
    const more = await wrongIn('GET /api/desk/staff', { roles: ['admin', 'chief'] })
    expect(more).toEqual(['GET /api/desk/staff (bureau) by chief: 403, though it is theirs'])
  })
  test('a field without a row that is drawn all the same: what is read is looked at, and the words are there', async () => {
    const text = await (await asked('GET /api/desk/cases/:no', 'handler', 'bureau')).text()
    for (const [what, word = ''] of CONTENT)
      if (!['name', 'phone', 'guardian'].includes(what ?? '') && what !== 'before') expect(text, what).toContain(word)
    expect(Object.keys(MATRIX).length).toBeGreaterThan(10)
  })
})
