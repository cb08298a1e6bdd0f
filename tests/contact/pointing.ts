import { expect } from 'vitest'
import { usccCheck } from '../../content/codes.ts'
import { asking, json } from '../support/ask.ts'
import type { World } from '../support/world.ts'

export interface Seen {
  id: string
  n: number
  state: string
  to: string
  login: string
  leads: number
  code: { id: string } | null
  history: { label: string; note: string | null }[]
  allowed: { action: string }[]
}

export const NOON = '2026-06-16T09:41:00+08:00'

let made = 0
/** A company nobody heard of. */
export const company = () => {
  const stem = `91370000MA${String(++made).padStart(7, '5')}`
  return `${stem}${usccCheck(stem)}`
}
export const phone = (nth: number) => `139${String(nth).padStart(8, '0')}`

export const PATH = '/api/desk/contacts'
export const point = (more: Record<string, unknown> = {}) => ({
  name: '示例制造有限公司',
  uscc: company(),
  industry: 'other',
  township: '379981001',
  document: '澄司〔2026〕8号',
  from: '2026-06-01',
  to: '2028-05-31',
  person: '罗三思',
  phone: '13900000001',
  ...more,
})

/** What tests of contact points ask of a world. */
export function pointing(world: () => World) {
  const ask = (who: string | null) => asking(world(), who, `${who}`)
  const post = (who: string, more: Record<string, unknown> = {}) => ask(who)(PATH, json('POST', point(more)))
  const added = async (more: Record<string, unknown> = {}): Promise<Seen> => {
    const answer = await post('handler', more)
    expect(answer.status, await answer.clone().text()).toBe(201)
    return (await answer.json()) as Seen
  }
  const seen = async (id: string) => (await (await ask('handler')(`${PATH}/${id}`)).json()) as Seen
  const take = (who: string, { id, n }: Pick<Seen, 'id' | 'n'>, action: string, said: object = {}) =>
    ask(who)(`${PATH}/${id}/steps`, json('POST', { action, n, ...said }))
  const taken = async (of: Pick<Seen, 'id' | 'n'>, action: string, said: object = {}): Promise<Seen> => {
    const answer = await take('handler', of, action, said)
    expect(answer.status, await answer.clone().text()).toBe(200)
    return (await answer.json()) as Seen
  }
  const scan = async (id: string | undefined) =>
    (await (await world().app.request(`/api/codes/${id}`)).json()) as {
      verdict: string
      typeLabel: string
      title: string
      validTo: string
      actions: { url: string }[]
    }
  const fields = async (answer: Response) =>
    ((await answer.json()) as { fields?: { path: string; message: string }[] }).fields ?? []
  return { ask, post, added, seen, take, taken, scan, fields }
}
