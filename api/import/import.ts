import * as z from 'zod'
import type { imports } from '../../db/schema.ts'
import { GOES_LIVE, REMARK } from '../draft/draft.ts'
import { type Actor, has } from '../staff/actor.ts'
import type { Role } from '../staff/role.ts'
import { whole, words } from '../vocabulary.ts'

type Row = typeof imports.$inferSelect
/** `revoked`: published for a later day, and taken back whole before it. */
export type ImportState = Row['state']
export type Import = Row
/** Where an import stands on a day: what is published may still wait for its midnight. */
export type Standing = ImportState | 'scheduled'

export const STANDING = {
  reading: '正在读取',
  faulty: '有错误，要改',
  ready: '可以提交审核',
  review: '待审核',
  returned: '退回',
  publishing: '正在发布',
  scheduled: '定时发布',
  published: '已发布',
  revoked: '定时发布已撤回',
  discarded: '已放弃',
} as const satisfies Record<Standing, string>
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
  from: readonly Standing[]
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
  unschedule: {
    label: '撤回定时发布',
    by: 'publisher',
    from: ['scheduled'],
    says: z.strictObject({
      remark: words(2, 500, '撤回的理由').meta({ title: '撤回的理由', kind: 'long', hint: '上传的人看得到。' }),
    }),
  },
} as const satisfies Record<string, Act>
export type ImportAction = keyof typeof ACTS
const IMPORT_ACTIONS = Object.keys(ACTS) as [ImportAction, ...ImportAction[]]

export const ImportStep = z.looseObject({
  action: z.enum(IMPORT_ACTIONS, { error: '没有这个操作' }).meta({ title: '操作' }),
  n: whole(1, 999_999_999, '请刷新页面后再办'),
})

export function allowedImport(standing: Standing, editor: string, actor: Actor): ImportAction[] {
  return IMPORT_ACTIONS.filter((action) => {
    const act: Act = ACTS[action]
    return act.from.includes(standing) && has(actor, act.by) && !(act.another && editor === actor.login)
  })
}

/** A workbook larger than this is split: ten thousand matters fit several times. */
export const LARGEST_FILE = 20 * 1024 * 1024
