import { type FieldSpec, fields, references } from '../../content/fields.ts'
import { type DataOf, KINDS, type Kind } from '../../content/schema.ts'
import type { publications } from '../../db/schema.ts'
import { endOf, isCorrected, type Saying } from './force.ts'

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
  'open-day': 'open-days',
  questionnaire: 'questionnaires',
  referral: 'referrals',
  retention: 'retentions',
  rule: 'rules',
  score: 'scores',
  synonym: 'synonyms',
  template: 'templates',
} as const satisfies Record<Kind, string>

/** Fields by which a kind's list may be narrowed, besides its words; each keeps its own codes. */
const FILTERS = {
  matter: ['type', 'department', 'level', 'exercise', 'townships', 'status'],
  benchmark: ['type', 'matter', 'levels'],
  leniency: ['list', 'departments', 'matter', 'first'],
  inspection: ['industries', 'department', 'type', 'matter', 'methods', 'oneVisit'],
  guide: ['industry', 'leniencies', 'departments'],
  exemplar: ['type', 'categories', 'matters', 'benchmarks', 'issuer'],
  bulletin: ['type', 'issuer', 'departments', 'matters'],
  officer: ['department'],
  device: ['department', 'status', 'matter'],
  department: ['type', 'parent', 'supervisedBy'],
  category: ['family', 'lane'],
  'open-day': ['department', 'series', 'format'],
  questionnaire: ['audience'],
  template: ['for'],
} as const satisfies { readonly [K in Kind]?: readonly (keyof DataOf[K] & string)[] }

export const filtersOf = (kind: Kind): readonly string[] =>
  kind in FILTERS ? FILTERS[kind as keyof typeof FILTERS] : []

/** How a list may be ordered. */
export const SORT = { code: '按编码', newest: '最近的在前' } as const

/** Kinds the public search covers: what has a page of its own. Nothing about people is ever in a search table. */
export const SEARCHED = [
  'matter',
  'benchmark',
  'leniency',
  'inspection',
  'guide',
  'exemplar',
  'bulletin',
  'device',
  'department',
  'open-day',
  'questionnaire',
  'category',
] as const satisfies readonly Kind[]
export const isSearched = (kind: Kind): boolean => (SEARCHED as readonly Kind[]).includes(kind)

/** What the register keeps of an entry: its title, its day, and the values of its filters. */
export interface Summary {
  title: string
  on: string
  cancelled?: boolean
  /** What it refers to, as `kind/code`: links are followed both ways. */
  refs?: string[]
  [filter: string]: unknown
}

const named = ({ name, words, code }: Readonly<Record<string, unknown>>) =>
  String(name ?? (Array.isArray(words) ? words.join('、') : (code ?? '')))
export const titleOf = (kind: Kind, data: Readonly<Record<string, unknown>>): string =>
  kind === 'officer' ? `${surname(named(data))}·${String(data.certificate ?? '').slice(-4)}` : named(data)

/** The address of an entry's page; the portal's own rules are shown where they apply. */
export const pageOf = (kind: Kind, code: string): string =>
  kind === 'category' ? `/complaint?category=${code}` : `/${PLURAL[kind]}/${code}`

export function summaryOf(
  kind: Kind,
  data: Readonly<Record<string, unknown>>,
  from: string,
  cancelled = false,
): Summary {
  const refs = [...new Set(references(publicFields(kind), data).map((r) => `${r.kind}/${r.code}`))]
  const filters = filtersOf(kind).map((name) => [name, data[name]] as const)
  return {
    title: titleOf(kind, data),
    on: typeof data.issuedOn === 'string' ? data.issuedOn : from,
    ...Object.fromEntries(filters.filter(([, value]) => value !== undefined)),
    ...(kind === 'department' && { short: data.short }),
    ...(refs.length > 0 && { refs }),
    ...(cancelled && { cancelled }),
  }
}

const TWO_SIGNS = /^(欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|夏侯|令狐)/
export const surname = (name: string) => TWO_SIGNS.exec(name)?.[0] ?? [...name][0] ?? ''

/** What the public gets of an officer without knowing the whole certificate number (rulings.md 21). */
interface PublicOfficer {
  code: string
  department: string
  surname: string
  tail: string
}
const publicOfficer = (data: DataOf['officer']): PublicOfficer => ({
  code: data.code,
  department: data.department,
  surname: surname(data.name),
  tail: data.certificate.slice(-4),
})
export const PUBLIC_OFFICER: readonly FieldSpec[] = [
  { name: 'code', title: '人员编码', kind: 'text', required: true },
  { name: 'department', title: '单位', kind: 'ref', ref: 'department', required: true },
  { name: 'surname', title: '姓', kind: 'text', required: true },
  { name: 'tail', title: '证号后四位', kind: 'text', required: true },
]

/** The fields of a kind as the public gets them. */
export const publicFields = (kind: Kind): readonly FieldSpec[] =>
  kind === 'officer' ? PUBLIC_OFFICER : fields(KINDS[kind].schema)

type PublicData = { [K in Kind]: K extends 'officer' ? PublicOfficer : DataOf[K] }

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
  reason: string | null
  publishedAt: string
  /** By when somebody looks again. */
  reviewOn: string | null
  data: PublicData[K]
}

/** A row as the site says it at an instant: until when it holds depends on what else is said by then. */
export const published = <K extends Kind>(
  kind: K,
  row: Version,
  sayings: readonly Saying[] = [],
  by = 0,
): Published<K> => ({
  kind,
  code: row.code,
  version: row.version,
  status: row.summary?.cancelled ? 'cancelled' : 'effective',
  from: row.from,
  to: endOf({ ...row, id: row.id ?? 0, publishedAt: row.publishedAt ?? 0, cancelled: false }, sayings, by),
  // Of officers the paper and the reason would tell what the list may not.
  source: kind === 'officer' ? null : row.source,
  filingNo: kind === 'officer' ? null : row.filingNo,
  reason: kind === 'officer' ? null : row.reason,
  publishedAt: new Date(row.publishedAt ?? 0).toISOString(),
  reviewOn: kind === 'officer' ? null : row.reviewOn,
  data: (kind === 'officer' ? publicOfficer(row.data as DataOf['officer']) : row.data) as PublicData[K],
})

export { isCorrected }
