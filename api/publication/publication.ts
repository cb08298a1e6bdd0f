import { type DataOf, KINDS, type Kind } from '../../content/schema.ts'
import type { publications } from '../../db/schema.ts'

export { KINDS, type Kind }
export type Version = typeof publications.$inferSelect

/** The API's plural for each kind; addresses and pages use it (rulings.md 23). */
export const PLURAL = {
  matter: 'matters',
  benchmark: 'benchmarks',
  leniency: 'leniencies',
  inspection: 'inspections',
  guide: 'guides',
  exemplar: 'exemplars',
  bulletin: 'bulletins',
  officer: 'officers',
  device: 'devices',
  department: 'departments',
  category: 'categories',
  limit: 'limits',
  workday: 'workdays',
  rule: 'rules',
  synonym: 'synonyms',
} as const satisfies Record<Kind, string>

export const PUBLICATION_STATUS = { effective: '现行有效', cancelled: '已取消', future: '尚未生效' } as const

/** A version as the public gets it. */
export interface Published<K extends Kind = Kind> {
  kind: K
  code: string
  version: number
  status: 'effective' | 'cancelled'
  from: string
  to: string | null
  source: string | null
  filingNo: string | null
  data: DataOf[K]
}

export const published = <K extends Kind>(kind: K, row: Version): Published<K> => ({
  kind,
  code: row.code,
  version: row.version,
  status: row.state === 'withdrawn' ? 'cancelled' : 'effective',
  from: row.from,
  to: row.to,
  source: row.source,
  filingNo: row.filingNo,
  data: row.data as DataOf[K],
})

/** What changed between two versions, field by field, under the titles people read. */
export interface Change {
  field: string
  title: string
  before: string
  after: string
}

export function changes(kind: Kind, before: Version | undefined, after: Version): Change[] {
  if (!before) return []
  const shape = KINDS[kind].schema.shape as Record<string, { meta(): { title?: string } | undefined }>
  const names = new Set([...Object.keys(before.data), ...Object.keys(after.data)])
  return [...names].flatMap((field) => {
    const [old, now] = [readable(before.data[field]), readable(after.data[field])]
    return old === now ? [] : [{ field, title: shape[field]?.meta()?.title ?? field, before: old, after: now }]
  })
}

const readable = (value: unknown): string =>
  value === undefined || value === null
    ? ''
    : Array.isArray(value)
      ? value.map(readable).join('、')
      : typeof value === 'object'
        ? JSON.stringify(value)
        : typeof value === 'boolean'
          ? value
            ? '是'
            : '否'
          : String(value)
