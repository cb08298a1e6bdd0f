import type { InStatement } from '@libsql/client'
import { and, eq, gte, lte } from 'drizzle-orm'
import type { Session } from '../../content/kinds/open-day.ts'
import type { Store } from '../../db/open.ts'
import type { Condition } from '../../db/row.ts'
import { surveys } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { questionsIn } from '../survey/asked.ts'
import { isTaking } from '../survey/cast.ts'
import { runningOn } from '../survey/purpose.ts'
import { invitation, invitationOf, type Tie, withdrawal } from '../survey/tied.ts'
import type { Registered, World } from './found.ts'

/** One party, one answer: whoever holds the ticket gives it. */
const tieOf = (survey: string, id: string): Tie => ({ to: 'registration', id, survey })

/** Statements for the commit in which a party comes in: only who came is asked, by the survey that runs that day. */
export async function invite(world: World, id: string, when: Condition, now: Date): Promise<InStatement[]> {
  const survey = await runningOn(world, 'visited', today(now))
  return survey ? invitation(world, tieOf(survey.code, id), when) : []
}

/** The same where somebody was let in by mistake: what was not answered by then cannot be any more. */
export async function uninvite(world: World, id: string, when: Condition, now: Date): Promise<InStatement[]> {
  const survey = await runningOn(world, 'visited', today(now))
  return survey ? withdrawal(world, tieOf(survey.code, id), when) : []
}

/** The survey of who came to these sessions whose results are published. */
export async function surveyOf({ read }: Store, sessions: readonly Session[]): Promise<string | undefined> {
  const days = sessions.map(({ starts }) => starts.slice(0, 10)).sort()
  const row = await read
    .select({ code: surveys.code })
    .from(surveys)
    .where(
      and(
        eq(surveys.purpose, 'visited'),
        eq(surveys.status, 'reported'),
        lte(surveys.opensOn, days.at(-1) ?? ''),
        gte(surveys.closesOn, days[0] ?? ''),
      ),
    )
    .get()
  return row?.code
}

/** What the holder of a ticket is asked about the day; whether it was answered is told by the survey alone. */
export async function askedOf(world: World, row: Pick<Registered, 'id' | 'state'>, now: Date) {
  if (row.state !== 'attended') return undefined
  const survey = await runningOn(world, 'visited', today(now))
  const invited = survey && (await invitationOf(world, tieOf(survey.code, row.id)))
  if (!survey || !invited || !isTaking(survey, today(now))) return undefined
  const { minutes } = await questionsIn(world.store, survey, now)
  return { survey: survey.code, version: survey.version, minutes, until: survey.closesOn, token: invited.token }
}
