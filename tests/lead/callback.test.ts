import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tidy } from '../../api/case/sweep.ts'
import { cases, events } from '../../db/schema.ts'
import { asking, json, LOGINS, sent } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { appointed, sentLead } from './made.ts'

interface Call {
  since: string
  by: string | null
  urgency: string | null
}
interface List {
  items: { no: string; call: Call | null }[]
  total: number
  waiting: { callback: number }
}

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await appointed(w)
})
afterAll(() => w.close())

const WISHED = { callback: true, phone: '13812345678', urgency: 'now' }
const SAID = '电话告诉来件人：三轮车已经退还。来件人没有别的要求。'
const row = async (no: string) => w.deps.store.read.select().from(cases).where(eq(cases.no, no)).get()
const step = async (who: string, no: string, action: string, said: object = {}) =>
  asking(w, who)(`/api/desk/cases/${no}/steps`, json('POST', { action, n: (await row(no))?.n, ...said }))
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code]
const list = async (who = 'handler', view = 'callback') =>
  (await (await asking(w, who)(`/api/desk/cases?view=${view}`)).json()) as List
const waits = async (no: string, who = 'handler') => (await list(who)).items.find((one) => one.no === no)
const answered = async (more: object = WISHED, who = 'supervisor1') => {
  const { no } = await sentLead(w, who, more as Record<string, unknown>)
  const reply = await step('handler', no, 'answer', { note: '经查，扣押没有依据，已经退还。' })
  expect(reply.status, await reply.clone().text()).toBe(200)
  return no
}

test('a lead whose sender wished it waits for a call from its answer on, until it was called', async () => {
  const { no } = await sentLead(w, 'supervisor1', WISHED)
  expect(await waits(no)).toBeUndefined()
  expect(await codeOf(await step('handler', no, 'callback', { note: SAID }))).toEqual([409, 'not_now'])
  const before = (await list()).total
  await step('handler', no, 'answer', { note: '经查，扣押没有依据，已经退还。' })
  // Three working days.
  expect(await waits(no)).toMatchObject({ no, call: { since: '2026-06-15', by: '2026-06-18', urgency: '正在发生' } })
  expect(await list()).toMatchObject({ total: before + 1, waiting: { callback: before + 1 } })
  expect(await codeOf(await step('handler', no, 'close'))).toEqual([409, 'call_first'])
  expect((await step('handler', no, 'callback')).status).toBe(422)
  expect((await step('handler', no, 'callback', { note: SAID })).status).toBe(200)
  expect(await waits(no)).toBeUndefined()
  expect(await codeOf(await step('handler', no, 'callback', { note: SAID }))).toEqual([409, 'already'])
  expect((await step('handler', no, 'close')).status).toBe(200)
})

test('what was said is in the history of the case, and its sender reads it', async () => {
  const no = await answered()
  await step('handler', no, 'callback', { note: SAID })
  const desk = (await (await asking(w, 'handler')(`/api/desk/cases/${no}`)).json()) as {
    events: { label: string; note: string | null }[]
  }
  expect(desk.events.at(-1)).toMatchObject({ label: '已回访来件人', note: SAID })
  const mine = await (await asking(w, 'supervisor1')(`/api/track/${no}`)).json()
  expect((mine as { timeline: object[] }).timeline).toContainEqual(
    expect.objectContaining({ label: '工作人员已回访您', text: SAID }),
  )
  expect((await asking(w, 'supervisor2')(`/api/track/${no}`)).status).toBe(404)
  const [event] = await w.deps.store.read
    .select({ data: events.data })
    .from(events)
    .where(and(eq(events.stream, `case/${no}`), eq(events.action, 'callback')))
  expect(JSON.stringify(event?.data)).not.toMatch(/supervisor1|白露|13812345678/)
})

test('nobody is called who did not wish it, and no ordinary case is', async () => {
  const plain = await answered({})
  const ordinary = (await sent(w, { person: { name: '周女士', phone: '19900001234' } })).no
  await step('intake', ordinary, 'accept')
  await step('handler', ordinary, 'answer', { note: '经查，扣押没有依据，已经退还。' })
  for (const no of [plain, ordinary]) {
    expect(await waits(no)).toBeUndefined()
    expect(await codeOf(await step('handler', no, 'callback', { note: SAID }))).toEqual([409, 'not_now'])
    expect((await step('handler', no, 'close')).status).toBe(200)
  }
})

test('a lead of a contact point, and one that was screened first, are called back alike', async () => {
  const company = await answered(WISHED, 'contact1')
  const { no: screened } = await sentLead(w, 'supervisor1', {
    ...WISHED,
    conflict: true,
    conflictWhy: '以前在那里工作',
  })
  await step('intake', screened, 'accept')
  await step('handler', screened, 'answer', { note: '经查，扣押没有依据，已经退还。' })
  const numbers = (await list()).items.map(({ no }) => no)
  expect(numbers).toEqual(expect.arrayContaining([company, screened]))
})

test('the clock closes nothing before the call', async () => {
  const [owed, free] = [await answered(), await answered({})]
  const later = new Date('2026-07-20T03:00:00+08:00')
  w.at(later)
  await tidy(w.deps, later)
  expect([(await row(owed))?.status, (await row(free))?.status]).toEqual(['answered', 'closed'])
  expect(await waits(owed)).toMatchObject({ call: { since: '2026-06-15' } })
  await step('handler', owed, 'callback', { note: SAID })
  await tidy(w.deps, new Date('2026-08-20T03:00:00+08:00'))
  expect((await row(owed))?.status).toBe('closed')
  w.at('2026-06-15T10:24:00+08:00')
})

test('only those see it wait who see the case: no department, no statistics, nobody who must not know', async () => {
  const no = await answered()
  const above = (await sentLead(w, 'supervisor1', { ...WISHED, about: { department: 'SFJ' } })).no
  await step('superior', above, 'accept')
  await step('superior', above, 'answer', { note: '经查，扣押没有依据，已经退还。' })
  const CASEWORK = ['intake', 'assign', 'handler', 'review', 'chief']
  for (const who of LOGINS) {
    const text = await (await asking(w, who)('/api/desk/cases?view=callback')).text()
    expect([text.includes(no), text.includes(above)], who).toEqual([CASEWORK.includes(who), who === 'superior'])
  }
  for (const who of LOGINS.filter((one) => one !== 'handler'))
    expect((await step(who, no, 'callback', { note: SAID })).status, who).not.toBe(200)
  await w.deps.store.writes.commit([
    { sql: "insert into case_blind (no, department) values (?, '@handler')", args: [no] },
  ])
  expect(await waits(no)).toBeUndefined()
})

test('the list carries no word of who it is', async () => {
  await answered({ ...WISHED, protect: true })
  const text = await (await asking(w, 'handler')('/api/desk/cases?view=callback')).text()
  expect(text).not.toMatch(/supervisor1|白露|13812345678/)
  // Other lists say nothing of calls.
  expect((await list('handler', 'answered')).items.every(({ call }) => call === null)).toBe(true)
})
