import { expect } from 'vitest'
import { addPeople } from '../../api/staff/people.ts'
import { asking, json } from '../support/ask.ts'
import { TEAM } from '../support/team.ts'
import type { World } from '../support/world.ts'

export const SURVEY = {
  title: '2026年上半年群众满意度测评',
  questionnaire: 'WJ-QZ',
  entry: 'both',
  opensOn: '2026-06-15',
  closesOn: '2026-06-30',
  method: '从接受过检查的市民里按镇街人口比例随机抽取。',
  evaluator: 'evaluator1',
}
export const FRAME = '城区街道，215000，160\n乡镇，308000，220'

/** A survey as the desk is answered. */
export interface Seen {
  code: string
  n: number
  status: string
  opensOn: string
  questionnaire: { version: number }
  numbers: Record<'answers' | 'invited' | 'used' | 'waiting' | 'sent' | 'failed', number | null> | null
  frames: { stratum: string; asked: number }[]
  history: { label: string; by: string; note: string | null }[]
  allowed: { action: string }[]
  prints: boolean
  invitesList: boolean
  enters: boolean
}

/** Everybody of the demonstration, and an evaluating body beside it. */
export async function team(w: World) {
  const other = { login: 'evaluator2', name: '另一家', roles: ['evaluator'], department: '', post: '测评' }
  await addPeople(w.deps.store, [...TEAM, other], 'none', w.deps.now())
}

export const PATH = '/api/desk/surveys'

/** What tests of surveys at the desk ask of a world. */
export function surveys(world: () => World) {
  const ask = (who: Parameters<typeof asking>[1]) => asking(world(), who)
  const seen = async (who: string, code: string) => (await (await ask(who)(`${PATH}/${code}`)).json()) as Seen
  const step = async (
    who: Parameters<typeof asking>[1],
    code: string,
    action: string,
    said: Record<string, unknown> = {},
  ) => ask(who)(`${PATH}/${code}/steps`, json('POST', { action, n: (await seen('stats', code)).n, ...said }))
  const drawn = async (more: Record<string, unknown> = {}) => {
    const answer = await ask('stats')(PATH, json('POST', { ...SURVEY, ...more }))
    expect(answer.status, await answer.clone().text()).toBe(201)
    return ((await answer.json()) as Seen).code
  }
  const taken = async (...args: Parameters<typeof step>) => {
    const answer = await step(...args)
    expect(answer.status, await answer.clone().text()).toBe(200)
  }
  const proposed = async (more: Record<string, unknown> = {}) => {
    const code = await drawn(more)
    await taken('stats', code, 'frame', { frame: FRAME })
    await taken('stats', code, 'propose')
    return code
  }
  const opened = async (more: Record<string, unknown> = {}) => {
    const code = await proposed(more)
    await taken('chief', code, 'approve')
    return code
  }
  const tokens = async (code: string, body: Record<string, unknown>, who = 'stats', headers = {}) => {
    const { n } = await seen('stats', code)
    const init = json('POST', { n, ...body })
    return ask(who)(`${PATH}/${code}/tokens`, { ...init, headers: { ...init.headers, ...headers } })
  }
  return { ask, seen, step, taken, drawn, proposed, opened, tokens }
}
