import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Role } from '../../api/staff/role.ts'
import { cardOf, counted, leftWords, remaining } from '../../site/pages/_calendar.ts'
import { type Terms, unitOf } from '../../site/pages/_terms.ts'
import { bodiesOf } from '../../site/pages/complaint/_fields.ts'
import { hintsFor } from '../../site/pages/complaint/_hints.ts'
import { deskLinks } from '../../site/pages/desk/_links.ts'
import { clockOf, type Tracked } from '../../site/pages/track/_progress.ts'

/** Dragon Boat Festival of 2026: Friday to Sunday off. */
const calendar = {
  moved: new Map(['2026-06-19', '2026-06-20', '2026-06-21'].map((day) => [day, false] as const)),
  names: new Map([['2026-06-19', '端午']]),
  years: new Set(['2026']),
}
const at = (day: string) => new Date(`${day}T09:00:00+08:00`)

describe('what is left until a day', () => {
  test.each([
    ['2026-06-15', '2026-06-23', '工作日', '还有5个工作日'],
    ['2026-06-15', '2026-06-23', '日', '还有8天'],
    ['2026-06-23', '2026-06-23', '工作日', '今天到期'],
    ['2026-06-24', '2026-06-23', '工作日', '已超过1个工作日'],
    // Saturday after a last day on Friday: no working day has passed, and yet it is too late.
    ['2026-06-13', '2026-06-12', '工作日', '已超过1天'],
  ] as const)('on %s, until %s, in %s: %s', (now, on, unit, words) => {
    expect(leftWords(remaining(at(now), on, unit, calendar))).toBe(words)
  })

  test.each([
    ['2026-06-18', '2026-06-22', 'yellow'],
    ['2026-06-17', '2026-06-22', null],
    ['2026-06-22', '2026-06-22', 'yellow'],
    ['2026-06-23', '2026-06-22', 'red'],
    ['2026-06-23', null, null],
  ] as const)('on %s, due %s: %s card', (now, on, card) => {
    expect(cardOf(at(now), on, calendar)).toBe(card)
  })

  test('the strip of days counts working days only and names the festival', () => {
    const days = counted('2026-06-15', '2026-06-23', calendar, '提交')
    expect(days.map((d) => d.mark).join(' ')).toBe('start count count count rest rest rest count last')
    expect(days[4]?.name).toBe('端午')
  })
})

describe('what an account seems to give away', () => {
  test.each([
    ['我的电话是199 0000 1234，请联系', '手机号码'],
    ['身份证37998119700101123X', '身份证号'],
    ['查询码 K7MQ 2XPD 9RTW 4HNB 6CVF 8JWY', '查询码'],
    ['k7mq2xpd9rtw4hnb6cvf8jwy', '查询码'],
  ])('%s', (account, what) => {
    expect(hintsFor(account).join()).toContain(what)
  })
  test.each([
    ['我叫周翠花，住在河边', undefined],
    ['周翠花，来办事', '周翠花'],
  ])('the name of whoever writes: %s', (account, name) => {
    expect(hintsFor(account, name).join()).toContain('您的名字')
  })
  test.each(['我是摊主，他们叫我走', '我叫他们出示证件，他们不给'])('no name is seen in %s', (account) => {
    expect(hintsFor(account, '周翠花')).toEqual([])
  })
  test.each(['罚了2000元，决定书文号2026第00123号', '2026年6月13日上午9时30分，文昌路128号', ''])(
    'nothing is said of %s',
    (account) => {
      expect(hintsFor(account)).toEqual([])
    },
  )
})

const days = (n: number, counting: 'workdays' | 'days') => ({ days: n, counting, basis: '示例' })
const terms: Terms = new Map([
  ['GEN', { accept: days(5, 'workdays'), answer: days(30, 'days') }],
  ['ENT', { accept: days(2, 'workdays'), answer: days(5, 'workdays') }],
  ['SECRET', { accept: days(3, 'workdays'), answer: days(30, 'days') }],
  ['LIGHT', { answer: days(5, 'workdays') }],
  ['BAD', { accept: days(3, 'workdays'), answer: days(15, 'workdays') }],
])

test('the unit of a date follows how it is counted; unread limits are told in plain days', () => {
  expect([unitOf('workdays'), unitOf('days'), unitOf(null), unitOf(undefined)]).toEqual(['工作日', '日', '日', '日'])
})

describe('how a sender is told their date was counted', () => {
  const sent: Tracked = {
    no: '',
    kind: 'complaint',
    status: 'received',
    statusLabel: '',
    receivedAt: '2026-06-15T02:00:00Z',
    dueOn: '2026-06-23',
    acceptBy: '2026-06-23',
    answerBy: '2026-07-23',
    because: '',
    provisional: false,
    timeline: [],
    directives: [],
    improvement: null,
    messages: [],
    files: [],
    rating: null,
    may: [],
    company: false,
    notices: false,
    proof: { seal: '', intact: true },
  }
  const accepted = [{ at: '2026-06-16T02:00:00Z', label: '已受理' }]
  test.each<[string, Partial<Tracked>, string, string, string | undefined]>([
    ['before acceptance', {}, '6月15日提交', '还有5个工作日', '提交'],
    ['a general matter accepted', { dueOn: '2026-07-16', timeline: accepted }, '6月16日受理', '还有30天', undefined],
    ['an enterprise’s accepted', { dueOn: '2026-06-24', timeline: accepted }, '6月16日受理', '还有5个工作日', '受理'],
    [
      'a question, which needs no acceptance',
      { kind: 'question', dueOn: '2026-06-23', acceptBy: undefined, timeline: accepted },
      '6月15日提交',
      '还有4个工作日',
      '提交',
    ],
    // After a survey a complaint runs as what is unhappy does.
    [
      'one from a survey accepted',
      { dueOn: '2026-07-08', timeline: accepted },
      '6月16日受理',
      '还有15个工作日',
      undefined,
    ],
    // The limit was published anew since: only the date is certain.
    ['a date no limit leads to', { dueOn: '2026-07-01', timeline: accepted }, '6月16日受理', '还有15天', undefined],
  ])('%s', (_, more, start, left, begun) => {
    const now = more.timeline ? at('2026-06-16') : at('2026-06-15')
    const clock = clockOf({ ...sent, ...more }, now, calendar, terms)
    expect(clock?.start).toBe(start)
    expect(clock?.left).toContain(left)
    expect(clock?.days?.[0]?.name).toBe(begun)
  })
})

describe('what the desk offers', () => {
  test.each<[Role, string[]]>([
    ['intake', ['办件', '专项监督', '分办规则', '通知', '我的账号']],
    ['sealed', ['办件', '保存期限', '审计', '通知', '我的账号']],
    [
      'handler',
      [
        '办件',
        '监督文书',
        '专项监督',
        '入企检查',
        '开放日',
        '监督员考核',
        '监督员任务',
        '监督员',
        '企业联系点',
        '监督码',
        '通知',
        '我的账号',
      ],
    ],
    ['assign', ['办件', '专项监督', '入企检查', '监督码', '分办规则', '通知', '我的账号']],
    ['superior', ['办件', '监督文书', '专项监督', '保存期限', '通知', '我的账号']],
    ['admin', ['人员账号', '岗位确认', '保存期限', '审计', '后台任务', '通知', '我的账号']],
    ['editor', ['开放日', '发布台', '导入', '通知', '我的账号']],
    ['body', ['函询', '测评结果', '监督文书', '入企检查', '开放日', '监督码', '通知', '我的账号']],
    ['supervisor', ['我的履职', '反映线索', '履职任务', '监督员通知', '我的账号']],
    ['contact', ['我的联系点', '我的账号']],
    ['stats', ['满意度测评', '入企检查', '开放日', '监督员考核', '企业联系点', '监督码', '审计', '通知', '我的账号']],
    ['evaluator', ['满意度测评', '通知', '我的账号']],
    ['office', ['登记来件', '函询', '通知', '我的账号']],
  ])('%s', (role, labels) => {
    const actor = { login: role, name: role, roles: [role], department: role === 'body' ? 'SCJG' : 'SFJ', post: '' }
    expect(deskLinks(actor).map(({ label }) => label)).toEqual(labels)
  })
})

test('whoever speaks is called by one word in everything staff and public read', () => {
  const read = globSync('{api,site,content}/**/*.{ts,astro,svelte,md,yaml}')
  const other = (text: string) => text.split('\n').filter((line) => /(?<!被)反映人/.test(line))
  // Words that stand before a name in what people write, whatever we call them.
  const ours = read.filter((file) => file !== 'api/redaction/name.ts')
  expect(ours.flatMap((file) => other(readFileSync(file, 'utf8')))).toEqual([])
  expect(other(readFileSync('api/redaction/name.ts', 'utf8'))).not.toEqual([])
})

test('the form lists the bodies that can be reported, grouped like the public list', () => {
  const body = (code: string, type: 'supervisor' | 'branch' | 'township' | 'office' | 'external') => ({
    code,
    type,
    name: `澄河市${code}局`,
    short: code,
    fields: [],
    desk: true,
    phone: '',
    address: '',
  })
  const listed = bodiesOf([
    body('镇', 'township'),
    body('所', 'office'),
    body('委', 'external'),
    body('司', 'supervisor'),
  ])
  expect(listed).toEqual([
    { value: '司', label: '司局', group: '市级部门' },
    { value: '镇', label: '镇', group: '乡镇和街道' },
  ])
})
