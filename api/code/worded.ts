import { rulebook } from '../case/rulebook.ts'
import { Refusal } from '../refusal.ts'
import type { World } from './found.ts'

/** One whose words are those that were said. */
export async function worded({ store }: Pick<World, 'store'>, said: Record<string, unknown>, now: Date) {
  const {
    issuedTo: _to,
    validFrom: _from,
    validTo: _until,
    department,
    label,
    subject,
    ...facts
  } = said as Record<string, string | undefined>
  const { departments } = await rulebook(store, now)
  if (department !== undefined && !departments.has(department))
    throw new Refusal('invalid', { fields: [{ path: 'department', message: '没有这个单位，请重新选择' }] })
  return {
    department: department ?? null,
    subject: subject ?? `${department}/${label}/${facts.place}`,
    label: label ?? '',
    facts,
  }
}
