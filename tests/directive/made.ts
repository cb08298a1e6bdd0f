import { expect } from 'vitest'
import { asking, json, sent } from '../support/ask.ts'
import { moving, singing } from '../support/canary.ts'
import type { World } from '../support/world.ts'

/** What a document says in tests; a canary in each part. */
export const PARTS = {
  department: 'ZFJ',
  subject: '规范搬离物品的手续',
  facts: '雀在事由：近期搬离占道物品，手续和登记不完整，需要核实规范。',
  basis: '《行政执法监督条例》第六条',
  demands: '雀在要求：对照规定逐项核查，补全手续，写出书面说明。',
}
export const FED = '雀在反馈：已逐项核查，补办手续十二件，制度附后。'

export interface Made {
  id: string
  n: number
  number: string | null
  status: string
  dueOn: string | null
  objectBy: string | null
  allowed: { action: string }[]
  [more: string]: unknown
}

/** What happens to documents in tests, as somebody of the bureau or a body. */
export const writing = (world: () => World) => {
  const begin = (who: string, more: Record<string, unknown> = {}) =>
    asking(world(), who)('/api/desk/directives', json('POST', { template: 'WS-YJ-01', ...PARTS, ...more }))
  const made = async (more: Record<string, unknown> = {}) => {
    const answer = await begin('handler', more)
    expect(answer.status, await answer.clone().text()).toBe(201)
    return (await answer.json()) as Made
  }
  const n = async (id: string) =>
    (
      await world().deps.store.heavy.rows<{ n: number }>({ sql: 'select n from directives where id = ?', args: [id] })
    )[0]?.n ?? 0
  const step = async (who: string, id: string, action: string, said: Record<string, unknown> = {}) =>
    asking(world(), who)(`/api/desk/directives/${id}/steps`, json('POST', { action, n: await n(id), ...said }))
  const done = async (who: string, id: string, action: string, said: Record<string, unknown> = {}) => {
    const answer = await step(who, id, action, said)
    expect(answer.status, `${action}: ${await answer.clone().text()}`).toBe(200)
    return (await answer.json()) as Made
  }
  const STEPS: [who: string, action: string, said: Record<string, unknown>, led: string][] = [
    ['handler', 'submit', {}, 'review'],
    ['review', 'approve', {}, 'approved'],
    ['chief', 'sign', {}, 'signed'],
    ['handler', 'serve', { how: 'platform' }, 'served'],
    ['zfj', 'feed', { note: FED }, 'answered'],
    ['handler', 'verify', { result: 'done', note: '看过台账，整改到位。' }, 'verified'],
    ['handler', 'close', {}, 'closed'],
  ]
  /** A document brought to a status by its ordinary way. */
  const until = async (status: string, more: Record<string, unknown> = {}): Promise<Made> => {
    let one = await made(more)
    for (const [who, action, said, led] of STEPS) {
      if (one.status === status) break
      one = await done(who, one.id, action, said)
      expect(one.status).toBe(led)
    }
    expect(one.status).toBe(status)
    return one
  }
  const read = (who: string, id: string) => asking(world(), who)(`/api/desk/directives/${id}`)
  /** A case for a document to rest on. */
  const handled = async (more: Record<string, unknown> = {}) => {
    const one = await sent(world(), singing(more))
    await moving(world).step('intake', one.no, 'accept')
    return one.no
  }
  return { begin, made, step, done, until, read, n, handled }
}

/** What an answer refuses, and where. */
export const said = async (answer: Response) => {
  const { code, fields = [] } = (await answer.json()) as { code: string; fields?: { path: string; message: string }[] }
  return `${code} ${fields.map((f) => `${f.path}: ${f.message}`).join(' ')}`
}
