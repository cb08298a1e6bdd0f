import type { Scope } from '../../../api/case/visibility.ts'
import { STATUS } from '../../../api/case/workflow.ts'
import { CHANNEL } from '../../../api/complaint/channel.ts'
import { type DeskView, Filters, VIEWS } from '../../../api/desk/view.ts'
import type { Field, Option } from '../../../api/form.ts'
import { LANE } from '../../../content/kinds/category.ts'
import type { Department } from '../../../content/kinds/department.ts'
import { bodiesOf, labelOf, townshipsOf } from '../complaint/_fields.ts'

/** Everything the address may narrow the list by, as it is given. */
export const narrowedBy = (asked: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    Object.keys(Filters.shape)
      .filter((name) => name !== 'view')
      .flatMap((name) => {
        const value = asked.get(name)?.trim()
        return value ? [[name, value]] : []
      }),
  )

const optionsOf = (of: Record<string, string>): Option[] =>
  Object.entries(of).map(([value, label]) => ({ value, label }))

/** What this person may choose from. */
interface Known {
  view: DeskView
  scope: Scope | null
  departments: Department[]
  categories: Option[]
  specials: Option[]
}

/** The controls of the queue: those asked for daily, those folded, and what only a link can set. */
export function controlsOf({ view, scope, departments, categories }: Known, narrowed: Record<string, string>) {
  const select = (name: string, title: string, options: Option[], codes: Record<string, string> = {}): Field => {
    const value = narrowed[name]
    // What the address has and the list has not stays in it, or pressing would drop it.
    const stray = value !== undefined && !options.some((one) => one.value === value)
    const all = stray ? [...options, { value, label: codes[value] ?? value }] : options
    return { name, title, kind: 'select', required: false, options: all }
  }
  const { sealed: _sealed, ...lanes } = LANE
  const statuses = VIEWS[view].status.map((value) => ({ value, label: STATUS[value] }))
  const shown: Field[] = [
    { name: 'q', title: '查找', kind: 'text', hint: '编号或原文中的词', required: false },
    select('department', '被反映单位', bodiesOf(departments)),
    select('category', '类别', categories),
    // Who reads sealed cases reads no others.
    ...(scope?.sealed && !narrowed.lane ? [] : [select('lane', '通道', optionsOf(lanes), LANE)]),
    { name: 'due', title: '这天以前到期', kind: 'date', required: false },
  ]
  const more: Field[] = [
    ...(statuses.length > 1 || narrowed.status ? [select('status', '状态', statuses, STATUS)] : []),
    select('place', '镇街', townshipsOf(departments)),
    select('channel', '来源', optionsOf(CHANNEL)),
    { name: 'assignee', title: '承办人', kind: 'text', hint: '登录名', required: false },
  ]
  const drawn = new Set([...shown, ...more].map(({ name }) => name))
  const hidden = ['view', 'limit', ...Object.keys(narrowed)]
    .filter((name) => !drawn.has(name))
    .map((name): Field => ({ name, title: '', kind: 'hidden', required: false }))
  return { hidden, shown, more }
}

/** What the list stands under now, each with the address of the list without it. */
export function chosenOf(
  { shown, more }: ReturnType<typeof controlsOf>,
  { specials }: Known,
  narrowed: Record<string, string>,
  href: (left: Record<string, string>) => string,
) {
  const special = { name: 'special', title: '专项监督', options: specials }
  const fields = new Map([...shown, ...more, special].map((field) => [field.name, field]))
  return Object.entries(narrowed).map(([name, value]) => {
    const { [name]: _off, ...left } = narrowed
    const { title = name, options } = fields.get(name) ?? {}
    return { text: `${title}：${labelOf(options, value)}`, href: href(left) }
  })
}
