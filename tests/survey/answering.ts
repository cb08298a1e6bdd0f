import { eq } from 'drizzle-orm'
import { unseal } from '../../api/survey/box.ts'
import { surveyBox, surveys } from '../../db/schema.ts'
import type { World } from '../support/world.ts'
import { openSurvey } from './fixture.ts'

/** Surveys that run, and what came of answering them. */
export function answering(w: () => World) {
  let n = 0
  const survey = (more: Partial<typeof surveys.$inferInsert> = {}) =>
    openSurvey(w().deps, { code: `CP-${++n}`, ...more })
  const inBox = async (code: string) =>
    (await w().deps.store.read.select().from(surveyBox).where(eq(surveyBox.survey, code)).all()).map(({ sealed }) =>
      unseal(w().deps.secrets, code, sealed),
    )
  const counted = async (code: string) =>
    (await w().deps.store.read.select().from(surveys).where(eq(surveys.code, code)).get())?.answers
  const codeOf = async (answer: Response) => ((await answer.json()) as { code?: string }).code
  const fieldsOf = async (answer: Response) =>
    ((await answer.json()) as { fields: { path: string; message: string }[] }).fields
  return { survey, inBox, counted, codeOf, fieldsOf }
}
