import type { Inspection } from '../../content/kinds/inspection.ts'
import type { Store } from '../../db/open.ts'
import { today } from '../case/deadline.ts'
import { shift } from '../day.ts'
import { type FieldError, Refusal } from '../refusal.ts'
import { isCounted } from '../tool/visit.ts'
import { covers, mayInspect, type Published, published, tailOf } from './published.ts'
import { FEWEST_OFFICERS, FURTHEST, industryName, LONGEST, type Past, type Planned, type Urgent } from './visit.ts'

const refuse = (fields: FieldError[]) => {
  if (fields.length > 0) throw new Refusal('invalid', { fields })
}

/** Whether the caps count it: planned, and by an item that is counted. */
export async function countsIn(book: Published, { cause, items = [] }: Pick<Past, 'cause' | 'items'>) {
  const found = [...(await book.items(items)).values()]
  return cause === 'plan' && (found.length === 0 || found.some(isCounted))
}

function daysWrong({ on, until = on }: Planned, now: Date): FieldError[] {
  const day = today(now)
  if (on < day)
    return [{ path: 'on', message: '这一天已经过去。任务要事先建；当天平台出故障没建成的，用“补录没有任务的检查”' }]
  if (on > shift(day, FURTHEST)) return [{ path: 'on', message: `最早提前${FURTHEST}天安排，请改近一些` }]
  if (until < on) return [{ path: 'until', message: '最后一天早于第一天，请核对' }]
  if (until > shift(on, LONGEST - 1)) return [{ path: 'until', message: `一次检查最多${LONGEST}天，更长的分成几次` }]
  return []
}

const inspectingIn = (items: readonly Inspection[]) => new Set(items.map(({ department }) => department))

/** Bodies that exist and inspect, each once. */
function partnersWrong(partners: readonly string[], lead: string, inspecting: ReadonlySet<string>) {
  return partners.flatMap((code): FieldError[] =>
    code === lead
      ? [{ path: 'partners', message: '联合的单位不用写本单位' }]
      : inspecting.has(code)
        ? []
        : [{ path: 'partners', message: '有一个联合的单位没有公布过检查事项，请重新选择' }],
  )
}

const CHANGE = '请换人'
const WENT = '选错了请改；确实是他去的，请书面向市司法局说明'

/** Officers of the bodies that inspect, each with a certificate that is good on the days. */
async function unfit(
  book: Published,
  codes: readonly string[],
  bodies: readonly string[],
  days: string[],
  what: string,
) {
  const officers = await book.officers(codes)
  return codes.flatMap((code): FieldError[] => {
    const officer = officers.get(code)
    if (!officer || !bodies.includes(officer.department))
      return [{ path: 'officers', message: '有一名执法人员那天不在检查单位的名册里，请重新选择' }]
    return days.every((day) => mayInspect(officer, day))
      ? []
      : [{ path: 'officers', message: `证号尾号${tailOf(officer)}的执法证那天不能用于检查，${what}` }]
  })
}

async function officersWrong(book: Published, codes: readonly string[], bodies: readonly string[], days: string[]) {
  const wrong = await unfit(book, codes, bodies, days, CHANGE)
  if (wrong.length > 0) return wrong
  if (codes.length < FEWEST_OFFICERS)
    return [
      { path: 'officers', message: `检查人员不能少于${FEWEST_OFFICERS === 2 ? '两' : FEWEST_OFFICERS}人，请再选` },
    ]
  const officers = [...(await book.officers(codes)).values()]
  const without = bodies.find((body) => !officers.some(({ department }) => department === body))
  return without ? [{ path: 'officers', message: `还没有选${book.body(without)}的执法人员` }] : []
}

/** Each body inspects something of its own, or joins in under a joint plan. */
function withoutItem(items: Iterable<Inspection>, bodies: readonly string[]): string | undefined {
  const named = [...items].flatMap(({ department, joint }) => [department, ...(joint?.partners ?? [])])
  return bodies.find((body) => !named.includes(body))
}

/** Everything it is checked against is what is published for its days. */
export async function checkPlanned(store: Store, said: Planned, lead: string, now: Date): Promise<void> {
  refuse(daysWrong(said, now))
  const { on, until = on, partners = [], items = [], officers = [] } = said
  const book = await published(store, on)
  refuse(partnersWrong(partners, lead, inspectingIn(await book.allItems())))
  const bodies = [lead, ...partners]
  const found = await book.items(items)
  const strange = items.flatMap((code): FieldError[] => {
    const item = found.get(code)
    if (!item)
      return [
        {
          path: 'items',
          message: book.isItem(code)
            ? `“${book.itemName(code)}”在${on}不在公布的检查事项里，不能按它检查，请去掉`
            : '有一项不在公布的检查事项里，没有公布的不能检查，请去掉',
        },
      ]
    if (!bodies.includes(item.department))
      return [
        {
          path: 'items',
          message: `“${item.name}”不是检查单位的事项，请去掉，或者把${book.body(item.department)}列为联合单位`,
        },
      ]
    return covers(item, bodies, said.industry)
      ? []
      : [{ path: 'items', message: `“${item.name}”不是对${industryName(said.industry)}公布的，请去掉，或者核对行业` }]
  })
  const idle = withoutItem(found.values(), bodies)
  refuse([
    ...(items.length === 0 ? [{ path: 'items', message: '请选择检查事项。没有公布的事项不能检查' }] : strange),
    ...(items.length > 0 && strange.length === 0 && idle
      ? [{ path: 'items', message: `没有选${book.body(idle)}的检查事项。它不查什么，就不用一起去` }]
      : []),
    ...(await officersWrong(book, officers, bodies, [on, until])),
  ])
}

/** What was inspected is said as it was; only what cannot have been is refused. */
const happenedWrong = (book: Published, { items = [], other }: Pick<Past, 'items' | 'other'>): FieldError[] => [
  ...(items.length === 0 && other === undefined
    ? [{ path: 'items', message: '请选择检查事项；查了清单以外的，写在“查了清单以外的什么”里' }]
    : []),
  ...(items.some((code) => !book.isItem(code))
    ? [{ path: 'items', message: '有一项从来没有公布过。请写在“查了清单以外的什么”里' }]
    : []),
]

/** What has happened, judged by what was published for the day they entered. */
export async function checkPast(store: Store, said: Past, lead: string): Promise<void> {
  const { enteredOn, partners = [], officers } = said
  const book = await published(store, enteredOn)
  refuse(partnersWrong(partners, lead, inspectingIn(await book.allItems())))
  refuse([
    ...happenedWrong(book, said),
    ...(officers.length === 0
      ? [{ path: 'officers', message: '请从检查单位的名册里选去检查的执法人员' }]
      : await unfit(book, officers, [lead, ...partners], [enteredOn], WENT)),
  ])
}

/** What happens right now: who is there can still be as many, and as fit, as the law asks. */
export async function checkUrgent(store: Store, said: Urgent, lead: string, now: Date): Promise<void> {
  const { partners = [], officers } = said
  const book = await published(store, today(now))
  refuse(partnersWrong(partners, lead, inspectingIn(await book.allItems())))
  refuse([...happenedWrong(book, said), ...(await officersWrong(book, officers, [lead, ...partners], [today(now)]))])
}
