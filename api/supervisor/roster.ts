import { and, asc, eq, gt, gte, lte, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { supervisors } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import type { Deps } from '../context.ts'
import { surname } from '../publication/publication.ts'
import { openApplication } from './application.ts'
import type { Applied } from './apply.ts'

type World = Pick<Deps, 'store' | 'secrets'>

/** Whether somebody agrees to stand in the public roster. */
export const Consent = z.strictObject({ listed: z.boolean({ error: '请说明同意还是不同意' }) })

/** What a list of supervisors is narrowed by. */
export interface Narrowed {
  type?: Applied['type'] | undefined
  group?: Applied['group'] | undefined
  area?: string | undefined
}

/** Serving today, with consent to be named; of nobody else is there even a number. */
function named(on: string, { type, group, area }: Narrowed = {}): SQL | undefined {
  return and(
    sql`${supervisors.state} = 'serving'`,
    lte(supervisors.from, on),
    gte(supervisors.to, on),
    eq(supervisors.listed, true),
    type && eq(supervisors.type, type),
    group && eq(supervisors.group, group),
    // Whoever watches over the whole city watches over each of its parts.
    area
      ? sql`(${supervisors.areas} = '[]' or exists (select 1 from json_each(${supervisors.areas}) where value = ${area}))`
      : undefined,
  )
}

/** A page of the public roster, in an order that tells nothing, and how many there are in all. */
export async function rosterOf({ store, secrets }: World, by: Narrowed, after: string, limit: number, now: Date) {
  const which = named(today(now), by)
  const [rows, total] = await Promise.all([
    store.read
      .select()
      .from(supervisors)
      .where(and(which, gt(supervisors.id, after)))
      .orderBy(asc(supervisors.id))
      .limit(limit + 1),
    store.read.$count(supervisors, which),
  ])
  const shown = rows.slice(0, limit)
  const items = shown.flatMap((row) => {
    const applicant = openApplication(secrets, row)
    return applicant ? [{ row, name: applicant.name }] : []
  })
  return { items, total, next: rows.length > limit ? shown.at(-1)?.id : undefined }
}

/** What a certificate is worth on a day. */
export const STANDING = {
  valid: '有效',
  ahead: '任期还没有开始',
  suspended: '暂停',
  over: '已失效',
  unknown: '查不到',
} as const
export type Standing = keyof typeof STANDING

/** Whose certificate a number is, for whoever holds the whole number. */
export const byNumber = ({ store }: Pick<World, 'store'>, number: string): Promise<Applied | undefined> =>
  store.read.select().from(supervisors).where(eq(supervisors.number, number)).get()

export function standingOf({ state, from, to }: Applied, on: string): Standing {
  if (from === null || to === null) return 'unknown'
  if (state === 'suspended' && on <= to) return 'suspended'
  if (state !== 'serving' || to < on) return 'over'
  return from <= on ? 'valid' : 'ahead'
}

/**
 * How a certificate names its holder, wherever it is verified: in full who serves and agreed to be listed; by surname,
 * enough to compare with the card at hand, who did not agree, is suspended or has not begun; who left is nobody’s to look up.
 */
export function namedOn({ secrets }: Pick<World, 'secrets'>, row: Applied, on: string): string | undefined {
  const standing = standingOf(row, on)
  if (standing === 'over' || standing === 'unknown') return undefined
  const name = openApplication(secrets, row)?.name
  if (name === undefined) return undefined
  return standing === 'valid' && row.listed ? name : `${surname(name)}某`
}
