import type { AstroGlobal } from 'astro'
import { publicFields } from '../../../api/publication/publication.ts'
import { doorOf } from '../_doors.ts'

/** The ten parts in the order of the schema, under the titles it gives them. */
const NAMES = [
  'licences',
  'duties',
  'violations',
  'leniency',
  'inspections',
  'rights',
  'checklist',
  'credit',
  'contacts',
  'feedback',
] as const
type Part = (typeof NAMES)[number]

const titles = new Map(publicFields('guide').map(({ name, title }) => [name, title]))
export const PARTS = NAMES.map((slug) => ({ slug, text: titles.get(slug) ?? slug }))
export const partTitle = (part: Part): string => titles.get(part) ?? part

/** How common a violation is, told by tone and word. */
export const OFTEN_TONE = { often: 'stop', some: 'warn', rare: undefined } as const

/** Bodies by code with the telephone they have on the day of the page. */
export async function phonesOf(astro: AstroGlobal): Promise<ReadonlyMap<string, string>> {
  const on = astro.url.searchParams.get('on')
  const answer = await doorOf(astro.locals.client, 'department').$get({ query: { limit: '100', ...(on && { on }) } })
  return new Map((answer.ok ? (await answer.json()).items : []).map(({ code, data }) => [code, data.phone]))
}
