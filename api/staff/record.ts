import type { ResultSet } from '@libsql/client'
import type { Store } from '../../db/open.ts'
import type { Condition } from '../../db/row.ts'
import type { Statement } from '../../db/write.ts'
import { append } from '../case/event.ts'
import type { Actor } from './actor.ts'
import { inTurn } from './turn.ts'

/** Something done to or by a person who works here; never with a password, a code or a session id in it. */
export interface Act {
  login: string
  by: Pick<Actor, 'login' | 'department'> | 'system'
  action: keyof typeof ACTS
  data?: Record<string, unknown>
  /** What it led to, in codes. */
  state: { active: boolean; roles: readonly string[]; department: string }
  now: Date
}

/** Everything that is written down about an account, in the words of its history. */
export const ACTS = {
  create: '建立账号',
  change: '改动账号',
  invite: '发出设置码',
  'set-up': '用设置码设定密码',
  'sign-in': '登录',
  displaced: '同时登录超过两台设备，最早的已退出',
  'sign-out': '退出',
  revoke: '结束登录',
  password: '改密码',
  'factor-start': '开始设置动态验证码',
  'factor-on': '开启动态验证码',
  'factor-off': '关闭动态验证码',
  'factor-lost': '取消丢失的动态验证码',
  term: '改任期',
  absence: '登记或取消离岗',
  end: '结束全部登录',
  interest: '申报利害关系',
  'interest-end': '撤回利害关系申报',
  'grant-ask': '申请授予重要岗位',
  grant: '确认授予重要岗位',
  'grant-refuse': '不同意授予重要岗位',
  'takeover-ask': '申请发设置码或取消动态验证码',
  'takeover-refuse': '不同意发设置码或取消动态验证码',
} as const

/** A condition an act depends on; its statements carry the same one. */
export type When = Condition

const stream = (login: string) => `person/${login}`
/** Another node may have written between reading the last number and our commit: then it is read again. */
const TRIES = 4

/**
 * Commits statements together with their event: both or neither. The event comes first, so a condition sees the state
 * before the act. Answers what the statements did.
 */
export const record = (store: Store, act: Act, statements: Statement[] = [], when?: When): Promise<ResultSet[]> =>
  inTurn(stream(act.login), async () => {
    for (let left = TRIES; ; left--) {
      try {
        return await commit(store, act, statements, when)
      } catch (error) {
        if (left <= 1 || !String((error as { code?: unknown }).code).startsWith('SQLITE_CONSTRAINT')) throw error
      }
    }
  })

async function commit(store: Store, act: Act, statements: Statement[], when: When | undefined) {
  // Asked through the writer: a replica could be behind.
  const [last] = await store.writes.commit([
    { sql: 'select coalesce(max(n), 0) as n from events where stream = ?', args: [stream(act.login)] },
  ])
  const by: Record<string, string> =
    act.by === 'system' ? { kind: 'system' } : { kind: 'person', login: act.by.login, department: act.by.department }
  const { active, roles, department } = act.state
  const event = append(
    {
      stream: stream(act.login),
      n: Number(last?.rows[0]?.n ?? 0) + 1,
      at: act.now,
      actor: by,
      action: act.action,
      data: act.data ?? {},
      state: { active, roles: [...roles], department },
    },
    when,
  )
  const results = await store.writes.commit([...event.statements, ...statements])
  return results.slice(event.statements.length)
}
