import { type Condition, insertAll } from '../../db/row.ts'
import { appraisals } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import type { Remember } from '../once.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { scoreOf } from './published.ts'
import { isErased, recordOf } from './record.ts'
import { countedOf, type World } from './report.ts'
import { ENOUGH } from './term.ts'
import { mayClose } from './visibility.ts'

interface Closed {
  year: number
  people: number
}

/** Closes a year: everybody's points as the record gives them now, written down once. Of two at once one does it. */
export async function close(
  world: World,
  year: number,
  actor: Actor,
  now: Date,
  remember: Remember<Closed>,
): Promise<Closed> {
  if (!mayClose(actor)) throw new Refusal('not_yours')
  if (today(now) <= `${year}-12-31`) throw new Refusal('year_open')
  const score = await scoreOf(world.store, year, now)
  const record = await recordOf(world, year, now)
  if (record.length === 0) throw new Refusal('not_found')
  if (await isErased(world.store, year)) throw new Refusal('year_erased')
  const rows = record.map((one) => ({
    supervisor: one.id,
    year: String(year),
    score: score.code,
    version: score.version,
    ...countedOf(one, score),
    ...(one.days < ENOUGH && { grade: 'short' as const }),
    by: actor.login,
    at: now.getTime(),
  }))
  const open: Condition = { sql: 'not exists (select 1 from appraisals where year = ?)', args: [String(year)] }
  const event = append(
    {
      stream: `appraisal/${year}`,
      n: 1,
      at: now,
      actor: actorOf(actor),
      action: 'close',
      data: { score: score.code, version: score.version, people: rows.length },
      state: { status: 'closed' },
    },
    open,
  )
  const answer = { year, people: rows.length }
  const [closed] = await world.store.writes.commit([
    ...event.statements,
    ...remember(answer, open),
    insertAll(appraisals, rows, open),
  ])
  if (closed?.rowsAffected !== 1) throw new Refusal('already')
  return answer
}
