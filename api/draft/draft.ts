import * as z from 'zod'
import type { drafts } from '../../db/schema.ts'
import { type Actor, has } from '../staff/actor.ts'
import type { Role } from '../staff/role.ts'
import { codes, day, whole, words } from '../vocabulary.ts'

export type Draft = typeof drafts.$inferSelect

export const DRAFT_STATE = { draft: '草稿', review: '待审核', returned: '退回修改' } as const
export const INTENT = { publish: '发布新版本', withdraw: '取消（下架）' } as const

/** Where a record stands between its editor and its publisher; none is a record nobody is working on. */
type Standing = keyof typeof DRAFT_STATE | 'none' | 'scheduled'

interface Act {
  label: string
  by: Role
  from: readonly Standing[]
  /** Nobody who had a hand in it may take this step: editor and publisher are two people. */
  another?: true
  says: z.ZodObject
}

const n = whole(0, 999_999_999, '请刷新页面后再办')
const nothing = z.strictObject({})
/** What a publisher says when giving something back, and when publishing it. */
export const REMARK = z.strictObject({
  remark: words(2, 500, '退回的理由').meta({ title: '退回的理由', kind: 'long', hint: '写清楚哪里要改、怎样改。' }),
})
export const GOES_LIVE = z.strictObject({
  goesLive: day('发布日期')
    .optional()
    .meta({ title: '哪一天公布', kind: 'date', hint: '不填就现在公布；填以后的日期，当天零点自动公布。' }),
})

/** The whole way of a draft: one row an action. The screen, the API and the tests read nothing else. */
export const ACTS = {
  begin: {
    label: '开始修改',
    by: 'editor',
    from: ['none', 'scheduled'],
    says: z.strictObject({
      intent: codes(INTENT).default('publish'),
      like: whole(1, 999_999, '没有这个版本').optional().meta({ title: '以哪个版本为底稿' }),
    }),
  },
  submit: { label: '提交审核', by: 'editor', from: ['draft', 'returned'], says: nothing },
  recall: { label: '取回修改', by: 'editor', from: ['review'], says: nothing },
  discard: { label: '删除草稿', by: 'editor', from: ['draft', 'returned'], says: nothing },
  return: {
    label: '退回修改',
    by: 'publisher',
    from: ['review'],
    another: true,
    says: REMARK,
  },
  publish: {
    label: '发布',
    by: 'publisher',
    from: ['review'],
    another: true,
    says: GOES_LIVE,
  },
  unschedule: { label: '撤回定时发布', by: 'publisher', from: ['scheduled'], says: nothing },
} as const satisfies Record<string, Act>
export type DraftAction = keyof typeof ACTS
const DRAFT_ACTIONS = Object.keys(ACTS) as [DraftAction, ...DraftAction[]]

/** A step as it is posted: what, and the number of the draft the person saw. */
export const DraftStep = z.looseObject({
  action: z.enum(DRAFT_ACTIONS, { error: '没有这个操作' }).meta({ title: '操作' }),
  n,
})

/** What an editor saves: as much as is known; whether it may be published is asked when it is submitted. */
export const Saved = z.strictObject({
  n,
  from: day('生效日期')
    .optional()
    .meta({ title: '生效日期', kind: 'date', hint: '从哪一天起有效；改正错误时，与原版本同一天。' }),
  source: words(1, 200, '来源文件').optional().meta({ title: '来源文件', hint: '根据哪份文件。' }),
  filingNo: words(1, 60, '备案号').optional().meta({ title: '备案号' }),
  reason: words(1, 300, '说明').optional().meta({ title: '修改说明', kind: 'long', hint: '为什么改，写给群众看。' }),
  reviewOn: day('下次复核日期')
    .optional()
    .meta({ title: '下次复核日期', kind: 'date', hint: '到时提醒核对是否仍然有效。' }),
  data: z.record(z.string(), z.unknown()),
})
export type Saved = z.output<typeof Saved>

/** Whether this person wrote something of a draft, or all of it. */
export const wrote = (draft: Draft | undefined, writers: ReadonlySet<string>, actor: Actor): boolean =>
  draft !== undefined && (draft.editor === actor.login || writers.has(actor.login))

/** What this person may do with a record now; used by the screen and by the API. */
export function allowedActs(
  draft: Draft | undefined,
  writers: ReadonlySet<string>,
  scheduled: boolean,
  actor: Actor,
): DraftAction[] {
  const standing: Standing = draft?.state ?? (scheduled ? 'scheduled' : 'none')
  return DRAFT_ACTIONS.filter((action) => {
    const act: Act = ACTS[action]
    // An open draft must not keep anybody from stopping what is scheduled.
    const from = action === 'unschedule' ? scheduled : act.from.includes(standing)
    if (!from || !has(actor, act.by)) return false
    return !(act.another && wrote(draft, writers, actor))
  })
}

/** Who works at the publishing desk at all. */
export const isEditorial = (actor: Actor | null): boolean => has(actor, 'editor', 'publisher')
export const mayEdit = (draft: Draft | undefined, actor: Actor): boolean =>
  has(actor, 'editor') && draft?.state !== 'review'
