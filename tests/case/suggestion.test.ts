import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Suggested } from '../../api/case/suggestion.ts'
import { readContent } from '../../content/load.ts'
import { makeWorld, post, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  return () => w.close()
})
const suggested = async (account: string, place?: string) => {
  const answer = await post(w, '/api/suggest', { account, ...(place && { place }) })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Suggested
}

describe('a body that is clearly named', () => {
  test.each([
    ['by its name', '市场监督管理局的两个人来店里，没有出示证件就翻东西', 'SCJG'],
    ['by its short name', '生态环境分局说我们排烟超标，也没有检测', 'HBFJ'],
    ['by what people call it', '城管把我的三轮车扣走了，没给清单', 'ZFJ'],
    ['by an older name', '工商局的人说招牌不合格，要罚五千', 'SCJG'],
    ['the police by their station', '派出所的人让我签一张空白的纸', 'GAJ'],
    ['a sub-district by its office', '城东街道办事处的人上门说要拆棚子', '379981001'],
    ['a township by its government', '石桥镇政府的干部在集上收了秤', '379981101'],
    ['where another is said not to be meant', '不是城管，是交通运输局的车拦了我', 'JTJ'],
  ])('%s', async (_how, account, code) => {
    const { departments, certain } = await suggested(account)
    expect([departments[0]?.code, certain]).toEqual([code, true])
    expect(departments[0]?.confidence).toBeLessThan(1)
    expect(departments[0]?.because).toContain('经过里写到')
  })
})

describe('what goes to a person', () => {
  test.each([
    ['nobody is named', '几个穿制服的人来店里看了一圈，让我交钱'],
    ['two bodies are named', '打城管，说归环保；打环保，说归城管，来回推'],
    ['a body is only a landmark', '我在市政府对面摆摊，被赶走了三次'],
    ['a township is only the place', '我在城东街道建设路口卖菜，有人来收秤'],
    ['only a field is spoken of', '我卖农药的台账被翻了一遍'],
    ['the city’s government is named in passing', '消防来看，我已经把申请递到市政府了'],
    ['the name stands beside its denial', '来的人不是城管，我也不知道是谁'],
    ['English', 'someone took my cart'],
  ])('%s', async (_why, account) => {
    expect((await suggested(account)).certain).toBe(false)
  })
})

test('matters are proposed with their titles, and the body that enforces them', async () => {
  const { matters, departments } = await suggested('饭店的油烟没有安装净化设施，超标排放，罚了五千')
  expect(matters[0]).toEqual({ code: 'CH-ZFJ-CF-003', title: '对餐饮服务业超标排放油烟、未安装净化设施的处罚' })
  expect(departments[0]?.code).toBe('ZFJ')
})

test('where a matter was handed to the township of the place, it is a candidate too', async () => {
  const account = '在路边擅自占用城市道路摆摊，被罚了两百'
  expect((await suggested(account)).departments.map((d) => d.code)).not.toContain('379981001')
  expect((await suggested(account, '379981001')).departments.map((d) => d.code)).toContain('379981001')
})

test('of the sample cases that name their body, none is certain of another', async () => {
  let certain = 0
  for (const { about, account } of readContent('content').samples) {
    const found = await suggested(account)
    if (!about.department || !found.certain) continue
    certain++
    expect(found.departments[0]?.code, account).toBe(about.department)
  }
  expect(certain).toBeGreaterThan(0)
})

test('hostile words are only words', async () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', minLength: 4, maxLength: 300 }),
    fc.constantFrom(
      '"*" OR NEAR(x)',
      "'; drop table cases; --",
      '{title} : ("x")',
      '监'.repeat(5000),
      '(?:'.repeat(100),
    ),
  )
  await fc.assert(
    fc.asyncProperty(nasty, async (account) => {
      const { status } = await post(w, '/api/suggest', { account })
      expect([200, 422]).toContain(status)
    }),
    { numRuns: 60 },
  )
})

test.each([
  [{}, 'account'],
  [{ account: '短' }, 'account'],
  [{ account: '城管扣了我的车', place: '' }, 'place'],
  [{ account: '城管扣了我的车', who: 'x' }, 'who'],
])('%o is refused with its field', async (body, path) => {
  const answer = await post(w, '/api/suggest', body)
  expect(answer.status).toBe(422)
  expect(((await answer.json()) as { fields: { path: string }[] }).fields[0]?.path).toBe(path)
})
