import { beforeAll, describe, expect, test } from 'vitest'
import { FLAG } from '../../api/case/flag.ts'
import { sent, written } from '../support/ask.ts'
import { complaint, makeWorld, post, type World, world } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  return () => w.close()
})
const told = async (body: Record<string, unknown>): Promise<Record<string, unknown>> => {
  const answer = await post(w, '/api/complaints/forecast', body)
  return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) }
}

describe('the forecast', () => {
  test('says who has it, who is told, who is not, and by when, with how that is counted', async () => {
    expect(await told({ category: 'T14', about: { department: 'XF' }, enterprise: { name: '禾味餐饮' } })).toEqual({
      status: 200,
      handler: { code: 'SFJ', name: '澄河市司法局' },
      lane: 'enterprise',
      rule: 'R7',
      because: '由市司法局办理，不交被反映单位自己办（摘要告知岱东市消防救援支队）',
      told: [
        {
          code: null,
          name: '岱东市消防救援支队',
          why: '垂直管理和双重领导：由市司法局办理，不交被反映单位自己办。发现的问题告知其上一级主管部门。',
        },
      ],
      notTold: [{ code: 'XF', name: '澄河市消防救援大队' }],
      acceptBy: '2026-06-17',
      answerBy: '2026-06-25',
      dueOn: '2026-06-17',
      provisional: false,
      counting: [
        {
          clock: 'accept',
          label: '受理或不予受理告知',
          on: '2026-06-17',
          words: '6月15日收到，从第二天起算2个工作日，到6月17日',
          basis: '示例。没有查到统一规定，上线前由司法局确定',
          demo: true,
          provisional: false,
        },
        {
          clock: 'answer',
          label: '办结答复',
          on: '2026-06-25',
          words: '6月17日最晚受理，从第二天起算5个工作日，到6月25日（双休日不算；6月19日放假不算）',
          basis: '《济南市优化营商环境条例》第62条为5个工作日，本市参照（示例）',
          demo: true,
          provisional: false,
        },
      ],
    })
  })

  test.each([
    ['a township’s empowered matter', { category: 'T06', about: { department: '379981001' }, matter: 'CH-ZFJ-CF-001' }],
    ['a bribe', { category: 'T28', about: { department: 'ZFJ' } }],
    [
      'a bribe only in the words',
      { category: 'T05', about: { department: 'ZFJ' }, account: '他们索要红包，不给就天天来查我的店' },
    ],
    ['the bureau', { category: 'T31' }],
    ['praise', { category: 'T90', about: { department: 'SCJG' } }],
    ['nobody knows whom', { category: 'T99' }],
    ['a page', { category: 'T93' }],
    ['a company', { category: 'T13', enterprise: { name: '禾味餐饮' } }],
  ])('promises what the receipt then says: %s', async (_situation, body) => {
    const before = await told(body)
    const answer = await post(w, '/api/complaints', complaint({ about: undefined, ...body }))
    const receipt = (await answer.json()) as Record<string, unknown>
    for (const key of ['because', 'acceptBy', 'answerBy', 'dueOn', 'provisional'])
      expect(before[key], key).toEqual(receipt[key])
    expect(before.handler).toEqual(receipt.handledBy)
  })

  test('of a sealed case no body is told, and no reason given', async () => {
    const { handler, because, told: copies, notTold } = await told({ category: 'T28', about: { department: 'SFJ' } })
    expect(handler).toEqual({ code: 'SEALED', name: '专门人员' })
    expect([because, copies]).toEqual(['这类问题按规定由专门人员办理', []])
    expect(notTold).toEqual([{ code: 'SFJ', name: '澄河市司法局' }])
  })

  test('stores nothing and takes no account', async () => {
    const before = await written(w)
    await told({ category: 'T05' })
    await told({ category: 'T05', account: '' })
    expect((await told({ ...complaint() })).status).toBe(200)
    expect(await written(w)).toEqual(before)
  })

  test.each([
    ['no such category', { category: 'T77' }, 'category'],
    ['no such body', { category: 'T05', about: { department: 'NOBODY' } }, 'about.department'],
    [
      'an office, which is no body to report',
      { category: 'T05', about: { department: 'SFS-379981001' } },
      'about.department',
    ],
    ['no such township', { category: 'T05', about: { township: '379981999' } }, 'about.township'],
    ['a day to come', { category: 'T05', happenedOn: '2026-06-16' }, 'happenedOn'],
    ['too short an account', { category: 'T05', account: '短' }, 'account'],
    ['an unknown field', { category: 'T05', lane: 'sealed' }, 'lane'],
  ])('%s is said as the form would', async (_situation, body, path) => {
    const answer = await told(body)
    expect([answer.status, (answer.fields as { path: string }[]).map((f) => f.path)]).toEqual([422, [path]])
  })

  test('is budgeted', async () => {
    const limited = await world({ env: { LIMITS: 'on' } })
    let status = 200
    for (let i = 0; i < 300 && status === 200; i++)
      status = (await post(limited, '/api/complaints/forecast', { category: 'T05' })).status
    expect(status).toBe(429)
  })
})

describe('what routing leaves with a case', () => {
  const rows = (sql: string, no: string) => w.deps.store.heavy.rows<Record<string, unknown>>({ sql, args: [no] })
  const copiesOf = (no: string) => rows('select department, rule from case_copies where no = ? order by 1', no)
  const caseOf = async (no: string) => (await rows('select * from cases where no = ?', no))[0] ?? {}
  const blindOf = async (no: string) =>
    (await rows('select department from case_blind where no = ? order by 1', no)).map((r) => r.department)

  test('the bodies to be told, and never one that must not know', async () => {
    const { no } = await sent(w, { category: 'T06', about: { department: '379981001' }, matter: 'CH-ZFJ-CF-001' })
    expect(await copiesOf(no)).toEqual([{ department: 'ZFJ', rule: 'R6' }])
    expect(await blindOf(no)).toEqual(['379981001'])
  })
  test('a superior that is not in the register stands by its name', async () => {
    const { no } = await sent(w, { about: { department: 'HBFJ' } })
    expect(await copiesOf(no)).toEqual([{ department: '岱东市生态环境局', rule: 'R7' }])
  })
  test('of a sealed case no copy at all', async () => {
    const { no } = await sent(w, { category: 'T28', about: { department: 'HBFJ' } })
    expect(await copiesOf(no)).toEqual([])
    expect((await caseOf(no)).lane).toBe('sealed')
  })
  test('the matter names the body where the sender does not, and both it and the township are kept out', async () => {
    const { no } = await sent(w, { about: { township: '379981001' }, matter: 'CH-ZFJ-CF-001' })
    expect(await caseOf(no)).toMatchObject({ about_department: 'ZFJ', place: '379981001', rule: 'R2' })
    expect(await blindOf(no)).toEqual(['379981001', 'ZFJ'])
  })
  test('its marks, as codes that have a name', async () => {
    const { no } = await sent(w, {
      category: 'T24',
      person: { name: '小王' },
      minor: true,
      account: '协管员单独开罚单，推搡中我受伤了，去了医院看。',
    })
    const flags = JSON.parse(String((await caseOf(no)).flags)) as (keyof typeof FLAG)[]
    expect(flags.toSorted()).toEqual(['certificate', 'injury', 'minor', 'urgent'])
    for (const flag of flags) expect(FLAG[flag]).toBeDefined()
  })
  test('what the sender says of a court, of danger and of their age, also anonymously', async () => {
    const said = { anonymous: true, minor: true, before: 'court', danger: true }
    const { no, queryCode } = await sent(w, said)
    expect(JSON.parse(String((await caseOf(no)).flags))).toEqual(['minor', 'court', 'danger', 'urgent'])
    const code = { 'x-query-code': queryCode }
    const seen = await w.app.request(`/api/track/${no}/copy`, { headers: code })
    expect(await seen.json()).toMatchObject({ sent: said })
    // Changed within the ten minutes: what was not changed is still said.
    const edited = await post(w, `/api/track/${no}/edit`, { account: '城管的人没有出示证件。', danger: null }, code)
    expect(edited.status).toBe(200)
    expect(JSON.parse(String((await caseOf(no)).flags))).toEqual(['minor', 'court'])
  })
  test('nobody before a court and nobody else is marked', async () => {
    const { no } = await sent(w, { before: 'none', danger: false, minor: false })
    expect((await caseOf(no)).flags).toBeNull()
    const wrong = await post(w, '/api/complaints', complaint({ before: 'arbitration' }))
    expect(wrong.status).toBe(422)
    expect(await wrong.json()).toMatchObject({ fields: [{ path: 'before' }] })
  })
  test('the third of its kind in ninety days is marked, and one withdrawn does not count', async () => {
    const flagsOf = async () => {
      const { no } = await sent(w, { category: 'T23', about: { department: 'MZJ' } })
      return { no, flags: (await caseOf(no)).flags }
    }
    const first = await flagsOf()
    w.at('2026-06-15T10:25:00+08:00')
    const second = await flagsOf()
    w.at('2026-06-15T10:26:00+08:00')
    expect((await flagsOf()).flags).toContain('repeat')
    expect([first.flags, second.flags]).toEqual([null, null])
    w.at('2026-10-20T10:26:00+08:00')
    expect((await flagsOf()).flags).toBeNull()
  })
  test('what was sent without a body is never led by a guess', async () => {
    const { no } = await sent(w, { about: undefined, account: '城管局的人把我的三轮车扣走了，没有给清单。' })
    expect(await caseOf(no)).toMatchObject({ about_department: null, rule: 'R15', handler: 'SFJ' })
  })
})
