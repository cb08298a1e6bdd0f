import type { Store } from '../../db/open.ts'
import type { Condition } from '../../db/row.ts'
import { mayReadAppraisals } from '../appraisal/visibility.ts'
import { readNumber } from '../case/number.ts'
import { mask } from '../case/search.ts'
import { asPerson } from '../case/visibility.ts'
import { ACTIONS, type Action, step } from '../case/workflow.ts'
import { readId as readCode } from '../code/id.ts'
import { scope as codeScope } from '../code/visibility.ts'
import { labelOf as codeLabel } from '../code/workflow.ts'
import { mayReadContacts } from '../contact/visibility.ts'
import { labelOf as contactLabel } from '../contact/workflow.ts'
import { tableOf } from '../desk/export.ts'
import { readId } from '../directive/found.ts'
import {
  ACTIONS as DIRECTIVE_ACTIONS,
  type Action as DirectiveAction,
  step as directiveStep,
} from '../directive/workflow.ts'
import { labelOf as dutyLabel } from '../duty/workflow.ts'
import { labelOf as openDayLabel } from '../open-day/history.ts'
import { scope as openDayScope } from '../open-day/visibility.ts'
import { readId as readSpecial } from '../special/found.ts'
import { within as withinSpecials } from '../special/visibility.ts'
import { ACTIONS as SPECIAL_ACTIONS, type Action as SpecialAction, step as specialStep } from '../special/workflow.ts'
import { type Actor, has } from '../staff/actor.ts'
import { ACTS } from '../staff/record.ts'
import { labelOf as supervisorLabel } from '../supervisor/workflow.ts'
import { labelOf as surveyLabel } from '../survey/view.ts'
import { readAlarmId, readNo } from '../visit/found.ts'
import { labelOf as alarmLabel } from '../visit/judging.ts'
import { mayOversee } from '../visit/visibility.ts'
import { labelOf as visitLabel } from '../visit/workflow.ts'
import { type Asked, type DONE, READ, WHAT } from './asked.ts'

const STREAMS: Record<keyof typeof DONE, readonly string[]> = {
  step: ['case/'],
  asked: ['enquiry/'],
  directing: ['directive/'],
  grouping: ['special/'],
  surveying: ['survey/'],
  coding: ['code/'],
  visiting: ['visit/'],
  hosting: ['open-day/'],
  tasking: ['duty/', 'duty-part/', 'announcement/'],
  appointing: ['supervisor/', 'objection/'],
  contacting: ['contact/', 'contact-survey/'],
  warning: ['alarm/'],
  appraising: ['appraisal/'],
  account: ['person/'],
  publishing: ['publication/', 'import/'],
  keeping: ['retention/', 'hold/'],
}

const any = (parts: string[]) => (parts.length > 0 ? `(${parts.join(' or ')})` : '0')

/**
 * Which rows somebody may read. A sealed case does not exist but for the sealed desk, a case an auditor or their body must
 * not know does not exist for them, nor does a document resting on one, and the administrator reads of no case and no
 * document: by no row, no count and no number asked for. `other` says that a row is about neither, `document` is the one
 * it is about.
 */
function within(actor: Actor, other: string, document: string, special: string): Condition {
  const parts: string[] = []
  const args: Condition['args'] = []
  const barred = (no: string) => `exists (select 1 from case_blind b where b.no = ${no} and b.department in (?, ?))`
  const me = asPerson(actor.login)
  if (has(actor, 'stats')) {
    const { department } = actor
    const specials = withinSpecials({ handlers: [department], sealed: false, department, person: me })
    parts.push(
      other,
      `(c.no is not null and c.lane <> 'sealed' and not ${barred('c.no')})`,
      `(${document} in (select d.id from directives d) and not exists (select 1 from directive_cases x
        join cases k on k.no = x.no where x.directive = ${document} and (k.lane = 'sealed' or ${barred('k.no')})))`,
      `${special} in (select id from specials where ${specials.sql})`,
      `${document} = ?`,
    )
    args.push(actor.department, me, actor.department, me, ...specials.args, tableOf(actor.department))
  }
  if (has(actor, 'sealed')) {
    parts.push("(c.lane = 'sealed' and not exists (select 1 from case_blind b where b.no = c.no and b.department = ?))")
    parts.push(`${document} = ?`)
    args.push(me, tableOf('SEALED'))
  }
  if (has(actor, 'admin')) parts.push(other)
  return { sql: any(parts), args }
}

/** Codes, inspections, alarms, open days and tasks of supervisors: what is done to them is read by whoever may read all of them at the desk. */
const overseen = (actor: Actor): string[] => [
  ...(codeScope(actor) === 'all' ? [] : ["e.stream not like 'code/%'"]),
  ...(mayReadAppraisals(actor)
    ? []
    : ["e.stream not like 'appraisal/%'", "e.stream not like 'supervisor/%'", "e.stream not like 'objection/%'"]),
  ...(openDayScope(actor) === 'all' ? [] : ["e.stream not like 'open-day/%'"]),
  ...(mayOversee(actor)
    ? []
    : [
        "e.stream not like 'visit/%'",
        "e.stream not like 'alarm/%'",
        "e.stream not like 'duty%/%'",
        "e.stream not like 'announcement/%'",
      ]),
  ...(mayReadContacts(actor) ? [] : ["e.stream not like 'contact%'"]),
]

/** The stream of the code, inspection or alarm somebody asked for. */
function streamOf(typed: string): string | undefined {
  const visit = readNo(typed)
  const alarm = readAlarmId(typed)
  const code = readCode(typed)
  return (visit && `visit/${visit}`) || (alarm && `alarm/${alarm}`) || (code && `code/${code}`) || undefined
}

const PAGE = 50
/** Counted exactly to here; beyond it, "more". */
const MOST = 1000
export const EXPORTED = 10_000

/** Runs of erasing whose very number tells of cases that others must not know. */
const HIDDEN_RUN = "(e.stream >= 'retention/s' and e.stream < 'retention/t')"

interface Line {
  at: number
  who: string
  kind: 'read' | 'done'
  what: string
  about: string
  why: string | null
}

const dayStart = (civil: string) => Date.parse(`${civil}T00:00:00+08:00`)
const DAY = 86_400_000

/** Both logs as one, newest first; the conditions of who may read lie inside. */
function rowsOf(actor: Actor, asked: Asked): Condition {
  const read = within(actor, "(a.no = '' or a.what like 'supervisor%')", 'a.no', 'a.no')
  const done = within(
    actor,
    `(c.no is null and e.stream not like 'case/%' and e.stream not like 'enquiry/%' and e.stream not like 'hold/%' and e.stream not like 'directive/%' and e.stream not like 'special/%' and not ${HIDDEN_RUN})`,
    'substr(e.stream, 11)',
    // Its id begins with letters of its own, so that no other stream is taken for one.
    'substr(e.stream, 9)',
  )
  const reads = [read]
  const does = [done, ...overseen(actor).map((sql) => ({ sql, args: [] }))]
  const both = (a: string, e: string, ...args: (string | number)[]) => {
    reads.push({ sql: a, args })
    does.push({ sql: e, args })
  }
  if (asked.person) both('a.person = ?', "json_extract(e.actor, '$.login') = ?", asked.person)
  const document = asked.no && readId(asked.no)
  const special = asked.no && readSpecial(asked.no)
  const other = asked.no && readNumber(asked.no) === undefined ? streamOf(asked.no) : undefined
  if (document) both('a.no = ?', "e.stream = 'directive/' || ?", document)
  else if (special) both('a.no = ?', "e.stream = 'special/' || ?", special)
  else if (other) {
    reads.push({ sql: '0', args: [] })
    does.push({ sql: 'e.stream = ?', args: [other] })
  } else if (asked.no && readNumber(asked.no) === undefined) {
    // Of an open day what was read stands as its reason: it is the number of no case.
    const code = asked.no.trim().toUpperCase()
    both("a.what like 'open-day%' and a.why = ?", "e.stream = 'open-day/' || ?", code)
  } else if (asked.no) both('c.no = ?', 'c.no = ?', readNumber(asked.no) ?? '')
  if (asked.from) both('a.at >= ?', 'e.at >= ?', dayStart(asked.from))
  if (asked.to) both('a.at < ?', 'e.at < ?', dayStart(asked.to) + DAY)
  if (asked.what) {
    const { what } = asked
    reads.push(
      Object.hasOwn(READ, what)
        ? { sql: '(a.what = ? or a.what like ?)', args: [what, `${what}/%`] }
        : { sql: '0', args: [] },
    )
    const streams = STREAMS[what as keyof typeof DONE] ?? []
    does.push({
      sql: any(streams.map(() => '(e.stream >= ? and e.stream < ?)')),
      args: streams.flatMap((s) => [s, `${s.slice(0, -1)}0`]),
    })
  }
  const where = (conditions: Condition[]) => conditions.map(({ sql }) => sql).join(' and ')
  return {
    sql: `select a.at as at, a.person as who, 'read' as kind, a.what as what, a.no as about, a.why as why
        from accesses a left join cases c on c.no = a.no where ${where(reads)}
      union all
      select e.at, coalesce(json_extract(e.actor, '$.login'), json_extract(e.actor, '$.kind')), 'done', e.action,
          coalesce(c.no, e.stream), substr(e.stream, 1, instr(e.stream, '/') - 1)
        from events e left join enquiries q on e.stream like 'enquiry/%' and q.id = substr(e.stream, 9)
        left join cases c on c.no = case when e.stream like 'case/%' or e.stream like 'hold/%' then substr(e.stream, 6) else q.no end
        where ${where(does)}`,
    args: [...reads, ...does].flatMap(({ args }) => args),
  }
}

/** Done things in words; a stream says which table knows them. */
const PUBLISHING: Record<string, string> = {
  draft: '起草',
  submit: '提交审核',
  return: '退回',
  publish: '发布',
  schedule: '定时发布',
  unschedule: '撤回定时发布',
  cancel: '取消',
  withdraw: '撤下',
  discard: '放弃草稿',
  batch: '整批发布',
  taken: '收下工作簿',
}
const KEEPING: Record<string, string> = {
  propose: '提出删除',
  refuse: '不同意删除',
  approve: '同意删除',
  done: '删除完毕',
  hold: '法律保全',
  release: '解除保全',
}
const WHO: Record<string, string> = { citizen: '来件人', system: '系统' }

function labelOf({ kind, what, why }: Line): string {
  const read = what.split('/')[0] ?? ''
  if (kind === 'read') return Object.hasOwn(READ, read) ? READ[read as keyof typeof READ] : '查看'
  if (why === 'case')
    return what === 'submit' ? '提交' : ACTIONS.includes(what as Action) ? step(what as Action).label : '办理'
  if (why === 'directive')
    return what === 'draft'
      ? '拟稿'
      : DIRECTIVE_ACTIONS.includes(what as DirectiveAction)
        ? directiveStep(what as DirectiveAction).label
        : '办理文书'
  if (why === 'special')
    return what === 'open'
      ? '开展专项监督'
      : SPECIAL_ACTIONS.includes(what as SpecialAction)
        ? specialStep(what as SpecialAction).label
        : '办理专项监督'
  if (why === 'survey') return surveyLabel(what)
  if (why === 'code') return codeLabel(what)
  if (why === 'visit') return visitLabel(what)
  if (why === 'alarm') return alarmLabel(what)
  if (why === 'open-day') return openDayLabel(what)
  if (why === 'duty' || why === 'duty-part') return dutyLabel(what)
  if (why === 'supervisor' || why === 'objection') return supervisorLabel(what)
  if (why === 'announcement') return '发通知给监督员'
  if (why === 'appraisal') return '年度考核定稿'
  if (why === 'contact' || why === 'contact-survey') return contactLabel(what)
  if (why === 'enquiry') return what === 'answer' ? '答复函询' : '函询'
  if (why === 'person') return Object.hasOwn(ACTS, what) ? ACTS[what as keyof typeof ACTS] : '管理账号'
  if (why === 'retention' || why === 'hold') return KEEPING[what] ?? '保存期限'
  return PUBLISHING[what] ?? '编辑发布'
}

/** Ids only: who by login, what about by number or code. A reason is masked, for people write numbers and plates in it. */
const shown = (line: Line) => ({
  at: new Date(line.at).toISOString(),
  who: WHO[line.who] ?? line.who,
  what: { code: line.what, label: labelOf(line) },
  about:
    line.kind === 'read'
      ? line.about.replace(/^cases\/.*/, '')
      : line.about.replace(
          /^(person|publication|import|retention|directive|special|survey|code|visit|alarm|open-day|appraisal|supervisor|objection|duty|duty-part|announcement)\//,
          '',
        ),
  // What the log wrote about its own reading holds no word of anybody's.
  why:
    line.kind === 'done' || line.why === null
      ? null
      : line.about || line.what === 'contact'
        ? mask(line.why, [])
        : line.why,
})

export async function search(store: Store, actor: Actor, asked: Asked, size = PAGE) {
  const rows = rowsOf(actor, asked)
  const lines = await store.heavy.rows<Line>({
    sql: `select * from (${rows.sql}) order by at desc, about, what limit ? offset ?`,
    args: [...rows.args, size, (asked.page - 1) * size],
  })
  const [counted] = await store.heavy.rows<{ n: number }>({
    sql: `select count(*) as n from (${rows.sql} limit ${MOST + 1})`,
    args: rows.args,
  })
  const n = counted?.n ?? 0
  return {
    items: lines.map(shown),
    total: Math.min(n, MOST),
    ...(n > MOST && { more: true as const }),
    ...(asked.page * size < n && { next: String(asked.page + 1) }),
  }
}

/** How somebody searched, to be written down: which doors, and whom; never a number, which may be of a case unknown to them. */
export const asWritten = ({ person, no, what, from, to }: Asked) =>
  [person && `谁：${person}`, no && '按编号', what && WHAT[what], from && `从${from}`, to && `到${to}`]
    .filter(Boolean)
    .join('；') || '全部'
