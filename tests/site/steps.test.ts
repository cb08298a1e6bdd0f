import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { owns, STEPS, type Step, stepNamed, type Values } from '../../api/complaint/steps.ts'
import { publish } from '../../api/publication/store.ts'
import { form } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { controlsOf } from './controls.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
})
afterAll(() => w.close())

const ACCOUNT =
  '前天上午两名执法人员没有出示证件，把我的三轮车拉走了，<没有>给“扣押清单”&也没有说到哪里处理。\n\n第二段。'
const ALL: Values = {
  'ask.about': 'authority',
  relation: 'own',
  'ask.mine': 'enterprise',
  before: 'review',
  family: 'manner',
  'category-manner': 'T05',
  'about.department': 'ZFJ',
  'about.officer': '李某',
  'about.township': '379981001',
  'about.place': '文昌路"口"',
  happenedOn: '2026-06-01',
  stage: 'inspection',
  document: '澄综执罚〔2026〕1号',
  account: ACCOUNT,
  remedy: '退还三轮车',
  appears: 'named',
  'person.name': '周女士',
  'person.phone': '19900001234',
  'enterprise.name': '澄河示例小吃店',
  'enterprise.industry': 'H62',
  'enterprise.size': 'self',
}
const text = (html: string) => html.replace(/<(script|style|svg)[\s\S]*?<\/\1>|<[^>]*>/g, ' ').replace(/\s+/g, ' ')

interface Page {
  status: number
  html: string
  step: Step
  headers: Headers
}
async function read(answer: Response): Promise<Page> {
  const html = await answer.text()
  const step = stepNamed(/<form[^>]*data-step="(\w+)"/.exec(html)?.[1]) ?? 'triage'
  return { status: answer.status, html, step, headers: answer.headers }
}
const first = async (query = '') =>
  read(await w.app.request(`/complaint${query}`, { headers: { accept: 'text/html' } }))
/** Sends a page as a browser without script does: what it shows, what was answered on it, and the button. */
const press = async (page: Page, said: Values = {}, go = 'next') =>
  read(await form(w, '/complaint', { ...controlsOf(page.html), ...said, _go: go }))
/** What is asked on a page, out of all there is to say. */
const answers = (step: Step, all: Values) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => owns(step, name)))

async function walk(all: Values, until: Step = 'check'): Promise<Page[]> {
  const pages = [await first()]
  for (let page = pages[0]!; page.step !== until && pages.length < 12; pages.push(page))
    page = await press(page, answers(page.step, all))
  return pages
}

describe('step by step without script', () => {
  test('each page asks its own questions, carries the rest, and the last one tells everything', async () => {
    const pages = await walk(ALL)
    expect(pages.map(({ step }) => step)).toEqual(Object.keys(STEPS))
    expect(pages.map(({ status }) => status)).toEqual(pages.map(() => 200))
    const { html } = pages.at(-1)!
    for (const said of ['执法程序不规范', '综合行政执法局', '李某', '城东街道', '餐饮业', '周女士', '1个文件'].slice(
      0,
      -1,
    ))
      expect(text(html)).toContain(said)
    expect(text(html)).toMatch(/谁来办.*澄河市司法局.*不会告诉谁.*澄河市综合行政执法局.*告诉您是否受理.*6月1\d日/)
    const { _token, _step, antibot, _website, ...kept } = controlsOf(html)
    expect(kept).toEqual({ ...ALL, 'category-unsure': 'T99' })
  })
  test('only the page that sends writes anything, and only once', async () => {
    const count = async () => (await w.deps.store.heavy.rows<{ n: number }>('select count(*) as n from cases'))[0]!.n
    const before = await count()
    const last = (await walk(ALL)).at(-1)!
    expect(await count()).toBe(before)
    const { _token, ...said } = controlsOf(last.html)
    const sending = { ...said, consent: 'true', _token: _token! }
    for (const answer of [await form(w, '/complaint', sending), await form(w, '/complaint', sending)])
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/complaint/receipt'])
    expect(await count()).toBe(before + 1)
  })
  test('without consent the summary comes back with everything', async () => {
    const last = (await walk(ALL)).at(-1)!
    const again = await press(last, {}, 'send')
    expect([again.status, again.step]).toEqual([422, 'check'])
    expect(text(again.html)).toContain('请先看过并勾选“我已知道”')
    expect(controlsOf(again.html)).toMatchObject(ALL)
  })
  test('a mistake only the lists can tell leads to its step, and mending it back to the summary', async () => {
    const last = (await walk({ ...ALL, happenedOn: '2026-06-16' })).at(-1)!
    expect([last.step, last.status]).toEqual(['where', 422])
    expect(text(last.html)).toContain('发生日期还没有到')
    expect(controlsOf(last.html)).toMatchObject({ ...ALL, happenedOn: '2026-06-16' })
    expect((await press(last, { happenedOn: '2026-06-15' })).step).toBe('check')
  })
  test('a whole form in one press still works, and what is wrong with it leads to its step', async () => {
    const wrong = await read(await form(w, '/complaint', { ...ALL, 'person.phone': '123', consent: 'on' }))
    expect([wrong.status, wrong.step]).toEqual([422, 'you'])
    const mended = await press(wrong, { 'person.phone': '19900001234' })
    expect([mended.step, controlsOf(mended.html)['person.phone']]).toEqual(['check', '19900001234'])
  })
  test('a page left open for longer than its token keeps everything and goes through at the next press', async () => {
    const last = (await walk(ALL)).at(-1)!
    const stale = await read(await form(w, '/complaint', { ...controlsOf(last.html), consent: 'on', _token: 'gone' }))
    expect([stale.status, stale.step]).toEqual([422, 'check'])
    const answer = await form(w, '/complaint', { ...controlsOf(stale.html), consent: 'on' })
    expect(answer.status).toBe(303)
  })
})

test('back and forth in any order: every page carries all that was said on the others', {
  timeout: 120_000,
}, async () => {
  const moves = fc.array(fc.constantFrom('next', 'next', 'back', 'again'), { minLength: 5, maxLength: 14 })
  const lines = fc
    .string({ unit: 'grapheme', minLength: 10, maxLength: 60 })
    .filter((s) => s.trim().length >= 10 && !/\r/.test(s))
  await fc.assert(
    fc.asyncProperty(moves, lines, async (way, account) => {
      const all = { ...ALL, account }
      const said: Values = {}
      let page = await first()
      for (const go of way) {
        Object.assign(said, answers(page.step, all))
        page = await press(page, answers(page.step, all), page.step === 'check' && go === 'next' ? 'back' : go)
        // On its own page an answer stands in a control, elsewhere it travels unseen.
        expect(controlsOf(page.html)).toMatchObject(said)
      }
    }),
    { numRuns: 8 },
  )
})

describe('what is not ours', () => {
  test.each([
    ['shop', '', '12315'],
    ['employer', '', '1年内申请'],
    ['neighbour', '', '人民调解'],
    ['service', '', '12345'],
    ['authority', 'review', '60日'],
    ['authority', 'court', '15日内上诉'],
    ['authority', 'petition', '30日内申请复查'],
  ])('%s %s: the right door, and the way on stays open', async (about, before, says) => {
    const door = await press(await first(), { 'ask.about': about, ...(before && { before: before }) })
    expect(door.step).toBe('door')
    expect(text(door.html)).toContain(says)
    expect((await press(door)).step).toBe('what')
  })
  test('danger comes first of all', async () => {
    const door = await press(await first(), { 'ask.about': 'shop', danger: 'true' })
    const words = text(door.html)
    expect(words.indexOf('110')).toBeGreaterThan(0)
    expect(words.indexOf('有危险')).toBeLessThan(words.indexOf('商家'))
  })
  test('says what is published today, and leaves the way on open when nothing is', async () => {
    const by = { proposed: 'editor', published: 'publisher' }
    const say = (from: string, cancelled: boolean) => {
      const data = {
        code: 'SHOP',
        name: '商家的问题',
        says: '改过了。',
        phones: [{ number: '12315', who: '新的说明' }],
      }
      return publish(w.deps.store, [{ kind: 'referral', code: 'SHOP', from, data, cancelled }], by, w.deps.now())
    }
    const shop = async () => text((await press(await first(), { 'ask.about': 'shop' })).html)
    await say('2026-01-01', false)
    expect(await shop()).toMatch(/改过了。 .*新的说明/)
    await say('2026-02-01', true)
    expect(await shop()).toMatch(/现在读不出来.*12345.*仍然在这里反映/)
  })
})

describe('the light kinds', () => {
  test.each([
    ['praise', 'triage whom account you check', '表扬'],
    ['suggestion', 'triage account you check', '意见建议'],
    ['question', 'triage whom account you check', '咨询'],
    ['site', 'triage account check', '找错'],
  ])('%s: %s', async (about, way, category) => {
    const pages = await walk({ ...ALL, 'ask.about': about })
    expect(pages.map(({ step }) => step).join(' ')).toBe(way)
    expect(text(pages.at(-1)!.html)).toContain(category)
    const answer = await form(w, '/complaint', { ...controlsOf(pages.at(-1)!.html), consent: 'on' })
    expect(answer.status).toBe(303)
  })
  test('a link from a page that is wrong begins at the account', async () => {
    const page = await first('?category=T93&page=%2Fmatters')
    expect([page.step, controlsOf(page.html).account]).toEqual(['account', '网页：/matters\n哪里不对：'])
  })
})

describe('helped on the way', () => {
  test('a certificate number is looked up in the register, and nothing is lost by it', async () => {
    const at = (await walk(ALL, 'whom')).at(-1)!
    const asked = await press(at, { 'about.officer': '证号 99999999999' }, 'again')
    expect(text(asked.html)).toContain('证号后四位9999：查不到')
    expect(controlsOf(asked.html)['about.officer']).toBe('证号 99999999999')
  })
  test('who does not know the body gets candidates with a reason, and may take one', async () => {
    const at = (await walk(ALL, 'whom')).at(-1)!
    const asked = await press(at, { 'about.department': '', 'about.text': '城管的车' }, 'again')
    expect(asked.html).toMatch(/name="_pick" value="ZFJ"/)
    const { 'about.department': _none, ...rest } = controlsOf(asked.html)
    const taken = await read(await form(w, '/complaint', { ...rest, _pick: 'ZFJ' }))
    expect(taken.html).toMatch(/<option value="ZFJ" selected/)
  })
  test('a matter is found by a few words', async () => {
    const at = (await walk(ALL, 'where')).at(-1)!
    const asked = await press(at, { 'ask.matter': '占道' }, 'again')
    const [, code = ''] = /name="matter" value="([A-Z0-9-]+)"/.exec(asked.html) ?? []
    expect(code).not.toBe('')
    expect(controlsOf((await press(asked, { matter: code })).html).matter).toBe(code)
  })
  test('what an account gives away is said on the summary, without script', async () => {
    const pages = await walk({ ...ALL, account: '我叫周女士，电话19900001234，两名执法人员没有出示证件。' })
    expect(text(pages.at(-1)!.html)).toMatch(/好像写了手机号码.*好像写了您的名字/)
  })
})

describe('what the browser keeps', () => {
  const kept = (page: Page) => page.headers.get('cache-control')
  test('pages without a name, for the back button; never one with a name, never on a shared device', async () => {
    const {
      'person.name': _n,
      'person.phone': _p,
      'enterprise.name': _e,
      'enterprise.industry': _i,
      'enterprise.size': _s,
      ...nameless
    } = ALL
    const pages = (await walk({ ...nameless, appears: 'anonymous' })).slice(1)
    expect(new Set(pages.map(kept))).toEqual(new Set(['private, no-cache']))
    expect(kept((await walk(ALL)).at(-1)!)).toBe('no-store')
    const shared = await press(await first(), { 'ask.about': 'authority', 'ask.shared': 'on' })
    expect(kept(shared)).toBe('no-store')
    expect(kept(await press(shared, answers('what', ALL)))).toBe('no-store')
  })
})
