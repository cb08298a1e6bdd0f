import type { InStatement } from '@libsql/client'
import { desc, eq } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { surveyReleases } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { mayFollow } from './follow.ts'
import { type Found, refuseUnless, stream, unmoved, type World } from './found.ts'
import { type Result, resultOf } from './result.ts'
import { step } from './workflow.ts'

/** A result as it was published, with what those said who published it. */
export interface Release extends Result {
  release: number
  publishedAt: string
  note: string
}

const NOT_AFTER =
  '现在不能重新公布：和已经公布的比，有的数只差1到4，或者原来不显示的会显示出来，对照两次就可能推出个别人的回答。请等改动累积到5份以上再公布，或者保持原结果'

const NO_MORE = '邀请和样本的资料已经按保存期限删除，应答率算不出来了，不能重新公布。请保持原结果'

/** What was published last of a survey. */
export async function lastRelease({ store }: Pick<World, 'store'>, survey: string): Promise<Release | undefined> {
  const row = await store.read
    .select()
    .from(surveyReleases)
    .where(eq(surveyReleases.survey, survey))
    .orderBy(desc(surveyReleases.n))
    .limit(1)
    .get()
  return (
    row && {
      ...(row.data as Result & { note: string }),
      release: row.n,
      publishedAt: new Date(row.at).toISOString(),
    }
  )
}

/** Whether a result tells of a few held against any release there was: going forth and back must not. */
async function follows({ store }: Pick<World, 'store'>, survey: string, result: Result): Promise<boolean> {
  const rows = await store.read.select().from(surveyReleases).where(eq(surveyReleases.survey, survey))
  return rows.every(({ data }) => mayFollow(data as Result, result))
}

/** Publishes what there is now: frozen, in the commit that moves the survey. */
export async function release(
  world: World,
  found: Found,
  { n, note }: { n: number; note: string },
  actor: Actor,
  now: Date,
  also?: (when: ReturnType<typeof unmoved>) => InStatement[],
): Promise<void> {
  const { row } = found
  if (row.n !== n) throw new Refusal('moved_meanwhile')
  const action = row.status === 'reported' ? 'renew' : 'publish'
  refuseUnless(found, action, actor, now)
  const [before, result] = await Promise.all([lastRelease(world, row.code), resultOf(world, row, now)])
  // After the end nobody comes in any more: fewer means that what shows them was erased.
  const { byInvitation, visited } = result.answers
  if (before && (byInvitation < before.answers.byInvitation || visited < before.answers.visited))
    throw new Refusal('invalid', { fields: [{ path: 'note', message: NO_MORE }] })
  if (!(await follows(world, row.code, result)))
    throw new Refusal('invalid', { fields: [{ path: 'note', message: NOT_AFTER }] })
  const when = unmoved(row)
  const status = step(action).to ?? row.status
  const { version, opensOn, code } = row
  const event = append(
    {
      stream: stream(code),
      n: n + 1,
      at: now,
      actor: actorOf(actor),
      action,
      data: { note },
      state: { status, version, opensOn },
    },
    when,
  )
  const data = { ...result, note }
  const [appended] = await world.store.writes.commit([
    ...event.statements,
    insert(
      surveyReleases,
      { survey: code, n: (before?.release ?? 0) + 1, at: now.getTime(), by: actor.login, data },
      when,
    ),
    ...(also?.(when) ?? []),
    { sql: 'update surveys set status = ?, n = ? where code = ? and n = ?', args: [status, n + 1, code, n] },
  ])
  if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}
