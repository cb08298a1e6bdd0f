import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../api/staff/role.ts'
import { unseal } from '../../api/survey/box.ts'
import { json, pageToken, sent } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { PATH, surveys, team } from './desk.ts'

let w: World
let code: string
beforeAll(async () => {
  w = await makeWorld({ render })
  await team(w)
  code = await opened()
})
afterAll(() => w.close())
const { ask, seen, opened, proposed } = surveys(() => w)
const OTHER = { login: 'evaluator2', name: '另一家', roles: ['evaluator'] as Role[], department: '', post: '测评' }
const VISIT = { stratum: 's01', channel: 'visit' }
/** Somebody who met nobody: what is asked of them is short. */
const ANSWERS = { contact: 'no' }
const entered = (body: Record<string, unknown>, of = code, who: Parameters<typeof ask>[0] = 'evaluator1') =>
  ask(who)(`${PATH}/${of}/entries`, json('POST', body))
const boxed = async (of = code) =>
  (
    await w.deps.store.heavy.rows<{ sealed: string }>({
      sql: 'select hex(sealed) as sealed from survey_box where survey = ?',
      args: [of],
    })
  ).map(({ sealed }) => unseal(w.deps.secrets, of, Buffer.from(sealed, 'hex')))
const posted = (path: string, values: [string, string][]) =>
  ask('evaluator1')(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `${new URLSearchParams([['_token', pageToken(w)], ...values])}`,
  })

/** The questions that must be answered on the shortest way, found by asking. */
async function shortest(): Promise<Record<string, unknown>> {
  const questionnaire = (await (await ask('evaluator1')(`${PATH}/${code}/questionnaire`)).json()) as {
    sections: { questions: { id: string; asks: string; options?: { id: string }[]; required?: boolean }[] }[]
  }
  const all = questionnaire.sections.flatMap((s) => s.questions)
  const answers: Record<string, unknown> = { ...ANSWERS }
  for (let turn = 0; turn < 20; turn++) {
    const answer = await entered({ ...VISIT, stratum: 'none', answers })
    const { fields } = (await answer.json()) as { fields: { path: string }[] }
    const missing = fields.map(({ path }) => path.replace('answers.', '')).filter((id) => all.some((q) => q.id === id))
    if (missing.length === 0) return answers
    for (const id of missing) {
      const q = all.find((one) => one.id === id)
      const first = q?.options?.[0]?.id
      answers[id] = q?.asks === 'grade' ? '4' : q?.asks === 'multiple' ? [first] : first
    }
  }
  throw new Error('no way leads to the end')
}

test('an evaluating body enters what it was told, sealed, counted by part, and sees none of it again', async () => {
  const answers = await shortest()
  expect(await boxed()).toEqual([])
  const answer = await entered({ ...VISIT, answers })
  expect(answer.status, await answer.clone().text()).toBe(201)
  expect(await answer.json()).toEqual({ asked: 1 })
  expect(await boxed()).toEqual([{ answers, channel: 'visit', stratum: 's01', marks: [] }])
  expect((await seen('evaluator1', code)).frames.map(({ asked }) => asked)).toEqual([1, 0])
  // How many there are in all, and what became of the survey, is not told to it.
  expect(await seen('evaluator1', code)).toMatchObject({ numbers: null, history: [], evaluator: null })
  const page = await (await ask('evaluator1')(`/desk/surveys/${code}`)).text()
  expect(page).not.toContain('收到答卷')
  expect(await (await ask('stats')(`/desk/surveys/${code}`)).text()).toContain('收到答卷')
})

test('what is wrong is said by question, and nothing of it is entered', async () => {
  const before = (await boxed()).length
  for (const [body, message] of [
    [{ ...VISIT, answers: {} }, '这一题需要回答'],
    [{ ...VISIT, stratum: 's99', answers: ANSWERS }, '没有这一部分'],
    [{ ...VISIT, channel: 'web', answers: ANSWERS }, '请选择怎样访问的'],
    [{ ...VISIT, answers: { contact: 'perhaps' } }, '请从列出的选项里选'],
    [{ ...VISIT, answers: { ...ANSWERS, nothing: 'x' } }, '这份问卷里没有这一题'],
  ] as const) {
    const answer = await entered(body)
    expect(answer.status, JSON.stringify(body)).toBe(422)
    expect(await answer.text()).toContain(message)
  }
  expect((await boxed()).length).toBe(before)
})

test('a form without script does the same, keeps what was said, and goes on to the next', async () => {
  const answers = await shortest()
  const path = `/desk/surveys/${code}/enter`
  const empty = await (await ask('evaluator1')(path)).text()
  expect(empty).toContain('name="answers.contact"')
  const wrong = await posted(path, [
    ['stratum', 's02'],
    ['channel', 'telephone'],
    ['answers.contact', 'named'],
  ])
  expect(wrong.status).toBe(422)
  const again = await wrong.text()
  expect(again).toContain('这一题需要回答')
  expect(again).toMatch(/value="named"[^>]*checked|checked[^>]*value="named"/)
  const before = (await boxed()).length
  const pairs = Object.entries(answers).flatMap(([id, given]) =>
    [given].flat().map((one): [string, string] => [`answers.${id}`, String(one)]),
  )
  const done = await posted(path, [['stratum', 's02'], ['channel', 'telephone'], ...pairs])
  expect(done.status, await done.clone().text()).toBe(303)
  expect(done.headers.get('location')).toBe(`${path}?stratum=s02&channel=telephone`)
  expect((await boxed()).length).toBe(before + 1)
  expect((await boxed()).filter(({ channel }) => channel === 'telephone')).toHaveLength(1)
})

test('the bodies that were picked are graded on the same page, and nothing is entered on the way', async () => {
  const before = (await boxed()).length
  const path = `/desk/surveys/${code}/enter`
  const rows = (text: string) => text.split('name="answers.graded.').length - 1
  expect(rows(await (await ask('evaluator1')(path)).text())).toBe(0)
  const picked = await posted(path, [
    ['_go', 'rows'],
    ['answers.contact', 'named'],
    ['answers.body', 'ZFJ'],
    ['answers.body', 'SCJG'],
  ])
  expect(picked.status).toBe(200)
  expect(rows(await picked.text())).toBe(2 * 8 * 6)
  expect((await boxed()).length).toBe(before)
})

test('before it is open, to another body and to its own staff there is nothing to enter', async () => {
  const waiting = await proposed()
  expect((await entered({ ...VISIT, answers: ANSWERS }, waiting)).status).toBe(409)
  expect((await entered({ ...VISIT, answers: ANSWERS }, code, OTHER)).status).toBe(404)
  for (const who of ['stats', 'chief'])
    expect((await entered({ ...VISIT, answers: ANSWERS }, code, who)).status, who).toBe(403)
  const later = await opened({ opensOn: '2026-06-20' })
  expect((await entered({ ...VISIT, answers: ANSWERS }, later)).status).toBe(409)
})

test('another body’s survey is not there, by no route, and its list is its own', async () => {
  const foreign = await ask(OTHER)(`${PATH}/${code}`)
  const none = await ask(OTHER)(`${PATH}/CP-2026-99`)
  expect([foreign.status, await foreign.text()]).toEqual([none.status, await none.text()])
  expect(await (await ask(OTHER)(PATH)).json()).toEqual({ items: [], total: 0 })
  for (const path of [`/desk/surveys/${code}`, `/desk/surveys/${code}/enter`, `/desk/surveys/${code}/letters`])
    expect((await ask(OTHER)(path)).status, path).toBe(404)
  // The control: its own body sees it.
  expect(((await (await ask('evaluator1')(PATH)).json()) as { total: number }).total).toBeGreaterThan(0)
})

test('of the desk an evaluating body has its surveys, its notices and its account', async () => {
  const { no } = await sent(w)
  const page = await (await ask('evaluator1')('/desk')).text()
  const links = [...page.matchAll(/href="(\/desk\/[^"]*)"/g)].map(([, href]) => href)
  expect([...new Set(links)].sort()).toEqual(['/desk/account', '/desk/notices', '/desk/surveys'])
  for (const path of [
    `/desk/cases/${no}`,
    '/desk/specials',
    '/desk/directives',
    '/desk/audit',
    '/desk/staff',
    '/desk/publications',
  ])
    expect([302, 303, 403, 404], path).toContain((await ask('evaluator1')(path)).status)
  expect((await ask('evaluator1')('/api/desk/cases')).status).toBe(403)
})

test('letters are drawn once, each with a code that leads to the answer; never again', async () => {
  const { n } = await seen('stats', code)
  const body = new URLSearchParams({ _token: pageToken(w), n: String(n), code, count: '30' })
  const made = await ask('stats')(`/desk/surveys/${code}/letters`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `${body}`,
  })
  expect(made.status).toBe(200)
  const text = await made.text()
  const tokens = [...text.matchAll(/class="token">([\w-]+)</g)].map(([, token]) => token)
  expect(tokens).toHaveLength(30)
  expect(text).toContain('只显示这一次')
  expect(text.match(/<svg class="qr"/g)).toHaveLength(30)
  const later = await (await ask('stats')(`/desk/surveys/${code}/letters`)).text()
  expect(later).toContain('邀请信只显示一次')
  expect(later).not.toContain(tokens[0])
  const poster = await (await ask('stats')(`/desk/surveys/${code}/poster`)).text()
  expect(poster).toContain(`/surveys/${code}`)
})

test('a list that is refused stays on the page, with every line that is wrong', async () => {
  const { n } = await seen('stats', code)
  const body = new FormData()
  for (const [name, value] of Object.entries({ _token: pageToken(w), n: String(n), list: '张三\n0537-1234567' }))
    body.set(name, value)
  const answer = await ask('stats')(`/desk/surveys/${code}/list`, { method: 'POST', body })
  expect(answer.status).toBe(422)
  const text = await answer.text()
  expect(text).toContain('第1行：不是手机号')
  expect(text).toContain('第2行：不是11位的手机号')
  expect(text).toContain('张三')
})

test('too few letters, or more than were approved, are refused with a sentence, and the number stays', async () => {
  for (const [count, why] of [
    ['29', '一次打印30到200封'],
    ['200', '批准的是最多邀请100人'],
  ] as const) {
    await w.deps.store.writes.commit(['update surveys set foreseen = 100'])
    const values = { _token: pageToken(w), n: String((await seen('stats', code)).n), count }
    const answer = await ask('stats')(`/desk/surveys/${code}/letters`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `${new URLSearchParams(values)}`,
    })
    expect(answer.status).toBe(422)
    const text = await answer.text()
    expect(text).toContain(why)
    expect(text).toContain(`value="${count}"`)
  }
  await w.deps.store.writes.commit(['update surveys set foreseen = null'])
})

test('letters are drawn for the survey of their address, whatever a field of the form says', async () => {
  for (const more of [[], [['code', 'CP-2020-01']]] as [string, string][][]) {
    const values = { _token: pageToken(w), n: String((await seen('stats', code)).n), count: '30' }
    const page = await ask('stats')(`/desk/surveys/${code}/letters`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `${new URLSearchParams([...Object.entries(values), ...more])}`,
    })
    expect(page.status).toBe(200)
    expect((await page.text()).match(/class="token"/g)).toHaveLength(30)
  }
})

test('pages with what somebody answered so far are whole steps long, and nothing on the way packs them', async () => {
  const lengthOf = async (wish: string) => {
    const values = {
      _token: pageToken(w),
      _at: 'advice',
      version: '1',
      'answers.contact': 'no',
      'answers.overall': '4',
      'answers.advice': wish,
    }
    const answer = await ask(null)(`/surveys/${code}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-encoding': 'br, gzip' },
      body: `${new URLSearchParams(values)}`,
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-encoding')).toBeNull()
    expect(answer.headers.get('cache-control')).toContain('no-transform')
    const text = await answer.text()
    expect(text).toContain(wish)
    return Buffer.byteLength(text)
  }
  for (const wish of ['好', '请把罚款的依据贴出来。'.repeat(20)]) expect((await lengthOf(wish)) % 4096).toBe(0)
})
