import { codesOf } from './check.ts'
import { type Person, PLAY, type Sample } from './demo.ts'
import type { LeadSample } from './lead.ts'
import type { Placed, Publication } from './load.ts'
import type { Problem } from './problem.ts'
import { KINDS } from './schema.ts'

/** Every sample can be played through the real steps without waiting for the future; a lead is accepted at once. */
export function checkSamples(
  samples: Placed<Sample | LeadSample>[],
  people: Person[],
  publications: Publication[],
  problems: Problem[],
): void {
  const bodies = codesOf(publications, 'department')
  const categories = codesOf(publications, 'category')
  const staff = new Map(people.map((p) => [p.login, p.roles as readonly string[]]))
  for (const sample of samples) {
    const report = (path: PropertyKey[], reason: string) =>
      problems.push({ file: sample.file, line: sample.at(path), reason })
    if (!categories.has(sample.category)) report(['category'], `类别 ${sample.category} 不在${KINDS.category.file}里`)
    for (const [path, body] of bodiesOf(sample)) {
      if (!bodies.has(body)) report(path, `单位 ${body} 不在${KINDS.department.file}里`)
    }
    const { anonymous, confidential, person }: Partial<Sample> = sample
    if (anonymous && person) report(['anonymous'], '匿名的不能写来件人。请删掉一个')
    if (confidential && !person) report(['confidential'], '没有来件人就无从保密。请补上来件人或删掉这一行')
    const received = Number.parseInt(sample.received.slice(1), 10)
    if (sample.happenedOn && Number.parseInt(sample.happenedOn.slice(1), 10) < received)
      report(['happenedOn'], '发生日期晚于收到日期')
    if (sharesRun(sample.gist, sample.account))
      report(['gist'], '摘要标题与经过有连续八个字相同，会让人认出来。请换一种说法')
    checkSteps(sample, received, staff, report)
  }
}

function checkSteps(
  sample: Sample | LeadSample,
  received: number,
  staff: Map<string, readonly string[]>,
  report: (path: PropertyKey[], reason: string) => void,
): void {
  let status = 'by' in sample ? 'accepted' : 'received'
  let days = 0
  let clock = sample.received.slice(-5)
  for (const [i, step] of sample.steps.entries()) {
    const row: { by: readonly string[]; from: readonly string[]; to?: string } = PLAY[step.action]
    const roles = step.by === 'citizen' ? ['citizen'] : staff.get(step.by)
    if (!roles) report(['steps', i, 'by'], `没有 ${step.by} 这个账号`)
    else if (!roles.some((r) => row.by.includes(r))) report(['steps', i, 'by'], `${step.by} 不能做 ${step.action}`)
    if (!row.from.includes(status)) report(['steps', i, 'action'], `状态是 ${status} 时不能做 ${step.action}`)
    status = row.to ?? status
    const [wait = '', time = ''] = step.after.split('d ')
    if (wait === '0' && time <= clock) report(['steps', i, 'after'], '同一天的步骤要晚于上一步')
    days += Number(wait)
    clock = time
    // A Friday plus n working days takes n + 2·⌈n/5⌉ calendar days, the longest of all weekdays.
    if (days + 2 * Math.ceil(days / 5) >= received)
      report(['steps', i, 'after'], '这一步会晚于导入的时间。请缩短间隔或把收到时间提前')
    const says = {
      refuse: ['reason', 'note'],
      assign: ['handler'],
      answer: ['note'],
      record: ['note'],
      message: ['note'],
      callback: ['note'],
      enquire: ['note', 'handler'],
    } as const
    const needed: readonly ('reason' | 'note' | 'handler')[] =
      step.action in says ? says[step.action as keyof typeof says] : []
    if (step.action === 'enquire' && sharesRun(step.note ?? '', sample.account))
      report(['steps', i, 'note'], '函询与经过有连续八个字相同，会让人认出来。请换一种说法')
    for (const key of needed) if (!step[key]) report(['steps', i], `${step.action} 缺少 ${key}`)
  }
}

function bodiesOf(sample: Sample | LeadSample): [PropertyKey[], string][] {
  const { about, place }: Partial<Sample> = sample
  const named: [PropertyKey[], string | undefined][] = [
    [['about', 'department'], about?.department],
    [['place'], place],
    ...sample.steps.map((s, i): [PropertyKey[], string | undefined] => [['steps', i, 'handler'], s.handler]),
  ]
  return named.filter((n): n is [PropertyKey[], string] => n[1] !== undefined)
}

/** Every run of so many characters in a text (rulings.md 4: eight). */
export function runsOf(text: string, length = 8): string[] {
  const signs = [...text]
  return signs.slice(0, Math.max(0, signs.length - length + 1)).map((_, i) => signs.slice(i, i + length).join(''))
}

/** Whether two texts share such a run. */
export const sharesRun = (short: string, long: string, length = 8): boolean =>
  runsOf(short, length).some((run) => long.includes(run))
