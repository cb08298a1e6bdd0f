import type { InStatement } from '@libsql/client'
import type { Condition } from '../../db/row.ts'
import { runningOn } from '../survey/purpose.ts'
import { invitation as bring, type Tie, withdrawal as takeBack } from '../survey/tied.ts'
import type { VisitRow, World } from './found.ts'

type Invited = Pick<VisitRow, 'no' | 'survey'>

/** What lets whoever was inspected rate it once. */
export const tieOf = (survey: string, no: string): Tie => ({ to: 'visit', id: no, survey })

/** In which survey an inspection of a day may be rated. */
export const surveyFor = async (world: World, day: string): Promise<string | null> =>
  (await runningOn(world, 'inspected', day))?.code ?? null

/** Statements for the commit that plans it: the inspection’s own event says where it may be rated. */
export const invitation = (world: World, { no, survey }: Invited, when?: Condition): InStatement[] =>
  survey === null ? [] : bring(world, tieOf(survey, no), when)

/** Takes it back with an inspection that is cancelled; nobody was inspected, so nobody could use it. */
export const withdrawal = (world: World, { no, survey }: Invited, when: Condition): InStatement[] =>
  survey === null ? [] : takeBack(world, tieOf(survey, no), when)
