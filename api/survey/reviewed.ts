import { sql } from 'drizzle-orm'
import { MARK, type Mark } from './box.ts'
import type { SurveyRow, World } from './found.ts'
import type { Review } from './odd.ts'
import { asItStands } from './worked.ts'

interface Row {
  marks: string | null
  review: Review | null
  n: number
}

/** The index holds the odd ones only; without its name all answers would be read. The first row says how the survey stood. */
const query = (survey: string) => sql`select null as marks, null as review, n from surveys where code = ${survey}
  union all
  select marks, review, count(*) as n from survey_answers indexed by survey_answers_odd
    where survey = ${survey} and marks <> '[]' group by 1, 2`

/** In the reading thread, for they may be many; where it reads a copy that is behind, from the original. */
async function rowsOf({ store }: Pick<World, 'store'>, { code, n }: SurveyRow): Promise<Row[]> {
  const asked = store.read.all<Row>(query(code))
  const { sql: text, params } = asked.getQuery()
  const [stood, ...rows] = await store.heavy.rows<Row>({ sql: text, args: params as string[] })
  return stood && stood.n >= n ? rows : (await asked).slice(1)
}

interface OddTotals {
  all: Record<'waiting' | Review, number>
  marks: ({ mark: Mark; label: string } & OddTotals['all'])[]
}
const standing = asItStands<OddTotals>()

/** How many odd answers wait, were kept, were left out; by mark, where one with two marks is in both lines. */
export const oddTotals = (world: Pick<World, 'store'>, row: SurveyRow): Promise<OddTotals> =>
  standing(world.store, row, '', async () => {
    const rows = (await rowsOf(world, row)).map((one) => ({ ...one, marks: JSON.parse(one.marks ?? '[]') as string[] }))
    const of = (mark: Mark | undefined, review: Review | null) =>
      rows
        .filter((one) => one.review === review && (mark === undefined || one.marks.includes(mark)))
        .reduce((sum, { n }) => sum + n, 0)
    const line = (mark?: Mark) => ({ waiting: of(mark, null), kept: of(mark, 'kept'), excluded: of(mark, 'excluded') })
    return {
      all: line(),
      marks: (Object.keys(MARK) as Mark[]).map((mark) => ({ mark, label: MARK[mark], ...line(mark) })),
    }
  })
