import { eq } from 'drizzle-orm'
import { visitAlarms } from '../../db/schema.ts'
import { entry } from '../case/history.ts'
import { type Rulebook, rulebook } from '../case/rulebook.ts'
import type { Option } from '../form.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { ALARM, type Kind } from './alarm.ts'
import { bodiesOf } from './counts.ts'
import type { AlarmRow, FoundAlarm, VisitRow, World } from './found.ts'
import type { Referred } from './judging.ts'
import type { Published } from './published.ts'
import { industryName } from './visit.ts'

/** The category a case of an alarm begins with; whoever makes it may choose another. */
const CATEGORY: Record<Kind, string> = {
  cap: 'T14',
  crowded: 'T15',
  unpublished: 'T13',
  untasked: 'T13',
  late: 'T13',
  joint: 'T15',
  shown: 'T13',
}

/** The categories about inspections. */
export const categoriesIn = (book: Rulebook): Option[] =>
  [...book.categories.values()]
    .filter(({ family }) => family === 'inspection')
    .map(({ code, name }) => ({ value: code, label: name }))

function whyOf({ kind, about, facts }: AlarmRow, visit: VisitRow, book: Published): string {
  const called = (code: string) => `“${book.itemName(code)}”`
  const WHY: Record<Kind, string> = {
    cap: `按计划检查，是${book.body(about)}当年第${facts.n}次，公布的年度上限是${facts.most}次。`,
    crowded: `30日内各单位一共${facts.n}次进了这家企业。`,
    unpublished:
      about === ''
        ? `查了清单以外的：${visit.other}。`
        : `${called(about)}那天不在检查单位对${industryName(visit.industry)}公布的检查事项里。`,
    untasked: `进门以前没有建检查任务，是补录的；补录时写的原因：${visit.reason}。`,
    late: `进门十日以后才补录；补录时写的原因：${visit.reason}。`,
    shown: '检查那天有人扫过任务码，检查单位没有登记进门，后来取消了任务。',
    joint: `应当“综合查一次”的事项单独去查，同一个月另有检查${about}。`,
  }
  return WHY[kind]
}

/** What the bureau would write: who, whom, when, by which items, and why it was noticed. */
export const draftOf = ({ row, visit }: Pick<FoundAlarm, 'row' | 'visit'>, book: Published): Referred => ({
  category: CATEGORY[row.kind],
  account: [
    `入企检查预警${row.id}：${ALARM[row.kind]}。`,
    `${visit.enteredOn ?? visit.on}，${bodiesOf(visit).map(book.body).join('、')}${visit.enteredOn ? '进入' : '要去'}${visit.company}检查，检查编号${visit.no}${visit.items.length > 0 ? `，检查事项：${visit.items.map(book.itemName).join('、')}` : ''}。`,
    whyOf(row, visit, book),
  ].join('\n'),
})

/** As the bureau’s own: nobody sent it, and it goes by the same rules and dates as what people send. */
const submissionOf = ({ row, visit }: FoundAlarm, { category, account }: Referred) => ({
  category,
  account,
  about: { department: row.kind === 'cap' ? row.about : row.department, place: visit.place },
  ...(visit.enteredOn && { happenedOn: visit.enteredOn }),
  enterprise: { name: visit.company, uscc: visit.uscc, industry: visit.industry },
  anonymous: true as const,
  consent: true as const,
})

/** The case of an alarm: its number, and what to write for it as long as the alarm stands as it was seen. */
export async function referred(world: World, found: FoundAlarm, said: Referred, actor: Actor, now: Date) {
  const known = categoriesIn(await rulebook(world.store, now)).some(({ value }) => value === said.category)
  if (!known) throw new Refusal('invalid', { fields: [{ path: 'category', message: '请选择一个检查方面的类别' }] })
  const opening = { demo: found.row.demo, by: actorOf(actor), told: false }
  const { receipt, statements } = await entry(world, submissionOf(found, said), 'ALARM', now, opening)
  return { no: receipt.no, statements }
}

/** The alarm a case was made of. */
export const alarmOf = ({ store }: Pick<World, 'store'>, no: string): Promise<AlarmRow | undefined> =>
  store.read.select().from(visitAlarms).where(eq(visitAlarms.caseNo, no)).get()
