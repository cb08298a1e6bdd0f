import { ABOVE, OURS } from '../case/routing.ts'
import { tableOf } from '../desk/export.ts'
import type { Class, Realm } from './class.ts'

/** The same as a condition on a case called `c`. */
const BLIND = `exists (select 1 from case_blind b where b.no = c.no and b.department = '${OURS.code}')`
const REALM_SQL: Record<Realm, string> = {
  bureau: `(c.lane <> 'sealed' and not ${BLIND})`,
  superior: `(c.lane <> 'sealed' and ${BLIND})`,
  sealed: "c.lane = 'sealed'",
}

/** Whose special supervisions and tables of cases, in the log of readings. */
const HANDLER: Record<Realm, string> = { bureau: OURS.code, superior: ABOVE, sealed: 'SEALED' }

/** What ends a case; being put away afterwards ends nothing anew. What was merged counts from the last that happened. */
const ENDS = "'closed', 'refused', 'withdrawn', 'transferred', 'merged'"
const ENDED_BY = `case c.status when 'merged' then c.n else (
  select max(x.n) from events x left join events y on y.stream = x.stream and y.n = x.n - 1
  where x.stream = 'case/' || c.no and json_extract(x.state, '$.status') in (${ENDS})
    and json_extract(y.state, '$.status') is not json_extract(x.state, '$.status')) end`

const CASES: Partial<Record<Class, { ended: string; has: string }>> = {
  identity: { ended: ENDS, has: 'exists (select 1 from identities i where i.no = c.no)' },
  text: {
    ended: "'closed', 'transferred', 'merged'",
    has: 'exists (select 1 from case_texts t where t.no = c.no)',
  },
  refused: { ended: "'refused', 'withdrawn'", has: 'exists (select 1 from case_texts t where t.no = c.no)' },
  attachment: { ended: ENDS, has: 'exists (select 1 from attachments a where a.no = c.no)' },
}
/** Whether a class is counted in cases, or in rows of its own. */
export const isOfCases = (cls: Class) => cls in CASES

/** No hold stands on the case on a day. */
const NO_HOLD =
  'not exists (select 1 from holds h where h.no = c.no and h.ended_at is null and coalesce(h.until, ?) >= ?)'

/** Cases of a class that ended before a moment and are not erased yet: from `cases c`, with its conditions. */
export function dueCases(cls: Class, realm: Realm, before: number, day: string) {
  const { ended, has } = CASES[cls] ?? { ended: '', has: '0' }
  return {
    sql: `from cases c join events e on e.stream = 'case/' || c.no and e.n = ${ENDED_BY}
      where c.status in (${ENDS}, 'archived') and json_extract(e.state, '$.status') in (${ended}) and e.at < ? and ${REALM_SQL[realm]} and ${has} and ${NO_HOLD}
        and not exists (select 1 from erasures x where x.no = c.no and x.class = ? and x.done = 1)`,
    args: [before, day, day, cls],
  }
}

/** The survey a row of a table is of has ended, or has its results out, and its last day was before a moment. */
const surveyDue = (table: string, statuses: string) =>
  `exists (select 1 from surveys s where s.code = ${table}.survey and s.status in (${statuses})
    and s.closes_on < date(? / 1000, 'unixepoch', '+8 hours'))`

/** What is kept of a survey besides its counts and releases. While its results are not out everything of it may be needed. */
const SURVEY: Partial<Record<Class, Readonly<Record<string, string>>>> = {
  survey: {
    survey_tokens: 'hash',
    survey_ballots: 'hash',
    survey_frames: 'stratum',
    survey_letters: 'id',
    survey_box: 'id',
  },
  answer: { survey_answers: 'id' },
}
/** What lies there by mistake or by a key that is gone: no result will come of it. */
const NEVER_OPENED = ['survey_letters', 'survey_box']

/** How the account of somebody is called whose name was erased. */
const ERASED_NAME = '（已到期删除）'

interface Rows {
  table: string
  /** What a row is called; tables of surveys have no row numbers, which would be an order. */
  key: string
  sql: string
  args: number[]
  /** What becomes of a row that stays for what is counted; without it the row goes. */
  set?: string
}

/** Whoever was not appointed, or serves no more, since before a moment; of whoever may still be appointed nothing goes. */
const LEFT = (s: string) =>
  `${s}.state in ('refused', 'withdrawn', 'expired', 'resigned', 'dismissed') and ${s}.changed_at < ? and ${s}.key_id <> ''`
const GONE = '（已删除）'
/** What is kept of them: their own row last, for what hangs on it is found by it. */
const SUPERVISOR: readonly Omit<Rows, 'args'>[] = [
  {
    table: 'interests',
    key: '(person, kind, subject)',
    sql: `exists (select 1 from supervisors s where s.login = interests.person and ${LEFT('s')})`,
  },
  {
    table: 'people',
    key: 'login',
    sql: `name <> '${GONE}' and exists (select 1 from supervisors s where s.login = people.login and ${LEFT('s')})`,
    set: `name = '${GONE}', password = null, active = 0`,
  },
  {
    table: 'objections',
    key: 'id',
    sql: `key_id <> '' and exists (select 1 from supervisors s where s.id = objections.supervisor and ${LEFT('s')})`,
    // No two are alike, and none is a digest of anything.
    set: "key_id = '', sealed = x'', ticket_hash = 'erased/' || id",
  },
  {
    table: 'supervisors',
    key: 'id',
    sql: LEFT('supervisors'),
    set: "key_id = '', sealed = x'', person_index = '', phone_index = '', ticket_hash = null, listed = 0",
  },
]

/** Rows of the other classes: which table, and which of its rows; the realm counts where a row is about a case. */
export function dueRows(cls: Class, realm: Realm, before: number): Rows[] {
  const rows = (table: string, sql: string, key = 'rowid') => ({ table, key, sql, args: [before] })
  if (cls === 'access')
    return [
      rows(
        'accesses',
        `at < ? and (${realm === 'bureau' ? "no = '' or no like 'JD-%' or exists (select 1 from registrations r where r.event = accesses.no) or exists (select 1 from supervisors s where s.id = accesses.no) or " : ''}no = '${tableOf(HANDLER[realm])}'
          or exists (select 1 from specials s where s.id = accesses.no and s.office = '${HANDLER[realm]}')
          or exists (select 1 from cases c where c.no = accesses.no and ${REALM_SQL[realm]}))`,
      ),
    ]
  if (realm !== 'bureau') return []
  const ofSurveys = SURVEY[cls]
  if (ofSurveys)
    return Object.entries(ofSurveys).map(([table, id]) => {
      const ended = NEVER_OPENED.includes(table) ? "'closed', 'counted', 'reported'" : "'reported'"
      return rows(table, surveyDue(table, ended), `(survey, ${id})`)
    })
  if (cls === 'supervisor') return SUPERVISOR.map((one) => ({ ...one, args: [before] }))
  if (cls === 'passing')
    return ['logins', 'invitations', 'spent', 'idempotency'].map((table) => rows(table, 'expires_at < ?'))
  if (cls === 'contact') {
    const over =
      "exists (select 1 from contacts c where c.login = people.login and c.state = 'ended' and c.changed_at < ?)"
    return [
      {
        ...rows('people', `name <> '${ERASED_NAME}' and ${over}`, 'login'),
        set: `name = '${ERASED_NAME}', password = null`,
      },
      {
        ...rows('contacts', "state = 'ended' and changed_at < ? and phone_index <> ''", 'id'),
        set: "key_id = '', sealed = x'', phone_index = ''",
      },
    ]
  }
  if (cls === 'notice')
    return [
      rows('deliveries', "state <> 'owed' and next < ?"),
      rows('staff_digests', "state <> 'owed' and at < ?"),
      rows('staff_notices', 'at < ?'),
      rows('misses', 'last < ?'),
    ]
  return []
}

/** The moment so many months ago, to the day. */
export function monthsAgo(day: string, months: number): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const first = Date.UTC(year, month - 1 - months, 1)
  const days = new Date(Date.UTC(year, month - months, 0)).getUTCDate()
  return first + (Math.min(date, days) - 1) * 86_400_000 - 8 * 3_600_000
}
