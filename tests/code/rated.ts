import { expect } from 'vitest'
import type { Rating } from '../../api/code/rating.ts'
import { unseal } from '../../api/survey/box.ts'
import { surveyBox } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import type { World } from '../support/world.ts'
import { openSurvey } from '../survey/fixture.ts'

export const INSPECTED = 'CP-2026-71'
export const SCANNED = 'CP-2026-72'
/** The least an answer says. */
export const GRADE = { body: ['SCJG'], overall: '2' }
type Open = Extract<Rating, { state: 'open' }>

/** Both surveys behind codes, running. */
export async function rateable(w: World, days: { opensOn?: string; closesOn?: string } = {}) {
  await openSurvey(w.deps, { code: INSPECTED, purpose: 'inspected', entry: 'invited', ...days }, 'WJ-QY')
  await openSurvey(w.deps, { code: SCANNED, purpose: 'scanned', entry: 'open', ...days }, 'WJ-SM')
}

/** What whoever scans a code may do about rating. */
export async function ratingOf(w: World, id: string | undefined): Promise<Rating | undefined> {
  const answer = await w.app.request(`/api/codes/${id}`)
  return ((await answer.json()) as { rating?: Rating }).rating
}

export async function openRating(w: World, id: string | undefined): Promise<Open> {
  const rating = await ratingOf(w, id)
  expect(rating?.state).toBe('open')
  return rating as Open
}
export async function tokenFor(w: World, id: string | undefined): Promise<string> {
  return (await openRating(w, id)).invitation?.token ?? ''
}

let windows = 0
/** The code of a window nobody rated yet. */
export async function orgCode(w: World): Promise<string> {
  const place = `示例路${++windows}号一楼`
  const said = {
    type: 'ORG',
    department: 'SCJG',
    label: '一号窗口',
    place,
    issuedTo: '办公室',
    validFrom: '2026-06-01',
  }
  const answer = await asking(w, 'handler')('/api/desk/codes', json('POST', said))
  expect(answer.status, await answer.clone().text()).toBe(201)
  return ((await answer.json()) as { id: string }).id
}

/** What lies in the box of a survey. */
export async function boxOf(w: World, survey: string) {
  const rows = await w.deps.store.read.select().from(surveyBox)
  return rows.filter((row) => row.survey === survey).map(({ sealed }) => unseal(w.deps.secrets, survey, sealed))
}

export const page = async (w: World, id: string | undefined) => (await w.app.request(`/q/${id}`)).text()
export const mainOf = (html: string) => html.slice(html.indexOf('<main'), html.indexOf('</main>'))
export const textOf = (html: string) => mainOf(html).replace(/<[^>]*>/g, '')
/** Everything the quick form of a page sends by itself. */
export function fieldsOf(html: string): Record<string, string> {
  const [, inside = ''] = /<form[^>]*data-rate=[^>]*>(.*?)<\/form>/s.exec(html) ?? []
  return Object.fromEntries(
    (inside.match(/<input[^>]*type="hidden"[^>]*>/g) ?? []).map((input) => [
      /name="([^"]*)"/.exec(input)?.[1] ?? '',
      /value="([^"]*)"/.exec(input)?.[1] ?? '',
    ]),
  )
}
