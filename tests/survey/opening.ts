import { randomUUID } from 'node:crypto'
import { asc, eq } from 'drizzle-orm'
import type { Secrets } from '../../api/secrets.ts'
import { unseal } from '../../api/survey/box.ts'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { surveyAnswers, surveyBox } from '../../db/schema.ts'

/** Opens a box piece by piece in the order of its random numbers, each piece one commit, its answers under new ones. */
export async function openBox(
  { store, secrets }: { store: Store; secrets: Secrets },
  survey: string,
  piece: number,
  after: () => Promise<void>,
) {
  const { id, sealed } = surveyBox
  const all = await store.read
    .select({ id, sealed })
    .from(surveyBox)
    .where(eq(surveyBox.survey, survey))
    .orderBy(asc(id))
  for (let from = 0; from < all.length; from += piece) {
    const taken = all.slice(from, from + piece)
    const rows = taken
      .map(({ sealed }) => ({ ...unseal(secrets, survey, sealed), id: randomUUID() }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    await store.writes.commit([
      ...taken.map(({ id }) => ({ sql: 'delete from survey_box where survey = ? and id = ?', args: [survey, id] })),
      ...rows.map(({ id, answers, channel, marks }) =>
        insert(surveyAnswers, { survey, id, data: { ...answers }, channel, marks }),
      ),
    ])
    await after()
  }
}
