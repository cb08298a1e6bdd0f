import type { Store } from '../../db/open.ts'
import { faultOf } from '../log.ts'

/** Whoever took a piece of work and died gives it back by this; a turn of work is shorter. */
const LEASE = 10 * 60_000

/** All work that comes round by itself, with how often, in words for whoever runs the portal. */
export const JOBS = {
  notices: '给来件人和报名人的通知',
  'staff-notices': '给工作人员的通知',
  retention: '到期删除',
  tidy: '整理发布和附件',
  cases: '黄牌红牌和逾期未补充',
  'case-ends': '到期办结和归档',
  'open-days': '开放日：候补名额、过期、消息',
  supervisors: '监督员：任期届满、到期提醒',
  duties: '履职任务：活动前提醒、没有到场',
  surveys: '测评到期截止、开箱、发出邀请',
  contacts: '企业联系点到期结束',
} as const
export type JobName = keyof typeof JOBS

/** This process among several on one database. */
const HOLDER = `${process.pid}-${Date.now().toString(36)}`

/**
 * Does a turn of work unless it is not due or another node has it in hand. How it went is written down, so that a job
 * that stopped is seen. Answers whether it was done here.
 */
export async function turnOf(
  store: Store,
  name: JobName,
  every: number,
  now: Date,
  work: () => Promise<void>,
  holder = HOLDER,
): Promise<boolean> {
  const at = now.getTime()
  const [, taken] = await store.writes.commit([
    {
      sql: 'insert into jobs (name, until, next, failures) values (?, 0, 0, 0) on conflict do nothing',
      args: [name],
    },
    {
      sql: 'update jobs set holder = ?, until = ?, began = ? where name = ? and until <= ? and next <= ?',
      args: [holder, at + LEASE, at, name, at, at],
    },
  ])
  if (taken?.rowsAffected !== 1) return false
  const began = performance.now()
  let failed: unknown
  try {
    await work()
  } catch (error) {
    failed = error
  }
  const ms = Math.round(performance.now() - began)
  await store.writes.commit([
    {
      sql: `update jobs set until = 0, next = ?, ended = ?, ms = ?, error = ?, failures = case when ? is null then 0 else failures + 1 end
        where name = ? and holder = ? and until = ?`,
      args: [at + every, at + ms, ms, failed ? codeOf(failed) : null, failed ? 'x' : null, name, holder, at + LEASE],
    },
  ])
  if (failed) throw failed
  return true
}

/** What went wrong as a code: messages may repeat what was being worked on. */
function codeOf(error: unknown): string {
  const { name } = faultOf(error)
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : name
}

/** How often what every node does for itself is written down. */
const NOTED_EVERY = 60_000
const noted = new WeakMap<Store, Map<JobName, number>>()

/** Work that each node does for itself: written down once a minute, and whenever it fails. */
export async function watched(store: Store, name: JobName, every: number, now: Date, work: () => Promise<unknown>) {
  const at = now.getTime()
  const last = noted.get(store) ?? new Map<JobName, number>()
  noted.set(store, last)
  const began = performance.now()
  let failed: unknown
  try {
    await work()
  } catch (error) {
    failed = error
  }
  const ms = Math.round(performance.now() - began)
  if (failed || at - (last.get(name) ?? 0) >= NOTED_EVERY) {
    last.set(name, at)
    await store.writes.commit([
      {
        sql: `insert into jobs (name, holder, until, next, began, ended, ms, error, failures) values (?, ?, 0, ?, ?, ?, ?, ?, ?)
          on conflict do update set holder = excluded.holder, next = excluded.next, began = excluded.began, ended = excluded.ended,
            ms = excluded.ms, error = excluded.error, failures = case when excluded.error is null then 0 else failures + 1 end`,
        args: [name, HOLDER, at + every, at, at + ms, ms, failed ? codeOf(failed) : null, failed ? 1 : 0],
      },
    ])
  }
  if (failed) throw failed
}
