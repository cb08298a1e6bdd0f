import type { AstroGlobal } from 'astro'
import { type Kind, pageOf } from '../../api/publication/publication.ts'
import { civil } from '../ui/date.ts'
import { doorOf, errorsOf, type Link, type One } from './_doors.ts'

/** The two days an address may ask for: of effect (`on`), and of what the site then said (`known`). */
export const daysOf = (url: URL): Record<string, string> =>
  Object.fromEntries(
    ['on', 'known'].flatMap((name) => {
      const value = url.searchParams.get(name)?.trim()
      return value ? [[name, value]] : []
    }),
  )

/** One entry on a day; or why it is not there: a bad day, a day it did not exist, or never at all. */
export interface Found<K extends Kind> {
  kind: K
  code: string
  path: string
  today: string
  /** The day asked for, if one was. */
  on: string | undefined
  item?: One<K>
  /** What is wrong with the day that was asked for. */
  error?: string
  /** Since when there has been one at all, where the day asked for lies before it. */
  first?: string
  /** Nothing is known by this code, whatever the day. */
  none: boolean
}

const CODE = /^[A-Z0-9]+(-[A-Z0-9]+)*$/

/** Reads the entry a page is about, as `on` and `known` in its address ask; sets the status of the page. `keep`: it says nothing that changes by the minute. */
export async function entryOf<K extends Kind>(astro: AstroGlobal, kind: K, keep = true): Promise<Found<K>> {
  const { client, now, cacheable } = astro.locals
  const code = astro.params.code ?? ''
  const query = daysOf(astro.url)
  const found = { kind, code, path: pageOf(kind, code), today: civil(now).date, on: query.on, none: false }
  if (!CODE.test(code)) return { ...found, none: true }
  const draft = astro.locals.preview?.item
  if (draft?.kind === kind && draft.code === code) return { ...found, item: draft as One<K> }
  const door = doorOf(client, kind)[':code']
  const answer = await door.$get({ param: { code }, query })
  if (answer.ok) {
    if (keep) cacheable()
    return { ...found, item: await answer.json() }
  }
  astro.response.status = answer.status
  if (answer.status !== 404) return { ...found, error: (await errorsOf(answer))[0]?.message ?? '日期不对' }
  const past = Object.keys(query).length > 0 ? await door.history.$get({ param: { code } }) : undefined
  if (!past?.ok) return { ...found, none: true }
  const first = (await past.json()).items.map(({ from }) => from).sort()[0]
  return { ...found, ...(first && (query.on ?? '') < first && { first }) }
}

/** What refers to an entry on that day, by kind. */
export async function linksTo(astro: AstroGlobal, kind: Kind, code: string): Promise<Map<Kind, Link[]>> {
  const query = daysOf(astro.url)
  const answer = await doorOf(astro.locals.client, kind)[':code'].links.$get({ param: { code }, query })
  return Map.groupBy(answer.ok ? (await answer.json()).items : [], (link) => link.kind)
}
