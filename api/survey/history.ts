import type { InStatement } from '@libsql/client'
import { and, asc, eq, sql } from 'drizzle-orm'
import { type Condition, insert } from '../../db/row.ts'
import { people, surveyFrames, surveys } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import type { Option } from '../form.ts'
import { dayEnd, inForceOf } from '../publication/force.ts'
import { register } from '../publication/register.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { inTerm } from '../staff/term.ts'
import { questionsIn } from './asked.ts'
import { ballotKeys } from './ballot.ts'
import { find, nextCode, refuseUnless, type SurveyRow, stream, unmoved, type World } from './found.ts'
import { isQuick, noSecond, quickOf, refuseSecond } from './purpose.ts'
import { type Frame, type Survey, strataIn } from './survey.ts'
import { mayDraw } from './visibility.ts'
import { EVALUATES, type Move, type Status, step } from './workflow.ts'

const invalid = (path: string, message: string) => new Refusal('invalid', { fields: [{ path, message }] })

/** The accounts of evaluating bodies that may be charged with one today: their own, which are nothing besides. */
export async function evaluators({ store }: Pick<World, 'store'>, now: Date): Promise<Option[]> {
  const all = await store.read.select().from(people).where(eq(people.active, true)).orderBy(asc(people.login))
  return all
    .filter(
      (one) =>
        inTerm(one, today(now)) &&
        one.roles.length > 0 &&
        one.roles.every((role) => EVALUATES.some((own) => own === role)),
    )
    .map(({ login, name, post }) => ({ value: login, label: `${name} ${post}` }))
}

/** The questionnaires in force, each with its version. */
export async function questionnaires({ store }: Pick<World, 'store'>, now: Date) {
  const book = await register(store)
  const day = today(now)
  return book
    .inForce('questionnaire', day, Math.min(now.getTime(), dayEnd(day)))
    .filter(({ cancelled }) => !cancelled)
    .map(({ code, version, summary }) => ({ code, version, title: summary.title }))
}

/** The version of a questionnaire that is in force. */
async function versionOf({ store }: World, code: string, now: Date): Promise<number> {
  const known = inForceOf((await register(store)).sayings('questionnaire', code), today(now), now.getTime())
  if (!known || known.cancelled) throw invalid('questionnaire', '这份问卷现在没有生效，请另选')
  return known.version
}

const UNFIT = '扫码评价要两下就能评完。请另选一份问卷：只有选单位（只选一个）和总的评价两题必答，先选单位，后评价'

async function versionFor(world: World, said: Pick<SurveyRow, 'questionnaire' | 'purpose'>, now: Date) {
  const version = await versionOf(world, said.questionnaire, now)
  const fits = !isQuick(said.purpose) || quickOf(await questionsIn(world.store, { ...said, version }, now))
  if (!fits) throw invalid('questionnaire', UNFIT)
  return version
}

/** What nobody may say: a day gone by, somebody who is no evaluating body. */
async function refuseWrong(world: World, said: Survey, now: Date) {
  if (said.closesOn < today(now)) throw invalid('closesOn', '最后一天不能早于今天')
  if (said.evaluator !== undefined && !(await evaluators(world, now)).some(({ value }) => value === said.evaluator))
    throw invalid('evaluator', '没有这个测评机构账号，请重新选择')
}

const purposeOf = ({ purpose = 'ordinary' }: Survey) => purpose

const columns = (said: Survey, version: number) => ({
  ...said,
  purpose: purposeOf(said),
  version,
  quota: said.quota ?? null,
  foreseen: said.foreseen ?? null,
  evaluator: said.evaluator ?? null,
})

/** Draws one up. Of two at once the second gets the next number. */
export async function draw(
  world: World,
  said: Survey,
  actor: Actor,
  now: Date,
  also?: (code: string) => InStatement[],
): Promise<string> {
  if (!mayDraw(actor)) throw new Refusal('not_yours')
  await refuseWrong(world, said, now)
  const version = await versionFor(world, { ...said, purpose: purposeOf(said) }, now)
  const code = await nextCode(world, today(now).slice(0, 4))
  const free = { sql: 'not exists (select 1 from surveys where code = ?)', args: [code] }
  const event = append(
    {
      stream: stream(code),
      n: 1,
      at: now,
      actor: actorOf(actor),
      action: 'draw',
      data: { ...said },
      state: { status: 'draft' },
    },
    free,
  )
  const [appended] = await world.store.writes.commit([
    ...event.statements,
    insert(
      surveys,
      { code, ...columns(said, version), status: 'draft', answers: 0, invited: 0, sent: 0, failed: 0, n: 1 },
      free,
    ),
    ...(also?.(code) ?? []),
  ])
  if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
  return code
}

/** What a person sees before acting: acting on anything older is refused. */
export interface Taking {
  code: string
  n: number
  action: Move
  /** Already checked against the step's schema. */
  said: Record<string, unknown>
}

/** What a step changes besides where the survey stands. */
async function changes(
  world: World,
  row: SurveyRow,
  { action, said }: Taking,
  actor: Actor,
  now: Date,
): Promise<Partial<SurveyRow>> {
  if (action === 'edit') {
    const edited = said as Survey
    await refuseWrong(world, edited, now)
    return columns(edited, await versionFor(world, { ...edited, purpose: purposeOf(edited) }, now))
  }
  if (action === 'propose' || action === 'approve') await refuseSecond(world, row)
  if (action === 'propose') return { proposedBy: actor.login }
  if (action !== 'approve') return {}
  const day = today(now)
  if (row.closesOn < day) throw invalid('', '最后一天已经过了，请退回修改')
  return {
    approvedBy: actor.login,
    version: await versionFor(world, row, now),
    // Approved late it begins late: nobody could answer before.
    ...(row.opensOn < day && { opensOn: day }),
    ...(await ballotKeys(world.secrets, row.code)),
  }
}

/** Replaces the sample frame where the survey was moved by this very step. */
const framed = (code: string, { frame }: Frame, when: ReturnType<typeof unmoved>): InStatement[] => [
  { sql: `delete from survey_frames where survey = ? and ${when.sql}`, args: [code, ...when.args] },
  ...strataIn(frame).strata.map((one, i) =>
    insert(surveyFrames, { survey: code, stratum: `s${String(i + 1).padStart(2, '0')}`, asked: 0, ...one }, when),
  ),
]

const both = (a: Condition, b: Condition): Condition => ({ sql: `${a.sql} and ${b.sql}`, args: [...a.args, ...b.args] })

/** The only mover: find, decide, write. Of two people at once one wins, the other gets 409. */
export async function act(
  world: World,
  taking: Taking,
  actor: Actor,
  now: Date,
  also?: (when: ReturnType<typeof unmoved>) => InStatement[],
) {
  const { code, n, action, said } = taking
  const found = await find(world, code, actor)
  if (!found) throw new Refusal('not_found')
  const { row } = found
  if (row.n !== n) throw new Refusal('moved_meanwhile')
  refuseUnless(found, action, actor, now)
  const changed = await changes(world, row, taking, actor, now)
  const status: Status = step(action).to ?? row.status
  const { version, opensOn } = { ...row, ...changed }
  // Of two that are let begin in the same moment the second finds the first.
  const when = action === 'approve' ? both(unmoved(row), noSecond({ ...row, opensOn })) : unmoved(row)
  const event = append(
    {
      stream: stream(code),
      n: n + 1,
      at: now,
      actor: actorOf(actor),
      action,
      data: said,
      state: { status, version, opensOn },
    },
    when,
  )
  const [appended] = await world.store.writes.commit([
    ...event.statements,
    ...(action === 'frame' ? framed(code, said as Frame, when) : []),
    ...(also?.(when) ?? []),
    world.store.read
      .update(surveys)
      .set({ ...changed, status, n: n + 1 })
      .where(
        and(
          eq(surveys.code, code),
          eq(surveys.n, n),
          sql`exists (select 1 from events where stream = ${stream(code)} and n = ${n + 1})`,
        ),
      ),
  ])
  if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}
