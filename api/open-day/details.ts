import { newMark } from '../mark.ts'
import { Refusal } from '../refusal.ts'
import type { Day } from './day.ts'
import type { Registered, World } from './found.ts'
import { known } from './found.ts'
import { movedBy, owe } from './owe.ts'
import { registrant, sealRegistrant } from './registrant.ts'
import type { Details } from './registration.ts'
import { mustAllow, settle } from './steps.ts'
import { phoneDigest } from './ticket.ts'

/** Another name, telephone, unit, need or wish: sealed anew with what stays. */
export async function retell(world: World, row: Registered, day: Day, said: Details, now: Date) {
  mustAllow(row, 'details', day, now)
  const { secrets } = world
  const before = registrant(secrets, row)
  if (!before) throw new Refusal('not_now')
  const { name, phone, photographs } = { ...before, ...said }
  const after = { ...before, ...said, name: name ?? before.name, phone: phone ?? before.phone }
  const { keyId, sealed } = sealRegistrant(secrets, row.id, {
    ...after,
    photographs: photographs ?? before.photographs,
  })
  const other = after.phone !== before.phone ? await known(world, row.event, after.phone) : undefined
  const marks = other ? [...row.marks.filter((one) => one !== 'again'), ...(other.again ? ['again'] : [])] : row.marks
  const mark = newMark()
  // Once a registration: to and fro must not write to somebody each time.
  const owed = other?.again && other.tells ? owe(world, { what: 'again', n: 1, to: movedBy(row.id, mark) }, now) : []
  const statement = {
    sql: `update registrations set key_id = ?, sealed = ?, phone_index = ?, marks = ?, mark = ?, changed_at = ?, n = n + 1
      where id = ? and n = ?`,
    args: [
      keyId,
      sealed,
      phoneDigest(secrets, row.event, after.phone),
      JSON.stringify(marks),
      mark,
      now.getTime(),
      row.id,
      row.n,
    ],
  }
  await settle(world, row, mark, [statement, ...owed], () => new Refusal('not_now'))
}
