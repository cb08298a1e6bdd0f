import * as z from 'zod'
import { whole } from './vocabulary.ts'

/** A step as it is posted: the action and the last event the person saw; the rest is what its row of the table must say. */
export const postedStep = <A extends string>(actions: readonly A[]) =>
  z.looseObject({
    action: z.enum(actions, { error: '没有这个操作' }).meta({ title: '操作' }),
    n: whole(1, 999_999_999, '请刷新页面后再办'),
  })
