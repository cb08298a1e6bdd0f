import { runsOf } from '../../content/play.ts'
import type { cases } from '../../db/schema.ts'
import { find as identifying } from '../redaction/find.ts'
import { KIND } from '../redaction/span.ts'
import type { Secrets } from '../secrets.ts'
import type { Details } from './details.ts'
import { namesIn } from './names.ts'
import type { Rulebook } from './rulebook.ts'
import { mask } from './search.ts'

/** One spelling: a run is a run however it is spaced, pointed or written. */
const folded = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')

const EXACT_DAY = /\d{1,2}\s*月\s*\d{1,2}\s*[日号]|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}/

/** What of a case a text is held against. */
export interface Held {
  row: Pick<typeof cases.$inferSelect, 'no' | 'category' | 'appears'>
  account: string
  details: Details
}

export type Identity = { keyId: string; sealed: Buffer } | undefined

const personOf = (secrets: Secrets, no: string, identity: Identity) =>
  identity &&
  (JSON.parse(secrets.open('vault', no, identity)) as { person?: { name?: string; guardian?: string } }).person

/** A case, opened and folded once however many texts are held against it. */
export interface Guarded {
  /** What would give its sender away, by what it is. */
  named: [what: string, values: string[]][]
  runs: string[]
  category: string | undefined
}

/**
 * What the desk is not shown counts only where the account has it too: else a refusal would confirm whatever name is
 * guessed.
 */
export function guarded(
  { row, details, account }: Held,
  secrets: Secrets,
  identity: Identity,
  book: Rulebook,
): Guarded {
  const person = personOf(secrets, row.no, identity)
  const words = folded(account)
  const said = (value: string | undefined) => (value && words.includes(folded(value)) ? value : undefined)
  const shown = (value: string | undefined) => (row.appears === 'confidential' ? said(value) : value)
  const impact = details.enterprise?.impact
  const named: [string, (string | undefined)[]][] = [
    [
      '人名或称呼',
      [details.officer, ...namesIn(details.officer), said(person?.name), ...namesIn(person?.guardian).map(said)],
    ],
    ['企业名称', [shown(details.enterprise?.name), shown(details.enterprise?.uscc)]],
    ['具体地点', [details.place]],
    ['文书编号或监督码', [shown(details.document), shown(details.code), shown(details.reference)]],
  ]
  return {
    named: named.map(([what, values]) => [
      what,
      values.flatMap((value) => (value && folded(value).length > 1 ? [folded(value)] : [])),
    ]),
    runs: [
      words,
      ...[details.remedy, details.text, shown(impact), shown(details.lead?.why)].map((text = '') => folded(text)),
    ].flatMap((text) => runsOf(text)),
    category: book.categories.get(row.category)?.name,
  }
}

/** A text that leaves the bureau, looked through once however many cases it is held against. */
export interface Reading {
  text: string
  /** Its runs without names the city publishes, which point at nobody; one category is that of the case. */
  runs(category: string | undefined): ReadonlySet<string>
  /** What is wrong with it by itself. */
  forms: string[]
}

export function reading(text: string, book: Rulebook): Reading {
  const known = new Map<string | undefined, Set<string>>()
  const forms: string[] = []
  if (mask(text, []) !== text.normalize('NFKC').toLowerCase())
    forms.push('摘要里有电话、证件号、车牌或其他号码，请删去')
  if (EXACT_DAY.test(text.normalize('NFKC'))) forms.push('摘要里有具体日期，请删去；要说明时间，勾选大致时间')
  // By its form alone: what the case holds is not asked, so that a refusal confirms nothing. Where, not what: no answer
  // says back what was sent.
  for (const { from, to, kind } of identifying(text, [], publishedNames(book)))
    forms.push(`摘要第${from + 1}到${to}个字像是${KIND[kind]}，会让人认出是谁，请删去或换一种说法`)
  return {
    text: folded(text),
    runs(category) {
      const runs = known.get(category) ?? new Set(runsOf(folded(withoutPublished(text, category, book))))
      known.set(category, runs)
      return runs
    },
    forms,
  }
}

/** What in a text would give the sender of a case away. */
export function tells({ text, runs }: Reading, { named, category, ...own }: Guarded): string[] {
  const out = named.flatMap(([what, values]) =>
    values.some((value) => text.includes(value)) ? [`摘要里有${what}，会让人认出来件人，请删去`] : [],
  )
  const theirs = runs(category)
  if (own.runs.some((run) => theirs.has(run)))
    out.push('摘要和来件原文有连续八个字相同，会让人认出来件人，请换一种说法')
  return out
}

/** Stands for a published name; a letter, so that it survives folding and no run grows over the gap. */
const MARK = '\ua66e'

/** A body of two names is called by either: 综合行政执法局（城市管理局）. */
const bodies = (book: Rulebook) =>
  [...book.departments.values()].flatMap((d) => [d.name, d.short, ...d.name.split(/[（）]/).filter(Boolean)])

/** What the city publishes of itself points at nobody. */
export const publishedNames = (book: Rulebook): string[] =>
  [...bodies(book), ...[...book.categories.values()].map(({ name }) => name)].filter((name) => name !== undefined)

/** Names the city publishes point at nobody. */
function withoutPublished(text: string, category: string | undefined, book: Rulebook): string {
  return [...bodies(book), category]
    .filter((name) => name !== undefined)
    .sort((a, b) => b.length - a.length)
    .reduce((left, name) => left.replaceAll(name, MARK), text)
}
