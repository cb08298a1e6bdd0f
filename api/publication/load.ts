import type { Content, Publication } from '../../content/load.ts'
import type { Store } from '../../db/open.ts'
import { sorted } from '../case/event.ts'
import type { Version } from './publication.ts'
import { current, type Draft, publish } from './store.ts'

/** Publishes what a content folder says and the store does not say yet. A second run finds nothing to do. */
export async function loadContent(
  store: Store,
  content: Content,
  now: Date,
): Promise<{ published: number; unchanged: number }> {
  const stored = new Map((await current(store)).map((v) => [`${v.kind}/${v.code}/${v.from}`, v]))
  const drafts = content.publications.flatMap((p) => [draftOf(p), ...endOf(p, content.publications)])
  const missing = drafts.filter((d) => !says(stored.get(`${d.kind}/${d.code}/${d.from}`), d))
  missing.sort((a, b) => (a.from < b.from ? -1 : 1))
  await publish(store, missing, { proposed: 'content', published: 'content' }, now)
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
