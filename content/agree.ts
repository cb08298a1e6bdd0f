import { faultsOf, foreseen } from './dead-end.ts'
import { GROUP, type Session } from './kinds/open-day.ts'
import { questionsOf } from './kinds/questionnaire.ts'
import { hasStrayBrace, holesOf, placeholdersOf } from './kinds/template.ts'
import type { DataOf, Kind } from './schema.ts'

/** A field that contradicts another of the same entry. */
interface Disagreement {
  path: (string | number)[]
  message: string
}

type Rules = { readonly [K in Kind]?: (data: DataOf[K]) => (Disagreement | false | undefined)[] }

const before = (path: string, early: string, late: string, what: string): Disagreement | false =>
  early > late && { path: [path], message: `${what}反了：${early} 在 ${late} 之后。请核对` }

/** A calendar's days lie in its year, once each; days worked are weekends that are not off. */
function calendar({ code, off, work }: DataOf['workday']): (Disagreement | false | undefined)[] {
  const runs = off.map((run, i) => ({ ...run, i })).toSorted((a, b) => a.from.localeCompare(b.from))
  const outside = (day: string, path: Disagreement['path']) =>
    !day.startsWith(code) && { path, message: `${day} 不在 ${code} 年。请移到那一年的日历` }
  return [
    ...runs.flatMap(({ from, to, name, i }, nth) => {
      const earlier = runs[nth - 1]
      return [
        from > to && { path: ['off', i, 'to'], message: `${name}的起止日期反了：${from} 到 ${to}` },
        earlier !== undefined &&
          earlier.to >= from && { path: ['off', i, 'from'], message: `${name}与${earlier.name}的放假日期重叠` },
        outside(from, ['off', i, 'from']),
        outside(to, ['off', i, 'to']),
      ]
    }),
    ...work.flatMap((day, i) => {
      const path = ['work', i]
      const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
      return [
        outside(day, path),
        weekday !== 0 && weekday !== 6 && { path, message: `调休上班日 ${day} 不是周六或周日。请核对通知` },
        runs.some((r) => r.from <= day && day <= r.to) && { path, message: `${day} 既放假又上班。请核对通知` },
        work.indexOf(day) !== i && { path, message: `调休上班日 ${day} 写了两次。请删掉一个` },
      ]
    }),
  ]
}

/** Every name in braces is known where the template is used, and each use has its own fields. */
function template(data: DataOf['template']): (Disagreement | false | undefined)[] {
  const known = Object.keys(placeholdersOf(data.for))
  const text = { body: data.body, title: data.title ?? '' }
  const reply = data.for === 'reply'
  return [
    ...Object.entries(text).flatMap(([path, said]) => [
      ...holesOf(said)
        .filter((name) => !known.includes(name))
        .map((name) => ({
          path: [path],
          message: `不认识占位符{${name}}。这里可以用：${known.map((one) => `{${one}}`).join('')}`,
        })),
      hasStrayBrace(said) && { path: [path], message: '花括号没有成对。占位符写成 {单位} 的样子' },
    ]),
    !reply && !data.mark && { path: ['mark'], message: '缺少机关代字，文书签发时要用它编文号' },
    !reply && !data.title && { path: ['title'], message: '缺少标题' },
    ...(['mark', 'title', 'basis'] as const).map(
      (name) => reply && data[name] !== undefined && { path: [name], message: '答复模板不写这一项，请删掉' },
    ),
    ...(['categories', 'outcomes', 'steps', 'lanes'] as const).map(
      (name) => !reply && data[name] !== undefined && { path: [name], message: '只有答复模板写这一项，请删掉' },
    ),
  ]
}

/** Nobody is led into a dead end, and weights make a whole. */
function questionnaire(data: DataOf['questionnaire']): (Disagreement | false | undefined)[] {
  const { sections, weights = [] } = data
  const measured = questionsOf(data).flatMap((q) => [q.dimension, ...(q.rows ?? []).map((row) => row.dimension)])
  const sum = weights.reduce((all, { weight }) => all + weight, 0)
  return [
    ...faultsOf({ sections }),
    weights.length > 0 && sum !== 100 && { path: ['weights'], message: `权重加起来是${sum}，要等于100` },
    ...weights.map(
      ({ dimension }, i) =>
        !measured.includes(dimension) && { path: ['weights', i, 'dimension'], message: '没有题目衡量这一项，请删掉' },
    ),
  ]
}

/** Nobody registers after the door is open, and each session has its own name, times in order and each group once. */
function openDay({ sessions, programme, opens, closes, overflow, approval }: DataOf['open-day']) {
  const first = sessions.map(({ checkIn }) => checkIn).sort()[0] ?? ''
  return [
    before('closes', opens, closes, '报名起止'),
    opens === closes && { path: ['closes'], message: '报名开始和截止是同一时刻，谁也报不上。请推后截止' },
    ...approval.map(
      (group, i) =>
        !sessions.some(({ seats }) => seats.some((one) => one.group === group)) && {
          path: ['approval', i],
          message: `没有给${GROUP[group]}名额，不用审核。请给名额，或者从要审核的类别里去掉`,
        },
    ),
    closes > first && { path: ['closes'], message: `报名截止 ${closes} 晚于第一场开始签到 ${first}。请提前` },
    overflow !== undefined &&
      (overflow < opens.slice(0, 10) || overflow > first.slice(0, 10)) && {
        path: ['overflow'],
        message: '名额打通日期要在报名开始以后、第一场以前',
      },
    ...sessions.flatMap((session, i) => disordered(session, sessions, i)),
    ...programme.map(
      ({ at }, i) =>
        at < (programme[i - 1]?.at ?? '') && {
          path: ['programme', i, 'at'],
          message: `${at} 比前面一项早。请排好先后`,
        },
    ),
  ]
}
const disordered = ({ id, checkIn, starts, ends, seats }: Session, sessions: readonly Session[], i: number) => [
  sessions.findIndex((s) => s.id === id) < i && {
    path: ['sessions', i, 'id'],
    message: `场次代号 ${id} 写了两次。请换一个`,
  },
  checkIn > starts && { path: ['sessions', i, 'checkIn'], message: '开始签到晚于开始。请核对' },
  starts >= ends && { path: ['sessions', i, 'ends'], message: '结束不晚于开始。请核对' },
  ...seats.map(
    ({ group }, j) =>
      seats.findIndex((s) => s.group === group) < j && {
        path: ['sessions', i, 'seats', j, 'group'],
        message: '同一类别写了两次。请合成一行',
      },
  ),
]

/** What must agree within one entry and no single field can know. */
const RULES: Rules = {
  questionnaire,
  'open-day': openDay,
  bulletin: ({ type, call }) => [
    type === 'call' && !call && { path: ['call'], message: '招募公告要写招募多少人、哪几天报名' },
    type !== 'call' && call && { path: ['call'], message: '只有社会监督员招募公告写招募。请改公告类型，或者删去' },
    call !== undefined && before('call', call.applyFrom, call.applyTo, '报名的日子'),
  ],
  matter: ({ code, type, exercise, townships }) => [
    !code.includes(`-${type}-`) && { path: ['type'], message: `事项类型与编码 ${code} 里的类型不一致。请改正其中一个` },
    exercise === 'empowered' &&
      !townships?.length && { path: ['townships'], message: '行使方式是赋权乡镇街道，请写上是哪些乡镇街道' },
  ],
  benchmark: ({ tiers }) =>
    tiers.flatMap(({ min, max, unit, kinds }, i) => [
      min !== undefined &&
        max !== undefined &&
        min > max && { path: ['tiers', i, 'max'], message: `第${i + 1}档的上限 ${max} 小于下限 ${min}。请核对` },
      kinds.includes('fine') &&
        (max === undefined || unit === undefined) && {
          path: ['tiers', i, 'max'],
          message: `第${i + 1}档有罚款，请写上限和单位`,
        },
    ]),
  inspection: ({ type, joint }) => [
    type === 'joint' && !joint && { path: ['joint'], message: '联合检查要写联合检查计划' },
    type !== 'joint' &&
      joint && { path: ['joint'], message: '只有联合检查才写联合检查计划。请删掉，或把检查类型改成联合检查' },
  ],
  department: ({ type, uscc, superior }) => [
    !uscc &&
      type !== 'office' &&
      type !== 'external' && { path: ['uscc'], message: '缺少统一社会信用代码（uscc）。执法主体都要写' },
    // Regulation 825, article 42: problems of vertically managed bodies are told to their superior.
    !superior &&
      (type === 'branch' || type === 'vertical') && {
        path: ['superior'],
        message: '缺少上级主管部门（superior）。垂直管理单位和派出分局都要写',
      },
  ],
  workday: calendar,
  template,
  score: ({ items, excellent, qualified }) => [
    ...items.map(
      ({ item }, i) =>
        items.findIndex((one) => one.item === item) < i && {
          path: ['items', i, 'item'],
          message: '同一计分项写了两次。请合成一行',
        },
    ),
    qualified >= excellent && { path: ['qualified'], message: '合格的分数线要低于优秀的分数线。请核对' },
  ],
  officer: ({ validFrom, validTo }) => [before('validTo', validFrom, validTo, '有效期')],
  device: ({ legalReviewOn, technicalReviewOn, startedOn, status }) => [
    // 处罚法 41: reviewed before its records may be used.
    status !== 'announced' && before('startedOn', legalReviewOn, startedOn, '法制审核和启用的先后'),
    status !== 'announced' && before('startedOn', technicalReviewOn, startedOn, '技术审核和启用的先后'),
  ],
}

export function disagreements<K extends Kind>(kind: K, data: DataOf[K]): Disagreement[] {
  return (RULES[kind]?.(data) ?? []).filter((d) => d !== false && d !== undefined)
}

/** What is known to disagree in an entry that is not whole yet. */
export const disagreeing = (kind: Kind, data: Readonly<Record<string, unknown>>): Disagreement[] =>
  kind === 'questionnaire' ? foreseen(data.sections) : []
