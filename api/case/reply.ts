import { OUTCOME } from '../../content/demo.ts'
import type { Referral } from '../../content/kinds/referral.ts'
import { fill, holesOf, type KnownOfCase, placeholdersOf, type Template } from '../../content/kinds/template.ts'
import type { Store } from '../../db/open.ts'
import { lengthOf, templatesOf } from '../directive/document.ts'
import { published } from '../publication/publication.ts'
import { inForce } from '../publication/store.ts'
import { Refusal } from '../refusal.ts'
import { today } from './deadline.ts'
import type { CaseRow } from './found.ts'
import { limitsOf, type Rulebook } from './rulebook.ts'
import type { Action } from './workflow.ts'

type Spoken = NonNullable<Template['steps']>[number]

/** In which steps somebody writes to the sender, and by which templates. */
const WRITTEN: Partial<Record<Action, Spoken>> = {
  supplement: 'supplement',
  refuse: 'refuse',
  confirm: 'refuse',
  submit: 'answer',
  answer: 'answer',
  suspend: 'suspend',
  grant: 'grant',
  recheck: 'recheck',
  message: 'message',
}
/** Whether the words of a step are for its sender, at once or when they are approved. */
export const isWritten = (action: Action) => Object.hasOwn(WRITTEN, action)

/** What was chosen beside the words, and the date the step leads to. */
interface Chosen {
  outcome?: string | undefined
  reason?: string | undefined
  due?: string | null | undefined
}

/** Templates that fit a step of a case; the most particular first. */
export async function templatesFor(store: Store, action: Action, row: CaseRow, now: Date): Promise<Template[]> {
  const spoken = WRITTEN[action]
  const all = [...(await templatesOf(store, now)).values()]
  return all
    .filter(
      (one) =>
        one.for === 'reply' &&
        spoken !== undefined &&
        (one.steps ?? ['answer']).includes(spoken) &&
        (one.categories?.includes(row.category) ?? true) &&
        (one.lanes?.some((lane) => lane === row.lane) ?? true),
    )
    .sort((a, b) => particular(b) - particular(a))
}
const particular = ({ categories, lanes }: Template) => (categories ? 2 : 0) + (lanes ? 1 : 0)

/** 2026年6月15日 */
const inWords = (day: string | null | undefined) => {
  const [year, month, date] = day?.split('-').map(Number) ?? []
  return year && month && date ? `${year}年${month}月${date}日` : undefined
}

/** A template with what is known of the case. Read from its columns alone: what the sender wrote and who they are is not here. */
export async function written(
  store: Store,
  template: Template,
  row: CaseRow,
  { outcome, reason, due }: Chosen,
  book: Rulebook,
  now: Date,
): Promise<string> {
  const name = (code: string | null) => (code === null ? undefined : book.departments.get(code)?.name)
  const values: Record<KnownOfCase, string | undefined> = {
    编号: row.no,
    类别: book.categories.get(row.category)?.name,
    单位: name(row.aboutDepartment) ?? '有关单位',
    结论: outcome && Object.hasOwn(OUTCOME, outcome) ? OUTCOME[outcome as keyof typeof OUTCOME] : undefined,
    办理单位: name(row.handler),
    收到日期: inWords(today(new Date(row.receivedAt))),
    今天: inWords(today(now)),
    受理期限: inWords(row.acceptBy),
    答复期限: inWords(row.answerBy),
    新期限: inWords(due),
    期限: lengthOf(limitsOf(book, row)['recheck-apply']),
    该找哪里: holesOf(template.body).includes('该找哪里') ? await doorOf(store, row, reason, now) : undefined,
  }
  return fill(template.body, values)
}

/** Before which body a matter already is, by the mark its sender's answer left. */
const ELSEWHERE = { court: 'COURT', review: 'REVIEW', petition: 'PETITION' } as const
/** What is no business of supervision, or of another place, begins with the hotline that knows all doors. */
const BY_REASON: Readonly<Record<string, string>> = { RJ5: 'SERVICE', RJ7: 'SERVICE' }

/** The right door as published, with telephone and limit; unknown where only a person can tell. */
async function doorOf(store: Store, { flags }: CaseRow, reason: string | undefined, now: Date) {
  const before = Object.entries(ELSEWHERE).find(([flag]) => flags?.includes(flag))?.[1]
  const code = before ?? (reason === undefined ? undefined : BY_REASON[reason])
  if (!code) return undefined
  const on = today(now)
  const row = (await inForce(store, 'referral', on, on)).find((r) => r.code === code && !r.summary?.cancelled)
  return row && inOneLine(published('referral', row).data)
}

const inOneLine = ({ name, phones, limit }: Referral) =>
  `${name}：${phones.map(({ number, who }) => `${number}（${who}）`).join('、')}。${limit ?? ''}`

/** Words with a hole in them are not ready for anybody to read. */
export function refuseHoles(said: Record<string, unknown>) {
  const known = Object.keys(placeholdersOf('reply'))
  const fields = ['note', 'others'].flatMap((path) => {
    const text = said[path]
    const left = typeof text === 'string' ? holesOf(text).filter((name) => known.includes(name)) : []
    return left.length > 0
      ? [{ path, message: `还没有填好：${left.map((name) => `{${name}}`).join('')}。请换成实际内容` }]
      : []
  })
  if (fields.length > 0) throw new Refusal('invalid', { fields })
}
