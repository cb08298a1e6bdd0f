import { DIRECTIVE, fill, holesOf, type Template } from '../../content/kinds/template.ts'
import type { Store } from '../../db/open.ts'
import type { Limit } from '../case/deadline.ts'
import { today } from '../case/deadline.ts'
import type { Rulebook } from '../case/rulebook.ts'
import { published } from '../publication/publication.ts'
import { inForce } from '../publication/store.ts'
import type { FieldError } from '../refusal.ts'
import { CONCLUSION } from './workflow.ts'

/** The templates in force today, by code. */
export async function templatesOf(store: Store, now: Date): Promise<Map<string, Template>> {
  const rows = await inForce(store, 'template', today(now), today(now))
  return new Map(rows.filter((r) => !r.summary?.cancelled).map((r) => [r.code, published('template', r).data]))
}

/** The limits of a kind of document. */
export const limitsOf = (book: Rulebook, type: string): Partial<Record<string, Limit>> =>
  book.limits.get(`DOC-${type.toUpperCase()}`) ?? {}

/** 30日, 10个工作日 */
export const lengthOf = (limit: Limit | undefined) =>
  limit && `${limit.days}${limit.counting === 'workdays' ? '个工作日' : '日'}`

export interface Written {
  type: keyof typeof DIRECTIVE
  issuer: string
  department: string
  subject: string
  facts: string
  basis: string
  demands: string
  conclusion: string | null
}

const nameOf = (book: Rulebook, code: string) => book.departments.get(code)?.name ?? code

/** Title and text by its template, on the rules of today; `before` is the number of the document it follows. */
export function compose(of: Written, template: Template, book: Rulebook, before: string | null) {
  const values = {
    单位: nameOf(book, of.department),
    主题: of.subject,
    事由: of.facts,
    依据: of.basis,
    要求: of.demands,
    结论: of.conclusion ? CONCLUSION[of.conclusion as keyof typeof CONCLUSION] : undefined,
    期限: lengthOf(limitsOf(book, of.type).feedback),
    原文号: before ?? undefined,
    落款: nameOf(book, of.issuer),
  }
  return { title: fill(template.title ?? DIRECTIVE[of.type], values), text: fill(template.body, values) }
}

/** What keeps a draft from being a document: an empty hole nobody can fill. */
export function gapsOf(of: Written, template: Template, book: Rulebook, before: string | null): FieldError[] {
  const asks = new Set(holesOf(template.body + (template.title ?? '')))
  const faults: FieldError[] = []
  if (of.type === 'decision' && !of.conclusion) faults.push({ path: 'conclusion', message: '决定书要写结论，请选择' })
  if (of.type !== 'decision' && of.conclusion)
    faults.push({ path: 'conclusion', message: '只有决定书写结论，请改为不选' })
  if (asks.has('原文号') && !before)
    faults.push({ path: '', message: '这个模板引用上一份文书的文号。请从上一份文书转来，或者换一个模板' })
  if (asks.has('期限') && !limitsOf(book, of.type).feedback)
    faults.push({ path: '', message: '没有发布这类文书的反馈期限，请先在办理期限里发布' })
  return faults
}

/** 澄司监意〔2026〕3号 (GB/T 9704: six-sided brackets, no padding). */
export const numberOf = (mark: string, year: number, serial: number) => `${mark}〔${year}〕${serial}号`
