import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Questionnaire } from '../../content/kinds/questionnaire.ts'
import { people, surveyLetters, surveys, surveyTokens } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { type Field, fieldsOf, withOptions } from '../form.ts'
import { type Actor, has } from '../staff/actor.ts'
import { questionsIn } from './asked.ts'
import { barsFor, type Found, type FrameRow, type SurveyRow, type World } from './found.ts'
import { evaluators, questionnaires } from './history.ts'
import { ENOUGH, ENTRY, isBrought, ORDINARY, PURPOSE } from './survey.ts'
import { hatsOf, runs } from './visibility.ts'
import { ACTIONS, type Action, allowed, EVALUATES, MOVES, STATUS, step } from './workflow.ts'

/** A line of the list. */
export const lineOf = (row: SurveyRow, now: Date) => ({
  code: row.code,
  title: row.title,
  status: row.status,
  statusLabel: row.status === 'open' && row.opensOn > today(now) ? '已批准，还没开始' : STATUS[row.status],
  entryLabel: ENTRY[row.entry],
  purposeLabel: PURPOSE[row.purpose],
  opensOn: row.opensOn,
  closesOn: row.closesOn,
})

/** A page of those somebody may read, the newest first. */
export async function list({ store }: Pick<World, 'store'>, actor: Actor, asked: { page: number; limit: number }) {
  const which = runs(actor) ? undefined : eq(surveys.evaluator, actor.login)
  const [rows, total] = await Promise.all([
    store.read
      .select()
      .from(surveys)
      .where(which)
      .orderBy(desc(surveys.code))
      .limit(asked.limit)
      .offset((asked.page - 1) * asked.limit),
    store.read.$count(surveys, which),
  ])
  return { rows, total }
}

/** How an event is called whose action is no step. */
const CALLED: Record<string, string> = { draw: '起草', judge: '审看可疑答卷', 'open-box': '开箱计数' }
export const labelOf = (action: string): string =>
  ACTIONS.includes(action as Action) ? step(action as Action).label : (CALLED[action] ?? action)

/** What an event says in words: what was written, or how many. */
function saidOf(action: string, data: Record<string, unknown>): string | null {
  if (action === 'letters') return `${data.count}封`
  if (action === 'invite')
    return `${data.invited}个地址（短信${data.sms}，邮件${data.mail}）${data.repeated ? `，去掉重复的${data.repeated}个` : ''}`
  if (data.because === 'period') return '到期'
  if (data.because === 'quota') return '已经收满'
  return typeof data.note === 'string' ? data.note : null
}

/** What is filled in where it is changed. */
const valuesOf = (row: SurveyRow, frames: readonly FrameRow[]): Record<string, string> => ({
  title: row.title,
  questionnaire: row.questionnaire,
  purpose: row.purpose,
  entry: row.entry,
  opensOn: row.opensOn,
  closesOn: row.closesOn,
  quota: row.quota === null ? '' : String(row.quota),
  foreseen: row.foreseen === null ? '' : String(row.foreseen),
  method: row.method,
  evaluator: row.evaluator ?? '',
  frame: frames.map(({ label, population, target }) => `${label}，${population}，${target}`).join('\n'),
})

/**
 * How many, as staff are told. A count that rises by one says that somebody answered, to whoever just put their address
 * on a list or stands beside them: so few are no number at all, and only tens as long as answers come.
 */
const roughly = (many: number, { status }: Pick<SurveyRow, 'status'>): number | null =>
  many < ENOUGH ? null : status === 'open' ? many - (many % 10) : many

const isMove = (action: Action) => MOVES.some((one) => one === action)

/** What its evaluating body is told: what to ask whom until when, and how many it has asked. */
const charged = ({ row, frames }: Found, asked: Questionnaire, now: Date) => ({
  ...lineOf(row, now),
  n: row.n,
  method: row.method,
  questionnaire: { code: row.questionnaire, version: row.version, name: asked.name, minutes: asked.minutes },
  frames: frames.map(({ stratum, label, population, target, asked }) => ({
    stratum,
    label,
    population,
    target,
    asked,
  })),
})

/** One as somebody who may read it sees it: how many, never who, and nothing of what was answered. */
export async function view(world: World, found: Found, actor: Actor, now: Date) {
  const { row, frames, events: log } = found
  const { read } = world.store
  const may = allowed(row.status, hatsOf(actor), barsFor(found, actor, now))
  const inside = runs(actor)
  const [forms, charges, used, waiting, named] = await Promise.all([
    inside ? questionnaires(world, now) : [],
    inside ? evaluators(world, now) : [],
    inside ? read.$count(surveyTokens, and(eq(surveyTokens.survey, row.code), eq(surveyTokens.used, true))) : 0,
    inside ? read.$count(surveyLetters, eq(surveyLetters.survey, row.code)) : 0,
    inside && row.evaluator
      ? read
          .select({ login: people.login, name: people.name })
          .from(people)
          .where(inArray(people.login, [row.evaluator]))
      : [],
  ])
  const options = {
    questionnaire: forms.map(({ code, title }) => ({ value: code, label: title })),
    evaluator: charges,
  }
  const fields = (action: Action): Field[] =>
    action === 'enter' ? [] : withOptions(fieldsOf(step(action).says), options)
  return {
    ...charged(found, await questionsIn(world.store, row, now), now),
    /** Who runs it sees the numbers; its evaluating body sees its own part. */
    numbers: inside
      ? {
          /** Nothing where fewer came than tell anything; while it is open, whole tens. */
          answers: roughly(row.answers, row),
          quota: row.quota,
          /** Let in and put out again, somebody would show by it whether they answered. */
          invited: isBrought(row.purpose) ? roughly(row.invited, row) : row.invited,
          /** More than this is not approved. */
          foreseen: isBrought(row.purpose) ? null : (row.foreseen ?? ORDINARY),
          used: roughly(used, row),
          waiting,
          sent: row.sent,
          failed: row.failed,
        }
      : null,
    open: row.entry !== 'invited',
    invites: row.entry !== 'open',
    evaluator: inside && row.evaluator ? { login: row.evaluator, name: named[0]?.name ?? row.evaluator } : null,
    values: may.includes('edit') || may.includes('frame') ? valuesOf(row, frames) : {},
    history: inside
      ? log.map((e) => ({
          n: e.n,
          at: new Date(e.at).toISOString(),
          by: e.actor.kind === 'system' ? '系统' : `${e.actor.name ?? ''} ${e.actor.post ?? ''}`.trim(),
          label: e.action === 'close' && e.actor.kind === 'system' ? '自动截止' : labelOf(e.action),
          note: saidOf(e.action, e.data ?? {}),
        }))
      : [],
    allowed: may.filter(isMove).map((action) => ({
      action,
      label: step(action).label,
      fields: fields(action),
      status: STATUS[step(action).to ?? row.status],
    })),
    prints: may.includes('letters'),
    invitesList: may.includes('invite'),
    enters: may.includes('enter') && has(actor, ...EVALUATES),
  }
}
