import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf, halfMonth, propose } from '../../api/case/enquiry.ts'
import { find } from '../../api/case/found.ts'
import { open } from '../../api/case/history.ts'
import { rulebook } from '../../api/case/rulebook.ts'
import { Complaint } from '../../api/complaint/complaint.ts'
import { check } from '../../api/form.ts'
import { readContent } from '../../content/load.ts'
import { identities } from '../../db/schema.ts'
import { asking, sent } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())
const { step, enquire } = moving(() => w)

/** A case the handler has in hand. */
async function handled(more: Record<string, unknown> = {}) {
  const one = await sent(w, more)
  await step('intake', one.no, 'accept')
  return one
}
const said = async (answer: Response) => {
  const { fields = [] } = (await answer.json()) as { fields?: { path: string; message: string }[] }
  return fields.map((f) => `${f.path}: ${f.message}`)
}
const rows = <T extends object>(sql: string, ...args: string[]) => w.deps.store.heavy.rows<T>({ sql, args })

describe('a digest', () => {
  const ACCOUNT = '两名执法人员没有出示证件就扣了我王小明的三轮车，也没有给扣押清单。我妈李桂兰在场。'
  const more = {
    account: ACCOUNT,
    about: { department: 'ZFJ', officer: '赵铁柱，证号12345', place: '文昌路18号门口' },
    enterprise: { name: '小明车行' },
    document: '澄综罚2026第7号',
    remedy: '希望把车退给我并且当面讲清楚依据',
    person: { name: '王小明', phone: '13911112222', guardian: '李桂兰 13911113333' },
  }
  const REFUSED: [what: string, digest: string, words: RegExp][] = [
    ['eight characters of the account', '有人说执法人员没有出示证件就扣了车', /连续八个字/],
    ['the same, spaced and pointed', '有人说：没 有、出示-证件“就”扣了车', /连续八个字/],
    ['the same in full width', '没有出示证件就扣了人力车辆，ＡＢＣ', /连续八个字/],
    ['eight characters of the wish', '对方希望把车退给我并且得到说明', /连续八个字/],
    ['a telephone', '请说明，联系13911112222，不要打扰', /电话/],
    ['a telephone in full width', '请说明，联系１３９１１１１２２２２', /电话/],
    ['an identity number', '请说明三七零一零二一九九零零一零一的情况', /证件号/],
    ['a plate', '请说明鲁A12345这辆车的扣押依据', /车牌/],
    ['an exact day', '请说明6月13日扣押车辆的依据', /具体日期/],
    ['an exact day in figures', '请说明2026-06-13扣押车辆的依据', /具体日期/],
    ['the officer', '请说明赵铁柱扣押车辆的依据', /人名/],
    ['the guardian, whom the account names', '请说明李桂兰的车为何被扣', /人名/],
    ['the sender, whom the account names', '请说明王小明的车为何被扣', /人名/],
    ['the enterprise', '请说明小明车行的车为何被扣', /企业名称/],
    ['the exact place', '请说明文昌路18号门口扣车的依据', /具体地点/],
    ['the document', '请说明澄综罚2026第7号的依据', /文书编号/],
  ]
  const GOOD = '请说明这一时期扣押车辆的依据、程序和清单交付情况。'

  test.each(REFUSED)('with %s is refused with a sentence', async (_what, digest, words) => {
    const { no } = await handled(more)
    const answer = await enquire('handler', no, 'ZFJ', { digest })
    expect(answer.status).toBe(422)
    expect((await said(answer)).join()).toMatch(words)
    expect(await rows('select 1 from enquiries where no = ?', no)).toEqual([])
    // Tried is written down: refusals must not be asked for names unseen.
    expect(await rows('select person, why from accesses where no = ? and what = ?', no, 'digest')).toEqual([
      { person: 'handler', why: 'refused' },
    ])
  })
  test('of one’s own words is sent, names the city publishes included', async () => {
    // A published name parts what stands on its two sides, and is no run itself.
    for (const digest of [GOOD, `澄河市综合行政执法局：${GOOD}`, '请说明没有出示证市场监管局件就扣了的依据']) {
      const { no } = await handled({ ...more, account: `${ACCOUNT}是澄河市综合行政执法局的人。` })
      expect((await enquire('handler', no, 'ZFJ', { digest })).status).toBe(200)
    }
  })
  test('confirms no guess: what the desk is not shown and the account does not say is answered as any other', async () => {
    const { no } = await handled({
      ...more,
      account: '两名执法人员没有出示证件就扣了三轮车。',
      enterprise: { name: '晨曦微露' },
      person: { name: '禚一禾', phone: '13911112222' },
      confidential: true,
    })
    const told = async (guess: string) => {
      const answer = await enquire('handler', no, 'ZFJ', { digest: `${GOOD}${guess}` })
      const fields = answer.status === 422 ? await said(answer) : []
      return [answer.status, fields]
    }
    // What has the form of a name or a number is refused, right or wrong, with the same words.
    for (const [right, wrong] of [
      ['请问禚一禾先生', '请问臧一禾先生'],
      ['联系13911112222', '联系13955556666'],
      ['澄综罚2026第7号', '澄综罚2026第8号'],
    ] as const) {
      expect(await told(right), right).toEqual(await told(wrong))
      expect((await told(right))[0]).toBe(422)
    }
    // What has no such form is sent, right or wrong.
    for (const guess of ['晨曦微露', '暮色苍茫']) expect((await told(guess))[0], guess).toBe(200)
  })
  test.each([
    ['a shop', '请说明对喜旺饭店的检查依据', /第6到9个字|店名或企业名/],
    ['somebody of the body', '请说明王队长带队检查的依据', /姓名或称呼/],
    ['a nickname', '请说明外号大胡子的人扣车的依据', /姓名或称呼/],
    ['a corner', '请说明在河滨东路路口设卡的依据', /具体地点/],
    ['a weekday', '请说明上周三检查的依据和记录', /具体日期或时间/],
    ['somebody’s age', '请说明对六十八岁老人扣车的依据', /年龄/],
    ['a number in words', '请回电一三九，一一一一，二二二二说明', /电话/],
  ])('with %s nobody told of before is refused by its form, and says where', async (_what, digest, words) => {
    const { no } = await handled({ account: '车被扣了，没有给单子，请管一管这件事。' })
    const fields = await said(await enquire('handler', no, 'ZFJ', { digest }))
    expect(fields.join()).toMatch(words)
    expect(fields.join()).toMatch(/摘要第\d+到\d+个字像是/)
    expect(await rows('select 1 from enquiries where no = ?', no)).toEqual([])
  })
  test('goes to a body with a desk, by a day to come', async () => {
    const { no } = await handled(more)
    for (const department of ['SFJ', 'JW', 'nobody', '__proto__'])
      expect(await said(await enquire('handler', no, department, { digest: GOOD }))).toEqual([
        'department: 不能向这个单位函询，请重新选择',
      ])
    expect(await said(await enquire('handler', no, 'ZFJ', { digest: GOOD, answerBy: '2026-06-15' }))).toEqual([
      'answerBy: 反馈期限要晚于今天',
    ])
  })
})

describe('what is proposed', () => {
  test('passes its own check, for every sample of the demonstration', async () => {
    const book = await rulebook(w.deps.store, w.deps.now())
    const { samples } = readContent('content')
    expect(samples.length).toBeGreaterThanOrEqual(60)
    for (const { category, about, place, account, enterprise, person } of samples) {
      const body = {
        category,
        about,
        account,
        consent: true,
        ...(enterprise && { enterprise }),
        ...(person && { person }),
      }
      const { no } = await open(w.deps, check(Complaint, body), 'WEB', w.deps.now(), { demo: true, township: place })
      const found = await find(w.deps, no)
      const digest = await propose(w.deps.store, found!, book)
      const identity = await w.deps.store.read.select().from(identities).where(eq(identities.no, no)).get()
      expect(faultsOf(digest, found!, w.deps.secrets, identity, book), `${category} ${account}`).toEqual([])
    }
  })
  test('names the township only where five cases share it', async () => {
    const where = { about: { department: 'YJJ', township: '379981103' } }
    const town = '（镇|街道）辖区'
    const proposal = async (no: string) =>
      (await (await asking(w, 'handler')(`/api/desk/cases/${no}/enquiry`)).json()) as {
        digest: string
        answerBy: string
      }
    for (let n = 1; n <= 5; n++) {
      const { no } = await handled(where)
      const { digest, answerBy } = await proposal(no)
      expect(digest.includes('辖区内'), `${n} of ${town}`).toBe(n === 5)
      // Three working days from the asking, whatever the case is owed.
      expect(answerBy).toBe('2026-06-18')
    }
  })
  test('is for whoever may ask', async () => {
    const { no } = await handled()
    expect((await asking(w, 'intake')(`/api/desk/cases/${no}/enquiry`)).status).toBe(409)
    expect((await asking(w, 'zfj')(`/api/desk/cases/${no}/enquiry`)).status).toBe(403)
    expect((await asking(w, 'superior')(`/api/desk/cases/${no}/enquiry`)).status).toBe(404)
  })
  test('dates are blurred to half a month', () => {
    expect(['2026-06-01', '2026-06-15', '2026-06-16', '2026-06-30', '2026-12-31'].map(halfMonth)).toEqual([
      '2026年6月上半月',
      '2026年6月上半月',
      '2026年6月下半月',
      '2026年6月下半月',
      '2026年12月下半月',
    ])
  })
})
