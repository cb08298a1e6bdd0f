import type { State } from './state.ts'
import { type Action, type Bar, step } from './workflow.ts'

/** What of a document decides about bars, besides its state. */
export interface Facts extends State {
  type: string
  receivedAt: number | null
  /** A document that follows it stands. */
  followed: boolean
  log: readonly { action: string; login: string }[]
}

/** What stands against a step for one person today. */
export function barsOf(of: Facts, action: Action, login: string, today: string): Set<Bar> {
  const { apart = [] } = step(action)
  const bars: Record<Bar, boolean> = {
    hands: of.log.some((e) => e.login === login && apart.includes(e.action)),
    early: of.status === 'served' && of.dueOn !== null && of.dueOn >= today,
    received: of.receivedAt !== null,
    objected: of.type !== 'decision' || of.objection !== null || of.objectBy === null || of.objectBy < today,
    unobjected: of.objection !== 'open',
    escalated: of.escalatedTo !== null,
    unsettled: of.objection === 'open' || (of.result !== 'done' && !of.followed && of.escalatedTo === null),
    shown: of.shown === 'published',
    unproposed: of.shown !== 'proposed',
    hidden: of.shown !== 'published',
  }
  return new Set((Object.keys(bars) as Bar[]).filter((bar) => bars[bar]))
}
