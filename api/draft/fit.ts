import { disagreeing, disagreements } from '../../content/agree.ts'
import { fields, references } from '../../content/fields.ts'
import { OpenDay } from '../../content/kinds/open-day.ts'
import { say, titled } from '../../content/problem.ts'
import type { Store } from '../../db/open.ts'
import { lackingOf } from '../open-day/photographs.ts'
import { KINDS, type Kind } from '../publication/publication.ts'
import { type Register, register } from '../publication/register.ts'
import { newestOf } from '../publication/store.ts'
import type { FieldError } from '../refusal.ts'
import type { Draft } from './draft.ts'
import { early, prolonged } from './held.ts'

const named = (kind: Kind, path: readonly PropertyKey[]) => titled(KINDS[kind].schema, path).replace(/（\w+）/g, '')
/** A schema asks for YAML in the files; people at the desk fill in a form. */
const plain = (message: string) =>
  message
    .replace(/。?数字和日期样子的内容请加上英文引号/, '')
    .replace(/，写成 \[甲, 乙\].*$/, '')
    .replace(/^只能写：.*$/, '请从列出的里面选一个')
    .replace(/^应为true 或 false$/, '请选“是”或“否”')
    .replace(/^应为(数字|整数).*$/, '应是$1')

/** Everything that keeps a draft from being published, each with the field it belongs to and what to do. */
export function faultsOf(
  kind: Kind,
  draft: Pick<Draft, 'code' | 'intent' | 'from' | 'reason' | 'data'>,
  book: Register,
  today: string,
  /** The newest version when it was begun (trail.ts). */
  after?: number,
): FieldError[] {
  const faults: FieldError[] = []
  const sayings = book.sayings(kind, draft.code)
  const newest = newestOf(sayings)
  if (after !== undefined && newest > after)
    faults.push({
      path: '',
      message: `开始修改以后，这一条又发布了第${newest}版。请删除这份草稿，按最新的版本重新修改`,
    })
  if (!draft.from) faults.push({ path: 'from', message: '请填写生效日期' })
  if (!draft.reason && (sayings.length > 0 || draft.intent === 'withdraw'))
    faults.push({
      path: 'reason',
      message: draft.intent === 'withdraw' ? '请写明取消的理由' : '这是修改，请写明为什么改',
    })
  if (draft.intent === 'withdraw' && sayings.length === 0) faults.push({ path: '', message: '还没有发布过，不能取消' })
  const { schema } = KINDS[kind]
  const checked = schema.safeParse({ ...draft.data, code: draft.code }, { error: say, reportInput: true })
  if (!checked.success)
    return [
      ...faults,
      ...checked.error.issues.map((issue) => {
        const wrong = issue.input === undefined || issue.input === '' ? '请填写这一项' : plain(issue.message)
        const title = named(kind, issue.path)
        return { path: ['data', ...issue.path].join('.'), message: title ? `${title}：${wrong}` : wrong }
      }),
      ...disagreeing(kind, draft.data).map(({ path, message }) => ({ path: ['data', ...path].join('.'), message })),
    ]
  const on = draft.from && draft.from > today ? draft.from : today
  for (const { path, kind: other, code } of references(fields(schema), checked.data)) {
    const said =
      other === kind && code === draft.code ? true : book.title(other as Kind, code, on, Number.MAX_SAFE_INTEGER)
    if (!said)
      faults.push({
        path: ['data', ...path].join('.'),
        message: `${named(kind, path)}：没有编码是“${speakable(code)}”的${KINDS[other as Kind].title}。请核对编码，或先发布它`,
      })
  }
  if (kind === 'open-day') faults.push(...early(OpenDay.parse(checked.data), on))
  for (const { path, message } of disagreements(kind, checked.data as never))
    faults.push({ path: ['data', ...path].join('.'), message })
  return faults
}

/** The same, and what only the database knows of an open day: its photographs, and whether it is over. */
export async function faultsIn(
  store: Store,
  kind: Kind,
  draft: Parameters<typeof faultsOf>[1],
  today: string,
  after?: number,
): Promise<FieldError[]> {
  const faults = faultsOf(kind, draft, await register(store), today, after)
  if (kind !== 'open-day') return faults
  const lacking = await lackingOf({ store }, draft.code, draft.data.report)
  return [
    ...faults,
    ...(await prolonged(store, draft.code, { ...draft.data, code: draft.code }, today)),
    ...lacking.map((i) => ({
      path: `data.report.photographs.${i}.photo`,
      message: `照片编号：这场活动没有这张照片。请在“照片”页上核对第${i + 1}张的编号，或先上传`,
    })),
  ]
}

/** A code is capitals, digits and hyphens; anything else would echo what was sent. */
const speakable = (code: string) => (/^[A-Z0-9-]{1,40}$/.test(code) ? code : '…')

/** A draft's data as the schema stores it: trimmed, defaults filled in. Only for drafts without faults. */
export const tidy = (kind: Kind, draft: Pick<Draft, 'code' | 'data'>): Record<string, unknown> =>
  KINDS[kind].schema.parse({ ...draft.data, code: draft.code })
