import * as z from 'zod'
import type { imports } from '../../db/schema.ts'
import { GOES_LIVE, REMARK } from '../draft/draft.ts'
import { type Actor, has } from '../staff/actor.ts'
import type { Role } from '../staff/role.ts'
import { whole } from '../vocabulary.ts'

export type Import = typeof imports.$inferSelect
export type ImportState = Import['state']

export const IMPORT_STATE = {
  reading: '正在读取',
  faulty: '有错误，要改',
  ready: '可以提交审核',
  review: '待审核',
  returned: '退回',
  publishing: '正在发布',
  published: '已发布',
  discarded: '已放弃',
} as const satisfies Record<ImportState, string>
export const CHANGE = { new: '新增', changed: '有改动', withdrawn: '取消', unchanged: '没有变化' } as const
export type ImportChange = keyof typeof CHANGE

/** A mistake in a workbook: where it is, and what to do about it. */
export interface SheetProblem {
  sheet: string
  row: number
  column: string
  message: string
}

interface Act {
  label: string
  by: Role
  from: readonly ImportState[]
  /** Whoever uploaded may not publish: editor and publisher are two people. */
  another?: true
  says: z.ZodObject
}
const nothing = z.strictObject({})

/** The whole way of an import: one row an action. */
export const ACTS = {
  submit: { label: '提交审核', by: 'editor', from: ['ready', 'returned'], says: nothing },
  discard: { label: '放弃这次导入', by: 'editor', from: ['faulty', 'ready', 'returned', 'review'], says: nothing },
  return: {
    label: '退回',
    by: 'publisher',
    from: ['review'],
    another: true,
    says: REMARK,
  },
  publish: {
    label: '全部发布',
    by: 'publisher',
    from: ['review'],
    another: true,
    says: GOES_LIVE,
  },
} as const satisfies Record<string, Act>
export type ImportAction = keyof typeof ACTS
export const IMPORT_ACTIONS = Object.keys(ACTS) as [ImportAction, ...ImportAction[]]

export const ImportStep = z.looseObject({
  action: z.enum(IMPORT_ACTIONS, { error: '没有这个操作' }).meta({ title: '操作' }),
  n: whole(1, 999_999_999, '请刷新页面后再办'),
})

export function allowedImport(of: Pick<Import, 'state' | 'editor'>, actor: Actor): ImportAction[] {
  return IMPORT_ACTIONS.filter((action) => {
    const act: Act = ACTS[action]
    return act.from.includes(of.state) && has(actor, act.by) && !(act.another && of.editor === actor.login)
  })
}

/** A workbook larger than this is split: ten thousand matters fit several times. */
export const LARGEST_FILE = 20 * 1024 * 1024
