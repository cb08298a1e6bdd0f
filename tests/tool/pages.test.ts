import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyOf } from '../../api/tool/condition.ts'
import { questionsOf } from '../../api/tool/leniency.ts'
import { readContent } from '../../content/load.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'

const { publications } = readContent('content')
const DAY = '2026-06-15'
const standing = publications.filter((p) => p.from <= DAY && (!p.to || p.to > DAY))
const benchmark = standing.flatMap((p) => (p.kind === 'benchmark' ? [p.data] : []))[0]!
const leniency = standing.flatMap((p) => (p.kind === 'leniency' ? [p.data] : [])).find((d) => d.list === 'waive')!

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
})
afterAll(() => w.close())
const page = async (path: string, cookie = '') => {
  const answer = await w.app.request(path, { headers: { accept: 'text/html', cookie } })
  return { status: answer.status, html: await answer.text() }
}
const address = (path: string, values: [string, string][]) => `${path}?${new URLSearchParams(values)}`

describe('the tools', () => {
  test.each(['/tools', '/tools/benchmark', '/tools/leniency', '/tools/inspection', '/tools/remedy'])(
    '%s stands by itself, in both modes, with forms that need no script and ask nothing personal',
    async (path) => {
      for (const cookie of ['', 'mode=elder']) {
        const { status, html } = await page(path, cookie)
        expect(status).toBe(200)
        expect(html).toMatch(/<h1>/)
        expect(html).not.toMatch(/method="post"|name="(name|phone|idcard|enterprise)"/)
      }
    },
  )
  test('the first page leads to all four', async () => {
    const { html } = await page('/tools')
    for (const tool of ['benchmark', 'leniency', 'inspection', 'remedy'])
      expect(html).toContain(`href="/tools/${tool}"`)
  })
  test('the foot of every page leads here', async () => {
    expect((await page('/')).html).toContain('href="/tools"')
  })
})

describe('the benchmark finder', () => {
  const at = (...texts: string[]) =>
    address('/tools/benchmark', [
      ['code', benchmark.code],
      ['go', '1'],
      ...texts.map((t): [string, string] => ['is', keyOf(t)]),
    ])
  const [mildest, gravest] = [benchmark.tiers[0]!, benchmark.tiers.at(-1)!]

  test('lists what is in force, and finds by a word', async () => {
    expect((await page('/tools/benchmark')).html).toContain(benchmark.name)
    const { html } = await page(`/tools/benchmark?q=${encodeURIComponent(benchmark.name)}`)
    expect(html).toContain(`/tools/benchmark?code=${benchmark.code}`)
    expect((await page('/tools/benchmark?q=绝无此事')).html).toContain('没有找到')
  })
  test('asks every circumstance without telling its tier', async () => {
    const { html } = await page(`/tools/benchmark?code=${benchmark.code}`)
    for (const text of benchmark.tiers.flatMap((t) => t.conditions)) expect(html).toContain(text)
    expect(html).not.toContain(gravest.penalty)
    expect(html).not.toContain('在基准里属于这一档')
  })
  test('shows the tier, its range and where it is written, the caution above it', async () => {
    const { html } = await page(at(...mildest.conditions))
    expect(html).toContain(mildest.penalty)
    expect(html).toContain(benchmark.docNo)
    for (const basis of benchmark.basis) expect(html).toContain(basis)
    for (const link of [`/benchmarks/${benchmark.code}`, `/matters/${benchmark.matter}`]) expect(html).toContain(link)
    expect(html.indexOf('不是处罚决定')).toBeGreaterThan(0)
    expect(html.indexOf('不是处罚决定')).toBeLessThan(html.indexOf(mildest.penalty))
  })
  test('what contradicts itself shows both and decides nothing', async () => {
    const { html } = await page(at(...mildest.conditions, ...gravest.conditions))
    expect(html).toContain(mildest.penalty)
    expect(html).toContain(gravest.penalty)
    expect(html).toContain('不替执法机关选重的')
  })
  test('nothing ticked is said', async () => {
    expect((await page(at())).html).toContain('还没有勾选情形')
  })
})

describe('the leniency self-check', () => {
  const questions = questionsOf(leniency)
  const at = (answer: (wants: 'yes' | 'no', i: number) => string) =>
    address('/tools/leniency', [
      ['code', leniency.code],
      ...questions.map((q, i): [string, string] => [q.name, answer(q.wants, i)]),
    ])

  test.each<[string, (wants: 'yes' | 'no', i: number) => string, string]>([
    ['all as wanted', (wants) => wants, '可能适用：不予处罚'],
    ['the first not', (wants, i) => (i === 0 ? 'no' : wants), '不适用这一项'],
    ['one unsure', (wants, i) => (i === 1 ? 'unsure' : wants), '还不能判断'],
  ])('%s', async (_, answer, words) => {
    const { status, html } = await page(at(answer))
    expect(status).toBe(200)
    expect(html).toContain(words)
    expect(html).toContain('不是处罚决定')
    for (const q of questions) expect(html).toContain(q.text)
  })
  test('what fails leads to the benchmark of the same matter', async () => {
    const { html } = await page(at((wants, i) => (i === 0 ? 'no' : wants)))
    const own = standing.filter((p) => p.kind === 'benchmark' && p.data.matter === leniency.matter)
    for (const { code } of own) expect(html).toContain(`/tools/benchmark?code=${code}`)
  })
  test('keeps the answers in the form', async () => {
    const { html } = await page(at((wants) => wants))
    expect(html.match(/<input type="radio"[^>]* checked/g)).toHaveLength(questions.length)
  })
})

describe('inspections of a sector', () => {
  test('tell who may come how often, rights, and where to complain', async () => {
    const { html } = await page('/tools/inspection?industry=H62')
    const own = standing.flatMap((p) => (p.kind === 'inspection' && p.data.industries.includes('H62') ? [p.data] : []))
    expect(own.length).toBeGreaterThan(0)
    for (const item of own) {
      expect(html).toContain(item.name)
      for (const { standard } of item.standards) expect(html).toContain(standard)
    }
    for (const words of [
      '一年最多',
      '五个严禁、八个不得',
      'category=T14',
      'category=T13',
      '自己怎样数次数',
      '#checklist',
    ])
      expect(html).toContain(words)
  })
})

describe('the remedy calculator', () => {
  test('gives dates, where to go, and the file of them', async () => {
    const { html } = await page('/tools/remedy?what=decision&day=2026-06-10&department=HBFJ')
    for (const words of [
      '8月10日',
      '12月10日',
      '岱东市人民政府或者澄河市人民政府',
      '/api/remedy.ics?what=decision',
      '不代替',
    ])
      expect(html).toContain(words)
  })
  test('a link from a matter fills in what it knows, and is no mistake of the reader', async () => {
    const linked = await page('/tools/remedy?what=decision&department=HBFJ')
    expect(linked.status).toBe(200)
    expect(linked.html).not.toContain('role="alert"')
    expect(linked.html).toContain('您签收决定书的那一天')
    const asked = await page('/tools/remedy?what=decision&department=HBFJ&go=1')
    expect(asked.status).toBe(422)
    expect(asked.html).toContain('请填一个日期')
  })
  test('says when a year is not announced, and when it is too late', async () => {
    w.at('2026-11-21T10:00:00+08:00')
    const { html } = await page('/tools/remedy?what=decision&day=2026-09-15')
    expect(html).toContain('2027年的放假安排还没公布')
    expect(html).toContain('申请行政复议的期限已经过了')
    w.at('2026-06-15T10:24:00+08:00')
  })
  test('what was answered to another situation is not asked with this one', async () => {
    const { status, html } = await page('/tools/remedy?what=review&day=2026-06-01&learned=1900-01-01&until=&spot=true')
    expect([status, html.includes('6月16日')]).toEqual([200, true])
  })
})

describe('an address that asks for something wrong', () => {
  const one = `/tools/benchmark?code=${benchmark.code}`
  const other = `/tools/leniency?code=${leniency.code}`
  test.each([
    ['/tools/benchmark?code=NOPE', '没有这一项基准'],
    ['/tools/benchmark?code=%3Cscript%3E', '没有这一项基准'],
    ['/tools/benchmark?on=2026-02-30', '日期'],
    ['/tools/benchmark?department=NOPE', '没有这个单位'],
    [`/tools/benchmark?q=${'长'.repeat(150)}`, '太长'],
    [`${one}&on=2001-01-01`, '这一天没有这一项'],
    [`${one}&is=nope`, '请重新勾选'],
    ['/tools/leniency?code=NOPE', '清单里没有这一项'],
    ['/tools/leniency?list=NOPE', '没有这个选项'],
    [`${other}&c-nope=yes`, '请重新回答'],
    [`${other}&${questionsOf(leniency)[0]!.name}=maybe`, '请选“是”'],
    ['/tools/inspection?industry=NOPE', '没有这个行业'],
    ['/tools/inspection?industry=constructor', '没有这个行业'],
    ['/tools/inspection?industry=H62&township=NOPE', '没有这个乡镇街道'],
    ['/tools/inspection?industry=H62&on=x', '日期'],
    ['/tools/remedy?what=NOPE&day=2026-06-10', '请选一种情况'],
    ['/tools/remedy?what=decision&day=2026-06-31', '请填一个日期'],
    ['/tools/remedy?what=decision&day=2026-06-16', '日期还没有到'],
    ['/tools/remedy?what=decision&day=2026-06-10&department=NOPE', '没有这个单位'],
    ['/tools/remedy?go=1', '请选一种情况'],
  ])('%s is told so with 422, the form kept', async (path, words) => {
    const { status, html } = await page(path)
    expect(status).toBe(422)
    expect(html).toContain('role="alert"')
    expect(html).toContain(words)
    expect(html).toContain(`action="${path.split('?')[0]}"`)
    expect(html).not.toContain('<script>')
  })
  test('negative control: the same addresses without the mistake are fine', async () => {
    for (const path of [one, other, '/tools/inspection?industry=H62', '/tools/remedy?what=decision&day=2026-06-10'])
      expect((await page(path)).status).toBe(200)
  })
})
