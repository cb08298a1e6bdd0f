import type { Content, Publication } from '../../content/load.ts'
import { fixed } from '../../content/relative.ts'
import type { Store } from '../../db/open.ts'
import { today } from '../case/deadline.ts'
import { sorted } from '../case/event.ts'
import { dayStart } from './force.ts'
import type { Version } from './publication.ts'
import { current, type Draft, publish } from './store.ts'

/**
 * Publishes what a content folder says and the store does not say yet. A second run finds nothing to do. In a
 * demonstration each version is published on its first day, as in a city whose portal has been there all along.
 */
export async function loadContent(
  store: Store,
  content: Content,
  now: Date,
  { allAlong = false } = {},
): Promise<{ published: number; unchanged: number }> {
  const stored = new Map((await current(store)).map((v) => [`${v.kind}/${v.code}/${v.from}`, v]))
  const publications = content.publications.map((p) => {
    if (!p.relative) return p
    const before = stored.get(`${p.kind}/${p.code}/${p.from}`)?.data
    return { ...p, data: fixed(p.data, p.relative, today(now), before) } as Publication
  })
  const drafts = publications.flatMap((p) => [draftOf(p), ...endOf(p, publications)])
  const missing = drafts.filter((d) => !says(stored.get(`${d.kind}/${d.code}/${d.from}`), d))
  missing.sort((a, b) => (a.from < b.from ? -1 : 1))
  const by = { proposed: 'content', published: 'content' }
  const days = allAlong ? Map.groupBy(missing, (d) => d.from) : new Map([['', missing]])
  for (const [day, drafts] of days) {
    const then = new Date(day ? dayStart(day) : now)
    await publish(store, drafts, by, then < now ? then : now)
  }
  return { published: missing.length, unchanged: drafts.length - missing.length }
}

const draftOf = ({ kind, code, from, data, source, filingNo, reason, reviewOn }: Publication): Draft => ({
  kind,
  code,
  from,
  data,
  source,
  filingNo,
  reason,
  reviewOn,
})

/** A version that ends with no other following is a cancellation on that day: the address stays and says so. */
function endOf(p: Publication, all: readonly Publication[]): Draft[] {
  const { kind, code, to, data } = p
  if (!to || all.some((other) => other.kind === kind && other.code === code && other.from === to)) return []
  return [{ kind, code, from: to, data, cancelled: true, reason: p.reason }]
}

const said = (d: Pick<Draft, 'data' | 'source' | 'filingNo' | 'reason' | 'reviewOn'>) =>
  JSON.stringify(
    sorted({
      data: d.data,
      source: d.source ?? null,
      filingNo: d.filingNo ?? null,
      reason: d.reason ?? null,
      reviewOn: d.reviewOn ?? null,
    }),
  )

const says = (v: Version | undefined, d: Draft) =>
  v !== undefined &&
  (v.summary?.cancelled === true) === (d.cancelled ?? false) &&
  said({
    data: v.data,
    source: v.source ?? undefined,
    filingNo: v.filingNo ?? undefined,
    reason: v.reason ?? undefined,
    reviewOn: v.reviewOn ?? undefined,
  }) === said(d)
