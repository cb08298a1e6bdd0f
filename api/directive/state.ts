import { type Action, type Clock, type RESULT, type Status, step } from './workflow.ts'

/** The part of a document that steps change. Every event stores it whole. */
export interface State {
  status: Status
  dueOn: string | null
  result: keyof typeof RESULT | null
  objectBy: string | null
  objection: 'open' | 'upheld' | 'revoked' | null
  ruleBy: string | null
  escalatedTo: string | null
  shown: 'no' | 'proposed' | 'published'
}

/** The state a step leads to. `due` answers when a clock started by it runs out. */
export function take(
  state: State,
  action: Action,
  said: Record<string, unknown>,
  due: (clock: Clock) => string | null,
  superior: string | null = null,
): State {
  const { to = state.status, decides, starts = [] } = step(action)
  const decided = String(decides && said[decides])
  const status = typeof to === 'string' ? to : Object.hasOwn(to, decided) ? (to[decided] ?? state.status) : state.status
  const clock = (one: Clock, kept: string | null) => (starts.includes(one) ? due(one) : kept)
  return {
    status,
    dueOn: starts.includes('urge') ? due('urge') : clock('feedback', state.dueOn),
    result: action === 'verify' ? (said.result as State['result']) : state.result,
    objectBy: clock('object', state.objectBy),
    objection:
      action === 'object'
        ? 'open'
        : action === 'rule'
          ? decided === 'revoke'
            ? 'revoked'
            : 'upheld'
          : state.objection,
    ruleBy: clock('rule', state.ruleBy),
    escalatedTo: action === 'escalate' ? superior : state.escalatedTo,
    shown:
      action === 'propose'
        ? 'proposed'
        : action === 'publish'
          ? 'published'
          : action === 'withdraw'
            ? 'no'
            : state.shown,
  }
}
