import { describe, expect, test } from 'vitest'
import { cardOf, counted, leftWords, remaining } from '../../site/pages/_calendar.ts'
import { hintsFor } from '../../site/pages/complaint/_hints.ts'

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
    const days = counted('2026-06-15', '2026-06-23', calendar)
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
  test.each(['罚了2000元，决定书文号2026第00123号', '2026年6月13日上午9时30分，文昌路128号', ''])(
    'nothing is said of %s',
    (account) => {
      expect(hintsFor(account)).toEqual([])
    },
  )
})
