import * as z from 'zod'
import type { duties } from '../../db/schema.ts'
import { instantOf } from '../open-day/open-day.ts'
import { codes, day, words } from '../vocabulary.ts'

type Row = typeof duties.$inferSelect

/** What supervisors are asked to do. */
export const KIND = {
  check: '随机抽查、跟随检查',
  review: '案卷评查',
  'open-day': '参加执法开放日',
  interview: '走访座谈',
  training: '培训',
  else: '其他活动',
} as const satisfies Record<Row['kind'], string>

/** Why somebody does not come: chosen, and never written, for it may be about their health or their people. */
export const WHY = {
  time: '时间安排不开',
  ill: '身体原因',
  recuse: '和被查看的单位、人员有关系，需要回避',
  else: '其他原因',
} as const

/** How long before the beginning the door opens; minutes before and after that may be counted as hours besides it. */
export const OPENS = 60 * 60_000
const ASIDE = 4 * 60
export const LEAST = 10

const clock = (title: string) =>
  z
    .string({ error: `请填写${title}` })
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, `${title}应是几点几分，如09:30`)
    .meta({ title, hint: '24小时制，如09:30。', maxLength: 5, inputmode: 'numeric' })

const fields = {
  title: words(2, 60, '名称').meta({ title: '名称', maxLength: 60 }),
  brief: words(10, 1000, '做什么、怎样做').meta({
    title: '做什么、怎样做',
    kind: 'long',
    hint: '写清看什么、带什么、注意什么。不写办件编号和来件人的情况。',
  }),
  place: words(2, 100, '地点').meta({ title: '地点', hint: '在哪里集合、怎样找到。', maxLength: 100 }),
  on: day('日期').meta({ title: '哪一天', kind: 'date' }),
  starts: clock('开始时间'),
  ends: clock('结束时间'),
  reportBy: day('交报告的最后一天').optional().meta({
    title: '交报告的最后一天',
    kind: 'date',
    hint: '不要报告的（例如培训）不填。',
  }),
}

interface Times {
  on: string
  starts: string
  ends: string
  reportBy?: string | undefined
}
function inOrder({ on, starts, ends, reportBy }: Times, { addIssue }: Pick<z.RefinementCtx, 'addIssue'>) {
  const wrong = (path: string, message: string) => addIssue({ code: 'custom', path: [path], message })
  if (ends <= starts) wrong('ends', '结束时间要晚于开始时间，当天结束')
  if (reportBy && reportBy < on) wrong('reportBy', '交报告的最后一天不能早于活动那天')
}

/** A task as the bureau makes it. */
export const NewDuty = z
  .strictObject({
    kind: codes(KIND).meta({ labels: KIND, title: '类型', kind: 'select' }),
    ...fields,
    department: words(1, 20, '被查看的单位').optional().meta({
      title: '被查看的单位',
      kind: 'select',
      hint: '选了以后，申报过和这个单位有关系的监督员不会被邀请。这个单位看不到任务。',
    }),
  })
  .superRefine(inOrder)
export type NewDuty = z.output<typeof NewDuty>

/** What of it may be changed once people were asked; whom it is about never. */
export const Changed = z.strictObject(fields).superRefine(inOrder)

export const momentsOf = ({ on, starts, ends }: Times) => ({
  startsAt: instantOf(`${on}T${starts}`),
  endsAt: instantOf(`${on}T${ends}`),
})

export const minutes = z
  .union(
    [
      z.int(),
      z
        .string()
        .regex(/^\d{1,4}$/)
        .transform(Number),
    ],
    { error: '用了多少分钟应是一个整数' },
  )
  .pipe(z.int().min(LEAST, `至少${LEAST}分钟`).max(960, '一天至多960分钟（16小时）'))

/** The most that may be counted for it: what it lasted, and the way there. */
export const mostMinutes = ({ startsAt, endsAt }: Pick<Row, 'startsAt' | 'endsAt'>): number =>
  Math.min(960, Math.round((endsAt - startsAt) / 60_000) + ASIDE)

/** Whom to ask: everybody who watches over these places and sectors, or these few. */
export const Inviting = z
  .strictObject({
    areas: z
      .array(words(1, 20, '镇街'), { error: '请选择镇街' })
      .max(60, '镇街太多')
      .default([])
      .meta({ title: '负责这些镇街的', kind: 'several' }),
    sectors: z
      .array(words(1, 20, '领域'), { error: '请选择领域' })
      .max(40, '领域太多')
      .default([])
      .meta({ title: '负责这些领域的', kind: 'several' }),
    people: z
      .array(words(1, 40, '监督员'), { error: '请选择监督员' })
      .max(500, '一次至多500人')
      .default([])
      .meta({ title: '或者只请这几位', kind: 'several' }),
    all: z.boolean({ error: '只能是true或false' }).optional().meta({ title: '请全部监督员', kind: 'check' }),
  })
  .superRefine(({ areas, sectors, people, all }, { addIssue }) => {
    const some = areas.length + sectors.length + people.length > 0
    if (!some && !all)
      addIssue({ code: 'custom', path: ['areas'], message: '请选镇街、领域或者监督员；请全部的，勾选“请全部监督员”' })
    if (some && all) addIssue({ code: 'custom', path: ['all'], message: '已经选了一部分人，就不要勾选全部' })
  })
export type Inviting = z.output<typeof Inviting>
