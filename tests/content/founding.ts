import { type FieldSpec, fields } from '../../content/fields.ts'
import { BULLETIN_TYPE } from '../../content/kinds/bulletin.ts'
import { INDUSTRY } from '../../content/kinds/industry.ts'
import { LENIENCY_LIST } from '../../content/kinds/leniency.ts'
import { MATTER_TYPE } from '../../content/kinds/matter.ts'
import type { Publication } from '../../content/load.ts'
import { Envelope, KINDS, type Kind } from '../../content/schema.ts'
import { APART, type Apart } from './apart.ts'

/** A version without its place in a file, so that a test may copy it and spoil the copy. */
export type Entry = Omit<Publication, 'file' | 'line' | 'at' | 'data'> & { kind: Kind; data: Record<string, unknown> }
/** Looks at everything published and says what is amiss; nothing when all is well. */
export type Demand = (all: readonly Entry[]) => string[]

/** The kinds the city publishes about itself; limits, rules, categories and calendars are the portal's own. */
export const FOUNDING = [
  'matter',
  'benchmark',
  'leniency',
  'inspection',
  'guide',
  'exemplar',
  'bulletin',
  'officer',
  'device',
  'department',
  'synonym',
] as const satisfies readonly Kind[]

const of = (all: readonly Entry[], kind: Kind) => all.filter((e) => e.kind === kind)
const codes = (all: readonly Entry[], kind: Kind) => new Set(of(all, kind).map((e) => e.code))
const without = (what: string, wanted: Record<string, string>, had: ReadonlySet<unknown>) =>
  Object.entries(wanted).flatMap(([code, label]) => (had.has(code) ? [] : [`没有${what}：${label}（${code}）`]))

const FEWEST = { matter: 60, benchmark: 24, guide: 8, exemplar: 8, bulletin: 40, officer: 60, device: 12, synonym: 60 }
export const enough: Demand = (all) =>
  Object.entries(FEWEST).flatMap(([kind, fewest]) => {
    const n = codes(all, kind as Kind).size
    return n < fewest ? [`${KINDS[kind as Kind].title}只有${n}个，应有${fewest}个`] : []
  })

export const every: Demand = (all) => {
  const capped = of(all, 'inspection').filter((e) => Number(e.data.cap) > 0)
  return [
    ...without('事项类型', MATTER_TYPE, new Set(of(all, 'matter').map((e) => e.data.type))),
    ...without('清单', LENIENCY_LIST, new Set(of(all, 'leniency').map((e) => e.data.list))),
    ...without('公告类型', BULLETIN_TYPE, new Set(of(all, 'bulletin').map((e) => e.data.type))),
    ...without('有频次上限的检查', INDUSTRY, new Set(capped.flatMap((e) => e.data.industries as string[]))),
  ]
}

const han = (text: string) => text.match(/\p{Script=Han}/gu)?.length ?? 0
export const thick: Demand = (all) =>
  of(all, 'guide').flatMap(({ code, data }) => {
    const signs = han(leaves(data).join(''))
    const rows = (data.checklist as { basis?: string }[]).filter((row) => row.basis).length
    return [
      ...(signs < 2500 ? [`${code} 只有${signs}个汉字，应有2500个`] : []),
      ...(rows < 30 ? [`${code} 的自查表只有${rows}条有依据，应有30条`] : []),
    ]
  })

export const edited: Demand = (all) => {
  const editions = Map.groupBy(
    all.filter((e) => (FOUNDING as readonly Kind[]).includes(e.kind)),
    (e) => `${e.kind}/${e.code}`,
  )
  const n = [...editions.values()].filter((list) => list.length > 1).length
  return n < 8 ? [`只有${n}个编码有两个以上版本，应有8个`] : []
}

/** Every record says that it is invented. */
export const invented: Demand = (all) =>
  all
    .filter((e) => (FOUNDING as readonly Kind[]).includes(e.kind) && !e.source?.endsWith('（示例）'))
    .map((e) => `${e.kind} ${e.code}（${e.from}）的来源文件没有写（示例）`)

const isFilled = (value: unknown) =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)

type Exceptions = Readonly<Record<string, Apart>>
/** For each column of a kind and of its tables, how many of the records it is for have it. */
function shares(
  list: readonly FieldSpec[],
  at: string,
  rows: readonly Record<string, unknown>[],
  apart: Exceptions,
): [string, number][] {
  return list.flatMap((field): [string, number][] => {
    const name = `${at}.${field.name}`
    const exception = apart[name] ?? (at.includes('.') ? undefined : apart[`*.${field.name}`])
    const meant = exception ? rows.filter((row) => exception.only(row)) : rows
    const inside = field.of ? meant.flatMap((row) => [row[field.name] ?? []].flat() as Record<string, unknown>[]) : []
    const share = meant.length ? meant.filter((row) => isFilled(row[field.name])).length / meant.length : 1
    return [[name, share], ...(field.of ? shares(field.of, name, inside, apart) : [])]
  })
}

export const filledBut =
  (apart: Exceptions): Demand =>
  (all) =>
    FOUNDING.flatMap((kind) => {
      const rows = of(all, kind).map(({ data, ...envelope }) => ({ ...envelope, ...data }))
      const columns = [...fields(Envelope), ...fields(KINDS[kind].schema)]
      return shares(columns, kind, rows, apart).flatMap(([name, share]) =>
        share < 0.95 ? [`${name} 只填了${Math.floor(share * 100)}%，应有95%`] : [],
      )
    })
export const filled = filledBut(APART)

/** Every text in a value. */
export function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : []
}

const LONG = 40
const RUN = 8
const CITED = /^《[^》]+》第/
/** What somebody wrote for this record: not the law's own words, nor codes, nor a range that several laws have in common. */
function prose(value: unknown): string[] {
  if (typeof value === 'string') return CITED.test(value) || han(value) === 0 ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inside]) => (name === 'penalty' ? [] : prose(inside)))
}
/** The runs of signs of its long fields; a list or a table is one text. */
const runs = (data: Record<string, unknown>) =>
  new Set(
    Object.values(data)
      .map((field) => prose(field).join('\n'))
      .filter((text) => text.length > LONG)
      .flatMap((text) => Array.from({ length: text.length - RUN + 1 }, (_, i) => text.slice(i, i + RUN))),
  )

/** No record is another one with the nouns changed: of two codes at most a fifth of the long text is the same. */
export const own: Demand = (all) =>
  FOUNDING.flatMap((kind) => {
    const texts = of(all, kind).map((e) => ({ code: e.code, from: e.from, runs: runs(e.data) }))
    return texts.flatMap((a, i) =>
      texts.slice(i + 1).flatMap((b) => {
        const fewer = Math.min(a.runs.size, b.runs.size)
        if (a.code === b.code || fewer === 0) return []
        const share = a.runs.intersection(b.runs).size / fewer
        return share > 0.2
          ? [`${a.code}（${a.from}）和 ${b.code}（${b.from}）有${Math.round(share * 100)}%的长文字相同`]
          : []
      }),
    )
  })

/** What a synonym leads to stands somewhere in what the search reads. */
export const meant: Demand = (all) => {
  const texts = FOUNDING.filter((kind) => kind !== 'synonym' && kind !== 'officer')
    .flatMap((kind) => of(all, kind).flatMap((e) => leaves(e.data)))
    .join('\n')
  return of(all, 'synonym').flatMap((e) =>
    (e.data.means as string[]).filter((m) => !texts.includes(m)).map((m) => `${e.code} 的“${m}”在公布的文字里没有`),
  )
}
