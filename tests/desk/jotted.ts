import type { Action } from '../../api/case/workflow.ts'
import { rows } from '../staff/people.ts'
import { asking, json, type Sent, track } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import type { World } from '../support/world.ts'
import { living } from './living.ts'

interface Template {
  code: string
  outcomes: string[]
  text: string
}
interface Writing {
  templates: { action: string; items: Template[] }[]
  jottings: { action: string; values: Record<string, string>; savedAt: string }[]
}

/** What is written for a step before it is taken. */
export function writings(w: () => World) {
  const { step, citizen, go, handled } = living(w)
  const { n } = moving(w)
  const writing = async (login: string, no: string, query = '') =>
    (await (await asking(w(), login)(`/api/desk/cases/${no}/writing${query}`)).json()) as Writing
  const offered = async (login: string, no: string, action: Action, query = '') =>
    (await writing(login, no, query)).templates.find((one) => one.action === action)?.items ?? []
  const jot = async (login: string, no: string, action: string, values: Record<string, string>, at?: number) =>
    asking(w(), login)(`/api/desk/cases/${no}/jottings/${action}`, json('PUT', { n: at ?? (await n(no)), values }))
  const jotted = async (login: string, no: string) => (await writing(login, no)).jottings
  const stored = async (no: string) => (await rows(w(), 'select * from jottings where no = ?', [no])).length
  const told = async ({ no, queryCode }: Sent) =>
    (await (await track(w(), no, queryCode)).json()) as Record<string, unknown>
  return { go, handled, step, citizen, n, writing, offered, jot, jotted, stored, told }
}
