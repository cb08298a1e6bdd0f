import type { InStatement } from '@libsql/client'
import { eq } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { caseLinks, cases, ratings } from '../../db/schema.ts'
import type { Unmoved } from '../case/act.ts'
import { today } from '../case/deadline.ts'
import { type Found, find } from '../case/found.ts'
import { entry } from '../case/history.ts'
import { GRADE, type Rating, REASON } from '../case/rating.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { ownOf } from './own.ts'
import type { Bringing } from './steps.ts'

type World = Pick<Deps, 'store' | 'secrets'>

/** The case that came of a rating of this one; its sender knows it by this one's number alone. */
export async function improvementOf(world: World, no: string): Promise<Found | undefined> {
  const row = await world.store.read.select({ no: cases.no }).from(cases).where(eq(cases.improves, no)).get()
  return row && find(world, row.no)
}

/** A rating with all that is written for it; with consent an unhappy one becomes a case of its own in the same commit. */
export async function rated(world: World, { row, ...found }: Found, judged: Rating, now: Date): Promise<Bringing> {
  const part = judged.improve ? await partOf(world, { row, ...found }, judged, now) : undefined
  const { aboutDepartment: department, no, n, lane } = row
  const kept = (unmoved: Unmoved) =>
    // Of what is sealed nothing is counted, and nothing leads to it.
    lane === 'sealed'
      ? []
      : [
          insert(
            ratings,
            {
              no,
              n: n + 1,
              on: today(now),
              department,
              grade: judged.grade,
              child: part?.sealed ? null : part?.no,
              mended: false,
            },
            unmoved,
          ),
        ]
  return {
    action: 'rate',
    said: judged,
    also: (unmoved) => [graded(no, judged.grade, unmoved), ...kept(unmoved), ...(part?.statements(unmoved) ?? [])],
  }
}

/** How the same person judges the same handling after it was looked at again. Both ratings are kept. */
export const ratedAgain = ({ row }: Found, judged: Rating): Bringing => ({
  action: 'rate',
  said: judged,
  also: (unmoved) => [
    graded(row.no, judged.grade, unmoved),
    {
      sql: `update ratings set again = ? where child = ? and ${unmoved.sql}`,
      args: [judged.grade, row.no, ...unmoved.args],
    },
  ],
})

const graded = (no: string, grade: number, unmoved: Unmoved): InStatement => ({
  sql: `update cases set rating = ? where no = ? and ${unmoved.sql}`,
  args: [grade, no, ...unmoved.args],
})

/** What is said again in the case that comes of a rating; the rest stays with the first. */
const SAME = ['category', 'about', 'happenedOn', 'stage', 'matter', 'enterprise', 'person', 'minor'] as const

async function partOf(world: World, found: Found, judged: Rating, now: Date) {
  const { row } = found
  if (await improvementOf(world, row.no)) throw new Refusal('one_improvement')
  const own = await ownOf(world, found)
  const complaint = {
    category: row.category,
    ...Object.fromEntries(SAME.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]]))),
    ...(own.confidential && { confidential: true }),
    ...(own.anonymous && { anonymous: true }),
    account: accountOf(judged),
    consent: true as const,
  }
  const township = row.place && row.place !== row.aboutDepartment ? row.place : undefined
  const opening = { demo: row.demo, blind: found.blind, improves: row, ...(township && { township }) }
  const { receipt, statements } = await entry(world, complaint, 'RATING', now, opening).catch((error: unknown) => {
    // What was published then may be so no more; the rating itself is not lost by it.
    if (!(error instanceof Refusal) || error.code !== 'invalid') throw error
    const message = '现在不能另立一件。请不勾选这一项，只提交评价；要继续反映的，请重新提交一件'
    throw new Refusal('invalid', { fields: [{ path: 'improve', message }] })
  })
  const { no, handledBy } = receipt
  const sealed = handledBy.code === 'SEALED'
  // Whoever reads the first case must not learn from it that there is a sealed one.
  const link = row.lane === 'sealed' || !sealed
  return {
    no,
    sealed,
    statements: (unmoved: Unmoved): InStatement[] => [
      ...statements(unmoved),
      ...(link ? [insert(caseLinks, { no, main: row.no, kind: 'child' }, unmoved)] : []),
    ],
  }
}

/** What the desk reads of it: the words of the rating, and nothing of the first case. */
const accountOf = ({ grade, reasons, text }: Rating) =>
  [
    `来件人对办理结果的评价：${GRADE[grade as keyof typeof GRADE]}。请改进并回访。`,
    reasons.length > 0 && `原因：${reasons.map((reason) => REASON[reason]).join('、')}。`,
    text,
  ]
    .filter(Boolean)
    .join('\n')
