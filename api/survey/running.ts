import { and, inArray } from 'drizzle-orm'
import { type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import type { Store } from '../../db/open.ts'
import { surveys } from '../../db/schema.ts'
import { together } from '../../db/together.ts'
import { today } from '../case/deadline.ts'
import { Refusal } from '../refusal.ts'
import { questionsIn } from './asked.ts'
import { isTaking } from './cast.ts'

export type Row = typeof surveys.$inferSelect

/** What the public knows of; one that is still drawn up does not exist for it. */
const PUBLIC = ['open', 'closed', 'counted', 'reported'] as const

const looks = new WeakMap<Store, ReturnType<typeof lookIn>>()
const lookIn = ({ read }: Store) =>
  together(
    async (codes) =>
      read
        .select()
        .from(surveys)
        .where(and(inArray(surveys.code, codes), inArray(surveys.status, PUBLIC))),
    (row) => row.code,
  )

/** A survey the public may see, with what it asks: the version it began with, whatever was published since. */
export async function running(store: Store, code: string, now: Date): Promise<{ row: Row; asked: Questionnaire }> {
  const look = looks.get(store) ?? lookIn(store)
  looks.set(store, look)
  const row = await look(code)
  if (!row) throw new Refusal('not_found')
  return { row, asked: await questionsIn(store, row, now) }
}

export const listed = async (store: Store) =>
  store.read
    .select()
    .from(surveys)
    .where(inArray(surveys.status, [...PUBLIC]))
    .all()

/** Where a survey stands for somebody who would answer it. */
export const PHASE = { before: '还没有开始', taking: '正在进行', full: '已经收满', over: '已经截止' } as const
type Phase = keyof typeof PHASE

export function phaseOf(row: Row, now: Date): Phase {
  const day = today(now)
  if (isTaking(row, day)) return 'taking'
  if (row.status !== 'open' || row.closesOn < day) return 'over'
  return day < row.opensOn ? 'before' : 'full'
}

/** What everybody is told of a survey, wherever it is listed. */
export const told = (row: Row, now: Date) => ({
  code: row.code,
  title: row.title,
  phase: phaseOf(row, now),
  reported: row.status === 'reported',
  purpose: row.purpose,
  entry: row.entry,
  opensOn: row.opensOn,
  closesOn: row.closesOn,
})

/** One survey with everything somebody needs to answer it, by hand or by program. */
export const toldWhole = (row: Row, asked: Questionnaire, now: Date) => ({
  ...told(row, now),
  quota: row.quota,
  method: row.method,
  questionnaire: row.questionnaire,
  version: row.version,
  audience: asked.audience,
  minutes: asked.minutes,
  intro: asked.intro,
  sections: asked.sections,
  questions: questionsOf(asked),
  publicKey: row.entry === 'open' ? null : row.publicKey,
})
