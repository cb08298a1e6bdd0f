import type { Guide } from '../../content/kinds/guide.ts'
import { INDUSTRY } from '../../content/kinds/industry.ts'
import type { Officer } from '../../content/kinds/officer.ts'
import { today } from '../case/deadline.ts'
import { type OfficerVerdict, verdict as verdictOfOfficer } from '../officer/officer.ts'
import { dayEnd, inForceOf } from '../publication/force.ts'
import { type Register, register, rowsOf } from '../publication/register.ts'
import { type ToldSupervisor, toldSupervisor } from '../supervisor/certified.ts'
import { type ToldCompany, type ToldVisit, toldCompany, toldVisit } from '../visit/told.ts'
import { ACT, names, TYPE } from './code.ts'
import { toldContact } from './contact.ts'
import type { CodeRow, World } from './found.ts'
import { grouped } from './id.ts'
import { type ToldOpenDay, toldOpenDay } from './open-day.ts'
import { type Rating, ratingOf } from './rating.ts'
import { type Verdict, verdictOf } from './verdict.ts'
import type { Status } from './workflow.ts'

/** What a person may do who scanned it, each with where that is done. */
export interface Way {
  action: 'complain' | 'praise' | 'verify' | 'guide' | 'item' | 'body' | 'remedy' | 'contacts'
  label: string
  url: string
}

/** What everybody may know of a code. */
export interface Told {
  id: string
  shown: string
  type: CodeRow['type']
  typeLabel: string
  status: Status | 'expired'
  verdict: Verdict
  valid: boolean
  title: string
  department: { code: string; name: string; phone: string | null } | null
  facts: { title: string; text: string }[]
  officer?: { verdict: OfficerVerdict; fields: string[]; area: string }
  /** The inspection behind a task’s code; the inspections of the company behind a company’s. */
  visit?: ToldVisit
  /** Whose certificate it is. */
  supervisor?: ToldSupervisor
  company?: ToldCompany
  /** The open day it hangs at, and whether one may check in there now. */
  openDay?: ToldOpenDay
  /** Whether it can be rated, by whoever holds it; nothing where there is nobody to rate. */
  rating?: Rating
  on: string
  validTo: string | null
  prefill: Record<string, string>
  actions: Way[]
}

/** Entries of the register in force on a day, read when they are needed. */
function reader({ store }: World, book: Register, on: string) {
  const by = dayEnd(on)
  return {
    title: (kind: 'department' | 'matter', code: string) => book.title(kind, code, on, by) ?? code,
    async entry<T>(kind: 'department' | 'officer' | 'guide' | 'matter', code: string): Promise<T | undefined> {
      const known = inForceOf(book.sayings(kind, code), on, by)
      if (!known || known.cancelled) return undefined
      const [row] = await rowsOf(store, [known])
      return row?.data as T | undefined
    },
    async guideOf(industry: string | undefined): Promise<Guide | undefined> {
      const all = book.inForce('guide', on, by).filter(({ cancelled }) => !cancelled)
      const rows = await rowsOf(store, all)
      return rows.map((row) => row.data as Guide).find((guide) => guide.industry === industry)
    },
  }
}

/** The officer behind a code: whether the certificate is good today decides too. */
async function officerOf(reads: ReturnType<typeof reader>, row: CodeRow, on: string) {
  const officer = await reads.entry<Officer>('officer', row.subject)
  // Who went to another body shows no card of the one before.
  if (officer?.department !== row.department) return { verdict: 'cancelled' as const, fields: [], area: '' }
  return { verdict: verdictOfOfficer(officer, false, on), fields: officer.fields, area: officer.area }
}

/** What is written under the verdict, so that it can be held against what one has before one's eyes. */
function factsOf(row: CodeRow): { title: string; text: string }[] {
  const { place, act, on, industry } = row.facts
  return [
    ...(row.type === 'CASE' ? [{ title: '文号', text: row.subject }] : []),
    ...(act ? [{ title: '行为类别', text: Object.hasOwn(ACT, act) ? ACT[act as keyof typeof ACT] : act }] : []),
    ...(on ? [{ title: '落款日期', text: on }] : []),
    ...(industry && Object.hasOwn(INDUSTRY, industry)
      ? [{ title: '行业', text: INDUSTRY[industry as keyof typeof INDUSTRY] }]
      : []),
    ...(place ? [{ title: '地点', text: place }] : []),
  ]
}

/** What a complaint begins with that starts here; its sender sees it and may change it. */
const prefillOf = (row: CodeRow): Record<string, string> => ({
  code: row.id,
  ...(row.department && { department: row.department }),
  ...(row.type === 'ITEM' && { matter: row.subject }),
  // Where a company is says which it is, also of one that asks for confidence; whoever may know reads it off the code.
  ...(row.facts.place && !names(row.type) && { place: row.facts.place }),
})

const COMPLAIN: Partial<Record<CodeRow['type'], string>> = {
  ENT: '企业投诉',
  TASK: '投诉这次检查',
  CONTACT: '反映涉企执法的问题',
}

async function waysOf(row: CodeRow, reads: ReturnType<typeof reader>): Promise<Way[]> {
  if (row.type === 'SUPERVISOR')
    return [{ action: 'complain', label: '这名监督员有问题，向市司法局反映', url: '/complaint' }]
  const from = `code=${row.id}`
  const body = row.department && reads.title('department', row.department)
  const guide = ['ENT', 'TASK'].includes(row.type) ? await reads.guideOf(row.facts.industry) : undefined
  return [
    { action: 'complain', label: COMPLAIN[row.type] ?? '投诉、反映问题', url: `/complaint?${from}` },
    ...(row.type === 'ENT'
      ? [{ action: 'complain' as const, label: '有人来查，没有出示任务码', url: `/complaint?category=T13&${from}` }]
      : []),
    ...(row.department ? [{ action: 'praise' as const, label: '表扬', url: `/complaint?category=T90&${from}` }] : []),
    ...(['ORG', 'ENT', 'OFFICER', 'TASK', 'CONTACT'].includes(row.type)
      ? [{ action: 'verify' as const, label: '核验执法人员证件', url: '/officers' }]
      : []),
    ...(guide ? [{ action: 'guide' as const, label: `${guide.name}和自查表`, url: `/guides/${guide.code}` }] : []),
    ...(row.type === 'ITEM'
      ? [{ action: 'item' as const, label: '依据、裁量基准和怎样办', url: `/matters/${row.subject}` }]
      : []),
    ...(row.department && body && row.type !== 'CASE'
      ? [{ action: 'body' as const, label: `${body}管什么、电话和地址`, url: `/departments/${row.department}` }]
      : []),
    ...(row.type === 'CONTACT'
      ? [{ action: 'contacts' as const, label: '公开的企业联系点', url: '/enterprise/contacts' }]
      : []),
    ...(row.type === 'CASE'
      ? [{ action: 'remedy' as const, label: '不服这份文书，可以找谁', url: '/tools/deadline' }]
      : []),
  ]
}

/** A code as anybody sees it who scanned it today. */
export async function told(world: World, row: CodeRow, now: Date): Promise<Told> {
  const on = today(now)
  const reads = reader(world, await register(world.store), on)
  const standing = verdictOf(row, on)
  const officer = row.type === 'OFFICER' ? await officerOf(reads, row, on) : undefined
  const supervisor = row.type === 'SUPERVISOR' ? await toldSupervisor(world, row.subject, now) : undefined
  // A code is worth no more than what is behind it.
  const hollow = (officer && officer.verdict !== 'valid') || (row.type === 'SUPERVISOR' && supervisor?.serving !== true)
  const worth = standing === 'genuine' && hollow ? 'suspended' : standing
  const contact = row.type === 'CONTACT' ? await toldContact(world, row.subject, on) : undefined
  // A plaque hangs on over every term: what it is worth is what its contact point is.
  const verdict = worth === 'genuine' && row.type === 'CONTACT' ? (contact?.verdict ?? 'revoked') : worth
  const visit = row.type === 'TASK' ? await toldVisit(world, row.subject, on) : undefined
  const company = row.type === 'ENT' ? await toldCompany(world, row.subject, row.facts.industry ?? '', on) : undefined
  const openDay = await toldOpenDay(world, row, now)
  const rating = await ratingOf(world, row, verdict, now)
  const department = row.department ? await reads.entry<{ phone?: string }>('department', row.department) : undefined
  return {
    id: row.id,
    shown: grouped(row.id),
    type: row.type,
    typeLabel: TYPE[row.type],
    status: standing === 'expired' ? 'expired' : row.status,
    verdict,
    valid: verdict === 'genuine',
    title: row.label,
    department: row.department
      ? {
          code: row.department,
          name: reads.title('department', row.department),
          phone: department?.phone ?? null,
        }
      : null,
    facts: [...factsOf(row), ...(contact?.facts ?? [])],
    ...(officer && { officer }),
    ...(supervisor && { supervisor }),
    ...(visit && { visit }),
    ...(company && { company }),
    ...(openDay && { openDay }),
    ...(rating && { rating }),
    on,
    validTo: contact?.to ?? row.validTo,
    prefill: prefillOf(row),
    actions: await waysOf(row, reads),
  }
}
