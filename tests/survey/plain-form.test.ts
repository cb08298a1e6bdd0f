import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHECK } from '../../api/survey/steps.ts'
import { surveys } from '../../db/schema.ts'
import { form } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { invite, openSurvey } from './fixture.ts'
import { respond } from './voter.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
})
afterAll(() => w.close())

const SAY = '窗口应当多开一个。'
const GOOD = { 'answers.met': 'no', 'answers.whole': '4', 'answers.say': SAY, version: '1', _at: CHECK, _go: 'send' }
const counted = async (code: string) =>
  (await w.deps.store.read.select().from(surveys).where(eq(surveys.code, code)).get())?.answers
let n = 0
const survey = () => openSurvey(w.deps, { code: `CP-2026-${50 + ++n}` })

describe('without script', () => {
  const bad: [string, Record<string, string>, number, RegExp][] = [
    ['a missing required answer', { 'answers.whole': '' }, 422, /这一题需要回答/],
    ['a grade out of range', { 'answers.whole': '6' }, 422, /请从列出的选项里选/],
    ['an unknown option', { 'answers.met': 'perhaps' }, 422, /请从列出的选项里选/],
    ['10,000 characters', { 'answers.say': '执'.repeat(10_000) }, 422, /最多写500个字，现在有10000个/],
    ['another version', { version: '2' }, 422, /问卷换成了新的一版/],
    ['a forged invitation', { token: 'AAAA-AAAA-AAAA-AAAA-AAAA' }, 422, /没有这个邀请码/],
  ]
  test.each(bad)('%s comes back with what to do and everything typed', async (_, slip, status, words) => {
    const code = await survey()
    const [token = ''] = await invite(w.deps, code, 1)
    const answer = await form(w, `/surveys/${code}`, { ...GOOD, token, ...slip })
    const text = await answer.text()
    expect([answer.status, text.replace(/<[^>]*>/g, '')]).toEqual([status, expect.stringMatching(words)])
    if (!slip['answers.say']) expect(text).toContain(SAY)
    expect(await counted(code)).toBe(0)
    // The control: the same without the slip, with the same invitation.
    expect((await form(w, `/surveys/${code}`, { ...GOOD, token })).status).toBeLessThan(400)
    expect(await counted(code)).toBe(1)
  })
  test('a spent and a foreign invitation are told so, and count nothing', async () => {
    const [code, other] = [await survey(), await survey()]
    const [[token = ''], [foreign = '']] = [await invite(w.deps, code, 1), await invite(w.deps, other, 1)]
    expect((await respond(w, code, { answers: { met: 'no', whole: '4' }, token })).status).toBe(201)
    const spent = await form(w, `/surveys/${code}`, { ...GOOD, token })
    expect([spent.status, await spent.text()]).toEqual([409, expect.stringMatching(/用过/)])
    const strange = await form(w, `/surveys/${code}`, { ...GOOD, token: foreign })
    expect([strange.status, await strange.text()]).toEqual([422, expect.stringMatching(/没有这个邀请码/)])
    expect(await counted(code)).toBe(1)
  })
  test('a hundred forms at once with one invitation count once', async () => {
    const code = await survey()
    const [token = ''] = await invite(w.deps, code, 1)
    const all = await Promise.all(Array.from({ length: 100 }, () => form(w, `/surveys/${code}`, { ...GOOD, token })))
    expect(all.filter(({ status }) => status < 400)).toHaveLength(1)
    expect(await counted(code)).toBe(1)
  })
})

/** What the hidden fields of each form that leads to an address say. */
const formsTo = (html: string, action: string) =>
  [...html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)]
    .filter(([, to]) => to === action)
    .map(([, , inside = '']) =>
      Object.fromEntries(
        (inside.match(/<input[^>]*type="hidden"[^>]*>/g) ?? []).map((input) => [
          /name="([^"]*)"/.exec(input)?.[1] ?? '',
          /value="([^"]*)"/.exec(input)?.[1] ?? '',
        ]),
      ),
    )

describe('an unhappy answer', () => {
  const UNHAPPY = { ...GOOD, 'answers.met': 'yes', 'answers.body': 'ZFJ', 'answers.fair.ZFJ': '1' }
  const thanks = async (code: string, values: Record<string, string>) =>
    (await form(w, `/surveys/${code}`, values)).text()
  const WAY = [
    { _step: 'triage' },
    { _step: 'what', family: 'manner', 'category-manner': 'T05' },
    { _step: 'whom' },
    { _step: 'where' },
    { _step: 'account', account: '两名执法人员没有出示证件就扣了我的三轮车。' },
    { _step: 'evidence' },
    { _step: 'you', appears: 'anonymous' },
    { _step: 'check', consent: 'on', _go: 'send' },
  ]
  const filedCases = () =>
    w.deps.store.heavy.rows<Record<string, string>>(
      'select no, channel, answer_by as answerBy, about_department as department from cases',
    )
  /** Goes through the complaint page by page, each with what the page before gave along; says what was filed. */
  async function filed(offer: Record<string, string>) {
    const before = await filedCases()
    let page = await (await form(w, '/complaint', offer)).text()
    let status = 0
    for (const said of WAY) {
      const { _token, ...given } = formsTo(page, '/complaint').find(({ _step }) => _step === said._step) ?? {}
      const about = said._step === 'triage' ? { 'ask.about': offer['ask.about'] ?? '' } : {}
      const whom = said._step === 'whom' ? { 'about.department': offer['about.department'] ?? '' } : {}
      const answer = await form(w, '/complaint', { ...given, ...about, ...whom, _go: 'next', ...said })
      status = answer.status
      page = await answer.text()
    }
    expect(status, page.replace(/<[^>]*>/g, '')).toBe(303)
    const after = await filedCases()
    return after.find(({ no }) => !before.some((one) => one.no === no))
  }

  test('may be made a case on its own clock, which knows it came after a survey and not after which', async () => {
    const code = await survey()
    const page = await thanks(code, UNHAPPY)
    expect(page).toContain('只记它是从满意度测评来的，不记是哪一次、哪一份')
    const [offer = {}, ...others] = formsTo(page, '/complaint')
    expect(others).toEqual([])
    expect(JSON.stringify(offer)).not.toContain(code)
    const after = await filed(offer)
    expect(after).toMatchObject({ channel: 'SURVEY', department: 'ZFJ' })
    // The control: the same words from whoever came by themselves run on the ordinary clock.
    const { via, ...alone } = offer
    expect(via).toBe('survey')
    const plain = await filed(alone)
    expect(plain).toMatchObject({ channel: 'WEB', department: 'ZFJ' })
    expect(Date.parse(after?.answerBy ?? '')).toBeLessThan(Date.parse(plain?.answerBy ?? ''))
  })
  test('without a low grade, or of nobody named, is offered nothing', async () => {
    for (const said of [{ 'answers.fair.ZFJ': '4' }, GOOD])
      expect(formsTo(await thanks(await survey(), { ...UNHAPPY, ...said }), '/complaint')).toEqual([])
  })
})
