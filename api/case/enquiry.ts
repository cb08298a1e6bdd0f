import type { InStatement } from '@libsql/client'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { enquiries, enquiryFiles } from '../../db/schema.ts'
import { STAGE } from '../complaint/complaint.ts'
import { type Kind as FileKind, nameOf } from '../file/kind.ts'
import type { Option } from '../form.ts'
import { newIdOf, readIdOf } from '../id.ts'
import type { FieldError } from '../refusal.ts'
import type { Secrets } from '../secrets.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import type { Unmoved } from './act.ts'
import { lastDay, today } from './deadline.ts'
import { append } from './event.ts'
import type { Found } from './found.ts'
import { guarded, type Held, type Identity, reading, tells } from './guarded.ts'
import type { Rulebook } from './rulebook.ts'
import { CONTEST, PURPOSE, type Purpose, TASK, TASKS, type TaskAction, type TaskState } from './task.ts'
import { eyes } from './visibility.ts'

export type EnquiryRow = typeof enquiries.$inferSelect

/** Fewer than so many cases of one body from one township: the township would point at one of them (rulings.md 4). */
const CROWD = 5
/** Where no limit for it is published. */
const ORDINARY = { days: 3, counting: 'workdays', basis: '示例' } as const

/** Its own number: nothing of the case is in it. */
const newId = () => newIdOf('HX')

export const readId = (typed: string) => readIdOf('HX', typed)

/** 2026年6月上半月 */
export const halfMonth = (day: string) =>
  `${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月${Number(day.slice(8)) <= 15 ? '上' : '下'}半月`

/** Bodies that may be asked: they have a desk here, and do not have the case themselves. */
export const askable = (book: Rulebook, handler: string): Option[] =>
  [...book.departments.values()]
    .filter((d) => d.desk && d.code !== handler && d.type !== 'external')
    .map(({ code, name }) => ({ value: code, label: name }))

/** Until when a body is to answer: counted from the asking alone and alike on every lane, so that it tells nothing. */
export const feedbackBy = (book: Rulebook, now: Date): string =>
  lastDay(today(now), book.limits.get('GEN')?.enquire ?? ORDINARY, book.calendar).on

/** A digest to start from: published words only, and those only where they point at nobody. A person confirms it. */
export async function propose(store: Store, { row }: Found, book: Rulebook): Promise<string> {
  const category = book.categories.get(row.category)?.name ?? '行政执法'
  const body = row.aboutDepartment ? book.departments.get(row.aboutDepartment)?.name : undefined
  const stage = row.stage ? STAGE[row.stage as keyof typeof STAGE] : undefined
  const town = row.place && row.place !== row.aboutDepartment ? row.place : undefined
  const where = town && (await isCrowd(store, town, row.aboutDepartment)) ? book.departments.get(town)?.name : undefined
  return [
    `有人反映${where ? `${where}辖区内` : ''}${body ?? '执法单位'}的行政执法问题，类别是“${category}”。`,
    stage && `涉及的环节：${stage}。`,
    '请说明这一时期同类执法的依据、程序和处理情况，并附有关制度和记录的名称。',
  ]
    .filter(Boolean)
    .join('')
}

async function isCrowd(store: Store, town: string, body: string | null): Promise<boolean> {
  const [peers] = await store.heavy.rows<{ n: number }>({
    sql: `select count(*) as n from (select 1 from cases where place = ? and about_department is ? and lane <> 'sealed' limit ?)`,
    args: [town, body, CROWD],
  })
  return (peers?.n ?? 0) >= CROWD
}

/** Words that say how its sender came: of few who answered a body would guess one. */
const OF_A_SURVEY = /测评|问卷|答卷|满意度|打分|评分|差评/

/** What keeps an enquiry from being sent: whom it goes to, until when, and what would tell who spoke. */
export function asksWrongly(
  digest: string,
  departments: readonly string[],
  answerBy: string,
  found: Found,
  secrets: Secrets,
  book: Rulebook,
  now: Date,
): FieldError[] {
  const known = askable(book, found.row.handler)
  const path = departments.length > 1 ? 'departments' : 'department'
  return [
    ...(departments.every((code) => known.some(({ value }) => value === code))
      ? []
      : [{ path, message: '不能向这个单位函询，请重新选择' }]),
    ...faultsOf(digest, found, secrets, found.identity, book),
    ...(found.row.channel === 'SURVEY' && OF_A_SURVEY.test(digest.normalize('NFKC'))
      ? [{ path: 'digest', message: '不要写来件人参加过测评：答的人少的时候，单位会猜到是谁。请删去' }]
      : []),
    ...(answerBy <= today(now) ? [{ path: 'answerBy', message: '反馈期限要晚于今天' }] : []),
  ]
}

/** What keeps a digest from being sent: each with what to do about it. */
export function faultsOf(
  digest: string,
  found: Held,
  secrets: Secrets,
  identity: Identity,
  book: Rulebook,
): FieldError[] {
  const read = reading(digest, book)
  return [...read.forms, ...tells(read, guarded(found, secrets, identity, book))].map((message) => ({
    path: 'digest',
    message,
  }))
}

/** What a body is asked. */
interface Asking {
  department: string
  purpose: Purpose
  digest: string
  period: boolean
  answerBy: string
  /** Where it comes of a rating: the last day to say that it is mistaken. */
  contestBy?: string | null
}

/** The enquiry and the first event of its own stream, on the condition that its case has not moved. */
export function ask(
  row: Pick<Found['row'], 'no' | 'happenedOn'>,
  { department, purpose, digest, period: tells, answerBy, contestBy = null }: Asking,
  actor: Actor,
  now: Date,
  unmoved: Unmoved,
  /** Redacted copies the body may open, in the order it counts them. */
  files: readonly { id: string }[] = [],
): InStatement[] {
  const id = newId()
  const period = tells && row.happenedOn ? halfMonth(row.happenedOn) : null
  const event = append(
    {
      stream: `enquiry/${id}`,
      n: 1,
      at: now,
      actor: actorOf(actor),
      action: 'ask',
      data: { department, purpose, digest, period, answerBy },
      state: { state: 'sent' },
    },
    unmoved,
  )
  const at = now.getTime()
  const by = { askedBy: actor.department, askedAt: at }
  return [
    insert(
      enquiries,
      { id, no: row.no, department, purpose, digest, period, answerBy, contestBy, state: 'sent', n: 1, ...by },
      unmoved,
    ),
    ...files.map((file, index) => insert(enquiryFiles, { enquiry: id, k: index + 1, redaction: file.id }, unmoved)),
    ...event.statements,
  ]
}

const named = (book: Rulebook, code: string) => ({ code, name: book.departments.get(code)?.name ?? code })

/** A redacted copy that went with an enquiry. */
export interface Sent {
  enquiry: string
  k: number
  kind: string
  size: number
}

/** What the asker and the asked read alike: the body's own number, the confirmed digest, its own answer. */
export const enquiryAs = (row: EnquiryRow, book: Rulebook, files: readonly Sent[]) => ({
  id: row.id,
  department: named(book, row.department),
  by: named(book, row.askedBy),
  purpose: { code: row.purpose, label: PURPOSE[row.purpose] },
  state: { code: row.state, label: TASK[row.state] },
  digest: row.digest,
  period: row.period,
  askedAt: new Date(row.askedAt).toISOString(),
  answerBy: row.answerBy,
  files: files
    .filter(({ enquiry }) => enquiry === row.id)
    .map(({ k, kind, size }) => ({ k, kind, bytes: size, name: nameOf(k, kind as FileKind) })),
  answer: row.answer,
  answeredAt: row.answeredAt === null ? null : new Date(row.answeredAt).toISOString(),
})

/** What somebody of a body may do with an enquiry; what is entrusted goes through its legal unit (domain.md R2). */
export const tasksFor = (row: Pick<EnquiryRow, 'purpose' | 'state'>, roles: readonly string[]): TaskAction[] =>
  (Object.keys(TASKS) as TaskAction[]).filter(
    (action) =>
      (TASKS[action].from as readonly TaskState[]).includes(row.state) &&
      (row.purpose !== 'entrust' || roles.includes('legal')),
  )

/** Of what comes of a rating a body may say that it is mistaken, answered or not, while the days for it last. */
export const mayContest = (
  row: Pick<EnquiryRow, 'purpose' | 'contestBy' | 'contest'>,
  roles: readonly string[],
  now: Date,
) =>
  row.contestBy !== null &&
  row.contest === null &&
  today(now) <= row.contestBy &&
  (row.purpose !== 'entrust' || roles.includes('legal'))

/** A township that was asked may call others to the place, on the same digest. */
export const mayCall = (row: EnquiryRow, actor: Actor, book: Rulebook): boolean =>
  row.state === 'signed' && actor.roles.includes('body') && book.departments.get(actor.department)?.type === 'township'

/** An enquiry as the body that was asked sees it. Nothing else of the case is read for it. */
export function asked(row: EnquiryRow, actor: Actor, book: Rulebook, files: readonly Sent[], now: Date) {
  const shows = eyes(['asked'], '')
  const shown = shows('digest', row.digest) !== null ? shows('enquiry', enquiryAs(row, book, files)) : null
  return (
    shown && {
      ...shown,
      n: row.n,
      may: tasksFor(row, actor.roles),
      calls: mayCall(row, actor, book),
      /** Until when it may say that the rating behind it is mistaken. */
      contests: mayContest(row, actor.roles, now) ? row.contestBy : null,
      contest: row.contest && CONTEST[row.contest],
    }
  )
}
