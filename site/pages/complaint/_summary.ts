import { BEFORE, EFFECT, ENTERPRISE_SIZE, LOSS, RELATION, STAGE } from '../../../api/complaint/complaint.ts'
import { pathOf, type Step, type Values } from '../../../api/complaint/steps.ts'
import type { Option } from '../../../api/form.ts'
import { INDUSTRY } from '../../../content/kinds/industry.ts'
import { wholeDay } from '../../ui/date.ts'
import { ask, type Drawer, labelOf } from './_fields.ts'

interface Lists {
  drawers: Drawer[]
  bodies: Option[]
  townships: Option[]
}
interface Answer {
  title: string
  text: string
  step: Step
}

const NOTHING = '没有填'
const named = (labels: Readonly<Record<string, string>>, value: string | undefined) => value && (labels[value] ?? value)
/** What is no day is shown as it was typed. */
const dayOf = (typed: string | undefined) => (typed && Number.isFinite(Date.parse(typed)) ? wholeDay(typed) : typed)
const joined = (...parts: (string | undefined)[]) => parts.filter((part) => part).join('；')

/** What was said, as its sender reads it again before sending; what was left out is said to be left out. */
export function answersOf(values: Values, { drawers, bodies, townships }: Lists, matter: string | undefined): Answer[] {
  const of = (field: { name: string }) => values[field.name]
  const code = values.category ?? values[`category-${values.family}`]
  const category = drawers.flatMap((d) => d.members).find((c) => c.code === code)?.name
  const files = (values.attachments ?? '').split(' ').filter((id) => id !== '').length
  const hidesName = values.appears === 'anonymous'
  const rows: [title: string, text: string | undefined, step: Step][] = [
    ['类别', category ?? (code && '您刚才选的还在'), pathOf(values).includes('what') ? 'what' : 'triage'],
    ['发生在谁身上', named(RELATION, of(ask.relation)), 'triage'],
    ['别的程序', values.before === 'none' ? '' : named(BEFORE, of(ask.before)), 'triage'],
    ['现在的情况', of(ask.danger) && ask.danger.title, 'triage'],
    ['单位', joined(labelOf(bodies, of(ask.department)), of(ask.sign)) || '不清楚', 'whom'],
    ['执法人员', of(ask.officer), 'whom'],
    ['地点', joined(labelOf(townships, of(ask.township)), of(ask.place), of(ask.position) && '附了位置'), 'where'],
    ['时间', dayOf(of(ask.happenedOn)), 'where'],
    ['环节、事项、文书', joined(named(STAGE, of(ask.stage)), matter, of(ask.document)), 'where'],
    ['经过', of(ask.account), 'account'],
    ['希望怎样解决', of(ask.remedy), 'account'],
    ['证据', files > 0 ? `${files}个文件` : '', 'evidence'],
    ['要不要留姓名', labelOf(ask.appears.options, values.appears) ?? '不留姓名', 'you'],
    ['姓名和联系方式', hidesName ? '' : joined(of(ask.name), of(ask.phone), of(ask.email)), 'you'],
    ['未满18周岁', joined(of(ask.minor) && '是', hidesName ? '' : of(ask.guardian)), 'you'],
    [
      '企业',
      joined(
        of(ask.enterprise),
        of(ask.uscc),
        named(INDUSTRY, of(ask.industry)),
        named(ENTERPRISE_SIZE, of(ask.size)),
        named(EFFECT, of(ask.effect)),
      ),
      'you',
    ],
    [
      '经营影响',
      joined(
        of(ask.stopDays) && `停产停业${of(ask.stopDays)}天`,
        of(ask.jobs) && `影响${of(ask.jobs)}人`,
        of(ask.loss) && `损失${named(LOSS, of(ask.loss))}`,
        of(ask.impact),
      ),
      'you',
    ],
  ]
  const always = ['类别', '单位', '经过', '证据', '地点', '要不要留姓名']
  return rows.flatMap(([title, text, step]) =>
    text || always.includes(title) ? [{ title, text: text || NOTHING, step }] : [],
  )
}
