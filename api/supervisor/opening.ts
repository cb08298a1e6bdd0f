import * as z from 'zod'
import { words } from '../vocabulary.ts'

/** Why what is sealed of somebody is opened. */
export const Opening = z.strictObject({
  why: words(5, 200, '理由').meta({
    title: '为什么要看',
    kind: 'text',
    hint: '例如：电话通知面谈。看的人、时间和理由都记下来。',
    maxLength: 200,
  }),
})
