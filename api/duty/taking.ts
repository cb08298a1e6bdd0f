import type { InStatement } from '@libsql/client'
import type { Condition } from '../../db/row.ts'
import { append } from '../case/event.ts'
import { newMark } from '../mark.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { broughtTo } from './arrival.ts'
import { isDoorCode } from './door.ts'
import { mostMinutes, type WHY } from './duty.ts'
import {
  type DutyRow,
  dutyOf,
  interestedIn,
  isClosed,
  type PartRow,
  partOf,
  type Supervisor,
  type World,
} from './found.ts'
import { reopen } from './history.ts'
import { Report } from './says.ts'
import { type Said, saidOf, sealedOf } from './sealing.ts'
import { toldTo } from './told.ts'
import { yearOf } from './when.ts'
import { BARS, type Bar, type By, barsOf, type PartAction, partStep } from './workflow.ts'

type Also = ((when: Condition) => InStatement[]) | undefined

interface Taking {
  id: string
  n: number
  action: PartAction
  /** Already checked against the step’s schema. */
  said: Record<string, unknown>
}
/** By whom, in which hats: the supervisor alone has their own; nobody is the clock. */
export interface Taker {
  actor: Actor | null
  hats: readonly By[]
  supervisor: Pick<Supervisor, 'id' | 'login'>
}

/** What stands against the steps of a part now. */
export async function barsFor(world: World, duty: DutyRow, part: PartRow, login: string | null, now: Date) {
  const [interested, closed, brought] = await Promise.all([
    interestedIn(world, duty.department, [login], now),
    isClosed(world, duty),
    broughtTo(world, duty.id, part.supervisor),
  ])
  const facts = {
    interested: interested.has(login ?? ''),
    reported: part.state === 'reported',
    closed,
    theirs: !brought.has(part.supervisor),
  }
  return barsOf(duty, facts, now.getTime())
}

const wrong = (path: string, message: string) => new Refusal('invalid', { fields: [{ path, message }] })

/** The only mover of a part: find, decide, write. Of two at once one wins, the other gets 409. */
export async function take(world: World, { id, n, action, said }: Taking, taker: Taker, now: Date, also: Also) {
  const { actor, hats, supervisor } = taker
  const duty = await dutyOf(world, id)
  const part = duty && (await partOf(world, duty.id, supervisor.id))
  if (!duty || !part) throw new Refusal('not_found')
  const { by, from, unless = [], to = part.state } = partStep(action)
  if (!by.some((hat) => hats.includes(hat))) throw new Refusal('not_yours')
  if (part.n !== n) throw new Refusal('moved_meanwhile')
  if (!from.includes(part.state)) throw new Refusal('not_now')
  const bars = await barsFor(world, duty, part, supervisor.login, now)
  const against = unless.find((bar: Bar) => bars.has(bar))
  if (against) throw new Refusal(BARS[against])
  if (action === 'checkIn' && !isDoorCode(world.secrets, duty, String(said.code)))
    throw wrong('code', '签到码不对。请看现场出示的六位数字，再输一次')
  const counted = typeof said.minutes === 'number' ? said.minutes : part.minutes
  if (typeof said.minutes === 'number' && said.minutes > mostMinutes(duty))
    throw wrong('minutes', `这次活动至多算${mostMinutes(duty)}分钟（活动时间加4小时路上的时间）`)

  const stood =
    typeof to === 'string' ? to : to[(await broughtTo(world, duty.id, part.supervisor)).get(part.supervisor) ?? '']
  if (stood === undefined) throw new Refusal('not_now')
  const mark = newMark()
  const sealed = KEEPS.includes(action) ? sealedOf(world, part, after(saidOf(world, part), action, said)) : undefined
  const when: Condition = {
    sql: 'exists (select 1 from duty_parts where duty = ? and supervisor = ? and mark = ?)',
    args: [duty.id, supervisor.id, mark],
  }
  const at = now.getTime()
  const news = newsOf(action, duty, said, actor)
  const told = news ? toldTo([supervisor.id], news, actor, now, when) : []
  const restores = action === 'restore'
  // Closed meanwhile, a year is closed.
  const still = restores || action === 'unmark'
  const counts = still ? 'and not exists (select 1 from appraisals where year = ?)' : ''
  const [moved] = await world.store.writes.commit([
    {
      // A task cancelled or put off meanwhile is another task: what was allowed for this one is not for that.
      sql: `update duty_parts set state = ?, came_at = ?, reported_at = ?, minutes = ?, key_id = ?, sealed = ?, changed_at = ?, mark = ?, n = n + 1
        where duty = ? and supervisor = ? and n = ?
          and exists (select 1 from duties where id = ? and state = ? and starts_at = ? and ends_at = ?) ${counts}`,
      args: [
        stood,
        action === 'checkIn' || action === 'mark' ? at : action === 'unmark' ? null : part.cameAt,
        // The first report is in time or late; one mended since is not later.
        action === 'report' ? (part.reportedAt ?? at) : part.reportedAt,
        counted,
        sealed?.keyId ?? part.keyId,
        sealed?.sealed ?? part.sealed,
        at,
        mark,
        duty.id,
        supervisor.id,
        n,
        duty.id,
        duty.state,
        duty.startsAt,
        duty.endsAt,
        ...(still ? [yearOf(duty)] : []),
      ],
    },
    ...partEvent(
      part,
      n + 1,
      action,
      {
        ...(typeof said.minutes === 'number' && { minutes: said.minutes }),
        ...(action === 'confirm' && lacksReport(duty, part) && { unreported: true }),
      },
      stood,
      actor,
      now,
      when,
    ),
    ...(restores && duty.state === 'held' && actor ? reopen(duty, actor, now, when) : []),
    ...told,
    ...(also?.(when) ?? []),
  ])
  if (moved?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}

/** Whether a report was asked for and never came. */
export const lacksReport = ({ reportBy }: Pick<DutyRow, 'reportBy'>, { reportedAt }: Pick<PartRow, 'reportedAt'>) =>
  reportBy !== null && reportedAt === null

/** What the supervisor is told of a step others took. */
function newsOf(action: PartAction, { title }: DutyRow, said: Record<string, unknown>, actor: Actor | null) {
  if (action === 'return') return { title: `报告请补充：${title}`, text: String(said.reason) }
  if (action === 'restore')
    return {
      title: `更正：${title}`,
      text: `“${title}”原来记为没有到场，现在更正为到场。要交报告的，请补交。`,
    }
  if (action === 'unmark')
    return {
      title: `到场记录已撤回：${title}`,
      text: `“${title}”原来代您记为到场，现在撤回了。您实际到了的，请和市司法局联系。`,
    }
  if (action === 'absent' && actor === null)
    return {
      title: `没有签到：${title}`,
      text: `您接受了“${title}”，到活动结束后一天没有签到，记为没有到场。实际到了的，请和市司法局联系。`,
    }
  return undefined
}

const KEEPS: readonly PartAction[] = ['decline', 'report', 'return', 'restore', 'unmark']

/** What is kept under seal once a step was taken. */
function after(before: Said, action: PartAction, said: Record<string, unknown>): Said {
  if (action === 'decline') return { ...before, why: said.why as keyof typeof WHY }
  if (action === 'return') return { ...before, returned: String(said.reason) }
  if (action === 'restore') return { ...before, restored: String(said.reason) }
  if (action === 'unmark') return { ...before, unmarked: String(said.reason) }
  const { findings, suggestion } = Report.parse(said)
  return { findings, ...(suggestion !== undefined && { suggestion }) }
}

export const partEvent = (
  { duty, supervisor }: Pick<PartRow, 'duty' | 'supervisor'>,
  n: number,
  action: string,
  data: Record<string, unknown>,
  state: PartRow['state'],
  actor: Actor | null,
  now: Date,
  when?: Condition,
) =>
  append(
    {
      stream: `duty-part/${duty}/${supervisor}`,
      n,
      at: now,
      actor: actor ? actorOf(actor) : { kind: 'system' },
      action,
      data,
      state: { state },
    },
    when,
  ).statements
