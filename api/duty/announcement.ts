import * as z from 'zod'
import { words } from '../vocabulary.ts'

/** What the bureau tells its supervisors; no area and no sector is everybody. */
export const Announcement = z.strictObject({
  title: words(2, 60, '标题').meta({ title: '标题', maxLength: 60 }),
  text: words(5, 2000, '内容').meta({
    title: '内容',
    kind: 'long',
    hint: '所有收到的监督员都看得到。不写办件编号，不写来件人和执法人员的姓名。',
  }),
  areas: z
    .array(words(1, 20, '镇街'), { error: '请选择镇街' })
    .max(60, '镇街太多')
    .default([])
    .meta({ title: '只发给负责这些镇街的', kind: 'several', hint: '不选是各镇街。' }),
  sectors: z
    .array(words(1, 20, '领域'), { error: '请选择领域' })
    .max(40, '领域太多')
    .default([])
    .meta({ title: '只发给负责这些领域的', kind: 'several', hint: '不选是各领域。' }),
})
export type Announcement = z.output<typeof Announcement>

/** Whether somebody watches over one of these; none, of theirs or of these, is all. */
export const watches = (theirs: readonly string[], wanted: readonly string[]): boolean =>
  wanted.length === 0 || theirs.length === 0 || theirs.some((one) => wanted.includes(one))
