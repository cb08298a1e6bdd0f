import { expect } from 'vitest'
import type { Action } from '../../api/case/workflow.ts'
import { asking, type Sent, sent, track } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import type { World } from '../support/world.ts'

export const START = '2026-06-15T10:24:00+08:00'
export const NOTE = '按规定办理，理由和依据见附件说明。'
export const REPLY = '经查，扣押没有出具清单，情况属实，已责令改正。'

export interface Seen {
  n: number
  status: string
  statusLabel: string
  assignee: string | null
  card: string | null
  dueOn: string | null
  answerBy: string | null
  identity: { name?: string; phone?: string } | null
  links: { no: string; label: string }[]
  enquiries: { id: string; state: { code: string } }[]
  events: { action: string; more: string[] }[]
  allowed: { action: Action; fields: { name: string; options?: { value: string }[] }[] }[]
}

/** The life of a case, seen from the desk and by its sender. */
export function living(w: () => World) {
  const { step, citizen } = moving(w)
  const seen = async (login: string, no: string) =>
    (await (await asking(w(), login)(`/api/desk/cases/${no}`)).json()) as Seen
  const told = async ({ no, queryCode }: Sent) =>
    (await (await track(w(), no, queryCode)).json()) as {
      status: string
      statusLabel: string
      dueOn: string | null
      timeline: { label: string; text?: string }[]
      may: string[]
    }
  const may = async (login: string, no: string) => (await seen(login, no)).allowed.map((a) => a.action)

  /** Steps one after another, each by its person; every one is taken. */
  async function go(no: string, ...steps: [who: string, action: Action, said?: Record<string, unknown>][]) {
    for (const [who, action, said = {}] of steps) {
      const answer = await step(who, no, action, said)
      expect(answer.status, `${who} ${action}: ${await answer.clone().text()}`).toBe(200)
    }
  }
  const handled = async (more: Record<string, unknown> = {}) => {
    const one = await sent(w(), more)
    await go(one.no, ['intake', 'accept'], ['assign', 'assign', { person: 'handler' }], ['handler', 'sign'])
    return one
  }
  return { step, citizen, seen, told, may, go, handled }
}
