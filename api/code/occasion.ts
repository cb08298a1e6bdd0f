import { dayOf } from '../open-day/day.ts'
import { isOver } from '../open-day/door.ts'
import { Refusal } from '../refusal.ts'
import type { World } from './found.ts'
import { worded } from './worded.ts'

const NEEDED = { department: '请选择单位，或者写上开放日的编号', label: '请填写活动名称', place: '请填写地点' }

/** What a code at an event says; of an open day, what is not written is taken from its publication. */
export async function occasion(world: World, said: Record<string, unknown>, now: Date) {
  const { event, ...words } = said as Record<string, string | undefined>
  const refuse = (fields: { path: string; message: string }[]) => new Refusal('invalid', { fields })
  if (event === undefined) {
    const missing = Object.entries(NEEDED).filter(([name]) => words[name] === undefined)
    if (missing.length > 0) throw refuse(missing.map(([path, message]) => ({ path, message })))
    return worded(world, words, now)
  }
  const day = await dayOf(world.store, event.toUpperCase(), now)
  if (!day) throw refuse([{ path: 'event', message: '没有发布过这个编号的开放日，请从开放日的页面复制编号' }])
  if (isOver(day, now)) throw refuse([{ path: 'event', message: '这场开放日已经取消或者结束，不用再发码' }])
  const { code, name, department, place } = day.data
  if (words.department !== undefined && words.department !== department)
    throw refuse([{ path: 'department', message: '这场开放日不是这个单位主办的。可以不选，会自动写上主办单位' }])
  const where = `${place.name}，${place.address}`.slice(0, 60)
  const made = await worded(world, { label: name, place: where, ...words, department, subject: code }, now)
  return { ...made, facts: { ...made.facts, event: code } }
}
