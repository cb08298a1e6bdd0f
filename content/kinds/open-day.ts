import * as z from 'zod'
import { code, day, labelled, long, phone, ref, several, words } from '../codes.ts'

/** Who comes; each group has seats of its own. */
export const GROUP = {
  deputy: '人大代表',
  member: '政协委员',
  resident: '群众',
  enterprise: '企业',
  media: '媒体',
} as const
export type Group = keyof typeof GROUP
export const GROUPS = Object.keys(GROUP) as Group[]

/** What is held as open days are, and is called otherwise: bodies and companies sit down together. */
export const FORMAT = { salon: '亲清会客厅' } as const
type Format = keyof typeof FORMAT

/** What it is called where it is shown. */
export const calledOf = ({ format }: { format?: Format | undefined }): string =>
  format === undefined ? '执法开放日' : FORMAT[format]

/** A photograph by its content. */
export const PHOTOGRAPH = /^[0-9a-f]{16}$/

/** A minute of the clock on the wall, UTC+8. */
const minute = z.iso.datetime({
  local: true,
  precision: -1,
  error: '时间写成 2026-06-12T09:00 的样子，并且当天要存在',
})
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: '写成 09:30 的样子' })

const Session = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,9}$/, { error: '场次代号用小写字母开头，只写小写字母、数字和短横线，最多10位' })
    .meta({ title: '场次代号', description: 'Stable; registrations keep it.' }),
  checkIn: minute.meta({ title: '开始签到', description: 'From when the door is open.' }),
  starts: minute.meta({ title: '开始', description: 'When it begins; nothing is registered or offered later.' }),
  ends: minute.meta({ title: '结束', description: 'When it is over.' }),
  seats: z
    .array(
      z.strictObject({
        group: labelled(GROUP).meta({ title: '类别', description: 'Who the seats are for.' }),
        seats: z.int().min(1).max(1000).meta({ title: '名额', description: 'How many, companions included.' }),
      }),
    )
    .min(1)
    .max(5)
    .meta({ title: '各类名额', description: 'A group without seats cannot register.' }),
})
export type Session = z.infer<typeof Session>

const Report = z.strictObject({
  summary: long(1000).meta({ title: '办得怎样', description: 'What happened, for those who were not there.' }),
  photographs: z
    .array(
      z.strictObject({
        photo: z
          .string()
          .regex(PHOTOGRAPH, { error: '照片编号是16位小写字母和数字，在“照片”页上复制' })
          .meta({ title: '照片编号', description: 'A cleaned photograph, uploaded at the desk.' }),
        alt: words(100).meta({ title: '照片里是什么', description: 'Read out to those who do not see it.' }),
        caption: words(60).optional().meta({ title: '图注', description: 'Below the picture.' }),
      }),
    )
    .max(12)
    .optional()
    .meta({ title: '照片', description: 'In their order.' }),
  opinions: z
    .array(
      z.strictObject({
        said: long(300).meta({ title: '提了什么', description: 'Nobody’s name, and nothing that tells who.' }),
        done: long(500).meta({ title: '怎样办的', description: 'What was done about it, or why not.' }),
      }),
    )
    .max(30)
    .optional()
    .meta({ title: '意见和办理', description: 'What was said, and what was done about it.' }),
})

/** 行政执法开放日: when and where enforcement shows itself, for whom, and how to get a seat. */
export const OpenDay = z.strictObject({
  code: code.meta({ title: '活动编号', description: 'Stable code, e.g. KF-2026-001.' }),
  name: words(40).meta({ title: '主题', description: 'What the visit is called.' }),
  department: ref('department').meta({ title: '主办单位', description: 'The body that opens its doors.' }),
  format: labelled(FORMAT).optional().meta({ title: '形式', description: 'None: an ordinary open day.' }),
  topics: several(words(60), 8)
    .optional()
    .meta({ title: '议题', description: 'What is talked about; who registers may add to it.' }),
  series: words(30).optional().meta({ title: '系列', description: 'What several open days are called together.' }),
  summary: long(400).meta({ title: '内容简介', description: 'What visitors will see.' }),
  place: z
    .strictObject({
      name: words(40).meta({ title: '地点', description: 'What it is called.' }),
      address: words(80).meta({ title: '地址', description: 'As a driver would need it.' }),
      township: ref('department').optional().meta({ title: '镇街', description: 'In which township.' }),
      directions: words(200).meta({ title: '怎样去', description: 'Buses, entrance, parking.' }),
      access: words(200).meta({ title: '无障碍', description: 'Ramps, lifts, sign language.' }),
    })
    .meta({ title: '在哪里', description: 'How to get there, in words: no map of others is shown.' }),
  sessions: z.array(Session).min(1).max(6).meta({ title: '场次', description: 'In their order.' }),
  programme: z
    .array(
      z.strictObject({
        at: clock.meta({ title: '几点', description: 'By the clock.' }),
        text: words(60).meta({ title: '做什么', description: 'What happens then.' }),
      }),
    )
    .min(1)
    .max(20)
    .meta({ title: '流程', description: 'What happens when.' }),
  opens: minute.meta({ title: '报名开始', description: 'From when people may register.' }),
  closes: minute.meta({ title: '报名截止', description: 'Until when; offers to those who wait go on.' }),
  overflow: day.optional().meta({
    title: '名额打通日期',
    description: 'From this day seats no group has taken go to whoever waits, in order; none: never.',
  }),
  approval: several(labelled(GROUP), 5).meta({ title: '要审核的类别', description: 'Others are confirmed at once.' }),
  companions: z.int().min(0).max(2).meta({ title: '最多带几位同行', description: 'Each takes a seat.' }),
  conditions: long(300).meta({ title: '谁能参加', description: 'Age and what else is asked for.' }),
  minors: words(120).meta({ title: '未成年人', description: 'Who registers for them and comes along.' }),
  photographs: words(120).meta({ title: '拍摄', description: 'What is filmed; nobody must agree to be in it.' }),
  phone: phone.meta({ title: '咨询电话', description: 'For questions about this day.' }),
  report: Report.optional().meta({ title: '活动报告', description: 'What came of it; written after the day.' }),
})
export type OpenDay = z.infer<typeof OpenDay>

/** A minute of the wall clock with its offset, as answers hold it. */
export const zoned = (local: string): string => `${local}:00+08:00`
/** And as an instant. */
export const instantOf = (local: string): number => Date.parse(zoned(local))
