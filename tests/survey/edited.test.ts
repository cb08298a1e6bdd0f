import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publish } from '../../api/publication/store.ts'
import { openTurn } from '../../api/survey/opening.ts'
import type { Questionnaire } from '../../content/kinds/questionnaire.ts'
import { surveyCounts, surveys } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { SURVEY, team } from './desk.ts'
import { ASKED, GOOD, openSurvey } from './fixture.ts'
import { respond } from './voter.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
})
afterAll(() => w.close())

const [first, second] = ASKED.sections
/** The next version: an option fewer, a question fewer, one more. */
const EDITED: Questionnaire = {
  ...ASKED,
  sections: [
    { ...first!, questions: first!.questions.filter(({ id }) => id !== 'clean') },
    {
      ...second!,
      questions: [...second!.questions, { id: 'again', asks: 'grade', text: '以后还愿意说吗？', required: true }],
    },
  ],
}
const asked = async (code: string) => {
  const { version, questions } = (await (await w.app.request(`/api/surveys/${code}`)).json()) as {
    version: number
    questions: { id: string }[]
  }
  return [version, questions.map(({ id }) => id).join(' ')]
}
const OLD = 'met body fair clean whole say'

test('a questionnaire edited while it runs: the survey keeps its version, its answers theirs, the next one gets the new', async () => {
  const code = await openSurvey(w.deps, { code: 'CP-2026-31' })
  expect((await respond(w, code, { answers: { ...GOOD, clean: ['gift'] } })).status).toBe(201)
  await publish(
    w.deps.store,
    [{ kind: 'questionnaire', code: ASKED.code, from: '2026-06-01', data: { ...EDITED }, follows: 1 }],
    { proposed: 'editor', published: 'publisher' },
    w.deps.now(),
  )
  // Negative control: the new version is there, for whoever reads the questionnaire today.
  const today = await (await w.app.request(`/api/questionnaires/${ASKED.code}`)).text()
  expect([today.includes('以后还愿意说吗？'), today.includes('有没有遇到这些事？')]).toEqual([true, false])

  expect(await asked(code)).toEqual([1, OLD])
  expect((await respond(w, code, { answers: { ...GOOD, again: '5' } })).status).toBe(422)
  expect((await respond(w, code, { answers: GOOD, version: 2 })).status).toBe(422)
  expect((await respond(w, code, { answers: { ...GOOD, clean: ['gift'] } })).status).toBe(201)

  await w.deps.store.writes.commit([
    { sql: "update surveys set status = 'closed', closes_on = '2026-06-10' where code = ?", args: [code] },
  ])
  await openTurn(w.deps, w.deps.now())
  const counts = await w.deps.store.read.select().from(surveyCounts).where(eq(surveyCounts.survey, code))
  const gift = counts.find((c) => c.cut === 'all' && c.question === 'clean' && c.option === 'gift')
  expect([gift?.n, counts.some((c) => c.question === 'again')]).toEqual([2, false])

  const stats = asking(w, 'stats')
  const drawn = await stats('/api/desk/surveys', json('POST', { ...SURVEY, questionnaire: ASKED.code }))
  const next = (await drawn.json()) as { code: string; questionnaire: { version: number } }
  expect([drawn.status, next.questionnaire?.version]).toEqual([201, 2])
  const [row] = await w.deps.store.read.select().from(surveys).where(eq(surveys.code, code))
  expect(row?.version).toBe(1)
})
