import { shift } from '../day.ts'
import { type Facts, WINDOW } from './alarm.ts'
import { isLate } from './backdating.ts'
import { bodiesOf, capsOn, entered, timesOf, yearOf } from './counts.ts'
import type { VisitRow, World } from './found.ts'
import { covers, published } from './published.ts'

/** What alarms depend on, if this visit is entered on that day. */
export async function factsOf(world: World, row: VisitRow, day: string, recordedOn: string): Promise<Facts> {
  const { from, to } = yearOf(day)
  // The year for the caps, thirty days either way for the crowd.
  const days = [from, to, shift(day, -WINDOW), shift(day, WINDOW)].sort()
  const all = (await entered(world, row.uscc, days.at(0) ?? from, days.at(-1) ?? to)).filter(({ no }) => no !== row.no)
  const year = all.filter(({ enteredOn }) => enteredOn !== null && enteredOn >= from && enteredOn <= to)
  const book = await published(world.store, day)
  const bodies = bodiesOf(row)
  const [caps, items] = await Promise.all([capsOn(book, bodies, row.industry), book.items(row.items)])
  const near = await Promise.all(
    all
      .filter(({ enteredOn }) => enteredOn?.slice(0, 7) === day.slice(0, 7))
      .map(async (other) => ({
        no: other.no,
        day: other.enteredOn ?? '',
        bodies: bodiesOf(other),
        counted: other.counted,
        oneVisit: [...(await book.items(other.items)).values()].some(({ oneVisit }) => oneVisit),
      })),
  )
  return {
    day,
    tasked: row.tasked,
    urgent: row.approver !== null,
    late: isLate(day, recordedOn),
    counted: row.counted,
    bodies: bodies.map((code) => ({ code, n: timesOf(year, code) + 1, cap: caps.get(code) ?? null })),
    items: row.items.map((code) => ({
      code,
      published: covers(items.get(code), bodies, row.industry),
      oneVisit: items.get(code)?.oneVisit ?? false,
    })),
    other: row.other !== null,
    days: [...all.flatMap(({ enteredOn }) => enteredOn ?? []), day],
    near,
  }
}
