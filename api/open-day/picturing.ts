import * as z from 'zod'
import { words } from '../vocabulary.ts'

/** What is said of a photograph when it is uploaded. */
export const Picture = z.strictObject({
  alt: words(4, 100, '照片里是什么').meta({
    title: '照片里是什么',
    hint: '给看不见照片的人听，如：执法人员在展台前讲解记录仪。不写姓名。',
    maxLength: 100,
  }),
  checked: z
    .literal('true', { error: '请先核对：照片里没有不愿意出镜的人，再勾选' })
    .meta({ title: '已核对：照片里没有不愿意出镜的人', kind: 'check' }),
})
