import type { Store } from '../../db/open.ts'
import type { Condition } from '../../db/row.ts'
import { readNumber } from '../case/number.ts'
import { readId as readCode } from '../code/id.ts'
import { readId } from '../directive/found.ts'
import { dayEnd, dayStart } from '../publication/force.ts'
import { readId as readSpecial } from '../special/found.ts'
import type { Actor } from '../staff/actor.ts'
import { readAlarmId, readNo } from '../visit/found.ts'
import { type Asked, type DONE, READ, WHAT } from './asked.ts'
import { type Line, shown } from './named.ts'
import { either, overseen, within } from './visibility.ts'

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
  if (asked.to) both('a.at <= ?', 'e.at <= ?', dayEnd(asked.to))
  if (asked.what) {
    const { what } = asked
    reads.push(
      Object.hasOwn(READ, what)
        ? { sql: '(a.what = ? or a.what like ?)', args: [what, `${what}/%`] }
        : { sql: '0', args: [] },
    )
    const streams = STREAMS[what as keyof typeof DONE] ?? []
    does.push({
      sql: either(streams.map(() => '(e.stream >= ? and e.stream < ?)')),
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
