import { desc, eq } from 'drizzle-orm'
import { duties, dutyParts } from '../../db/schema.ts'
import { hoursOf, sum } from '../appraisal/report.ts'
import type { DutyRow, PartRow, World } from './found.ts'
import { headOf } from './view.ts'
import { yearOf } from './when.ts'
import { PART, STATE } from './workflow.ts'

const CAME: readonly PartRow['state'][] = ['came', 'reported', 'confirmed']
/** Newest first; nobody is asked to more in ten years. */
const MOST = 1000

/** A task as a record of who did it has it: nothing of what they wrote. */
function lineOf({ duty, part }: { duty: DutyRow; part: PartRow }) {
  const { id, title, kindLabel, on } = headOf(duty)
  const off = duty.state === 'cancelled'
  return {
    id,
    title,
    kindLabel,
    on,
    year: yearOf(duty),
    /** Whether they came, where that is known. */
    came: off ? null : CAME.includes(part.state) ? true : part.state === 'absent' ? false : null,
    stateLabel: off ? STATE.cancelled : PART[part.state],
    /** Hours the bureau confirmed; none yet where it has not. */
    hours: !off && part.state === 'confirmed' ? hoursOf(part.minutes ?? 0) : null,
  }
}

/** What a supervisor was trained in, what else they did, and what each year comes to. */
export async function servedBy({ store }: Pick<World, 'store'>, supervisor: string) {
  const rows = await store.read
    .select({ duty: duties, part: dutyParts })
    .from(dutyParts)
    .innerJoin(duties, eq(duties.id, dutyParts.duty))
    .where(eq(dutyParts.supervisor, supervisor))
    .orderBy(desc(duties.startsAt), desc(duties.id))
    .limit(MOST)
  const lines = rows.map((row) => {
    const line = lineOf(row)
    const minutes = line.hours === null ? 0 : (row.part.minutes ?? 0)
    return { training: row.duty.kind === 'training', line, minutes }
  })
  const of = (trained: boolean) => lines.filter(({ training }) => training === trained).map(({ line }) => line)
  const [trainings, tasks] = [of(true), of(false)]
  const came = (some: typeof tasks, year: string) => some.filter((one) => one.year === year && one.came)
  const years = [...new Set(lines.map(({ line }) => line.year))].sort().reverse()
  return {
    trainings,
    tasks,
    years: years.map((year) => ({
      year,
      trainings: came(trainings, year).length,
      tasks: came(tasks, year).length,
      absent: lines.filter(({ line }) => line.year === year && line.came === false).length,
      // Added up before they are rounded, as the appraisal does.
      hours: hoursOf(sum(lines.map(({ line, minutes }) => (line.year === year ? minutes : 0)))),
    })),
  }
}
