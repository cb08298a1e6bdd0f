import * as z from 'zod'
import { GROUP, type Group } from '../../content/kinds/open-day.ts'
import { codes, whole } from '../vocabulary.ts'
import { ACTS, LARGEST_PARTY } from './door-words.ts'

/** More at once would keep everybody else waiting; who was offline for long tells it in several pieces. */
const MOST_ACTS = 200

const party = whole(1, LARGEST_PARTY, `人数应是1到${LARGEST_PARTY}`)

/** What was done at a door, under a name the door gave it. */
export const Act = z
  .strictObject({
    id: z.uuid({ error: '编号应是UUID' }),
    act: z.enum(ACTS, { error: '没有这种操作' }),
    registration: z.string().max(40, '没有这个报名').optional(),
    /** As it was scanned or typed. */
    number: z.string().max(100, '编号太长').optional(),
    /** The session the door is for; none: the one it was registered for. */
    session: z.string().max(20, '没有这一场').optional(),
    group: codes(GROUP).optional(),
    party: party.optional(),
    at: z.string().max(40, '时间太长'),
  })
  .refine((act) => act.act === 'walk-in' || act.registration !== undefined || act.number !== undefined, {
    path: ['number'],
    message: '请写明编号',
  })
export type Act = z.output<typeof Act>
export const Acts = z.strictObject({
  acts: z.array(Act).min(1, '没有要报的').max(MOST_ACTS, `一次最多报${MOST_ACTS}条，请分几次`),
})

/** A walk-in who says nothing else is one of the public. */
export const groupOf = ({ group }: Pick<Act, 'group'>): Group => group ?? 'resident'
