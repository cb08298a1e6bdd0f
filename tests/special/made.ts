import { expect } from 'vitest'
import { asking, json, sent } from '../support/ask.ts'
import { desk } from '../support/desk.ts'
import type { World } from '../support/world.ts'

export const SPECIAL = {
  title: '占道物品搬离执法专项监督',
  department: 'ZFJ',
  basis: '《行政执法监督条例》第六条、年度监督计划',
  person: 'handler',
  dueOn: '2026-07-31',
}
export interface Seen {
  id: string
  n: number
  status: string
  totals: { cases: number; status: { n: number }[]; department: { label: string; n: number }[] }
  directives: { id: string }[]
  allowed: { action: string }[]
  history: { label: string; note: string | null }[]
  summary: string | null
}
export const PATH = '/api/desk/specials'
export const numbers = (some: { no: string }[]) => some.map(({ no }) => no).sort()

/** What the desk does with special supervisions. */
export function specials(w: () => World) {
  const { listed } = desk(w)
  const opened = async (more: Record<string, unknown> = {}, who = 'assign') => {
    const answer = await asking(w(), who)(PATH, json('POST', { ...SPECIAL, ...more }))
    expect(answer.status, await answer.clone().text()).toBe(201)
    return ((await answer.json()) as Seen).id
  }
  const seen = async (who: string, id: string) => (await (await asking(w(), who)(`${PATH}/${id}`)).json()) as Seen
  const step = async (who: string, id: string, action: string, said: Record<string, unknown> = {}) =>
    asking(w(), who)(`${PATH}/${id}/steps`, json('POST', { action, n: (await seen(who, id)).n, ...said }))
  const put = (who: string, id: string, nos: string[], action = 'group') =>
    asking(w(), who)(`${PATH}/${id}/cases`, json('POST', { action, cases: nos }))
  const under = async (who: string, id: string) =>
    (await listed(who, `&special=${id}`)).items.map(({ no }) => no).sort()
  const arrived = async (n: number, more: Record<string, unknown> = {}) =>
    Promise.all(Array.from({ length: n }, () => sent(w(), more)))
  return { listed, opened, seen, step, put, under, arrived }
}
