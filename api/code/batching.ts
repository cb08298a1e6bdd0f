import { setImmediate as turn } from 'node:timers/promises'
import type { InStatement } from '@libsql/client'
import { INDUSTRY } from '../../content/kinds/industry.ts'
import type { Officer } from '../../content/kinds/officer.ts'
import type { Condition } from '../../db/row.ts'
import { today } from '../case/deadline.ts'
import { rulebook } from '../case/rulebook.ts'
import { verdict } from '../officer/officer.ts'
import { dayEnd } from '../publication/force.ts'
import { register, rowsOf } from '../publication/register.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { type Batch, COLUMNS, type Line, MOST, type Wrong } from './batch.ts'
import { ISSUE } from './code.ts'
import type { World } from './found.ts'
import { issuing, newBatch } from './history.ts'
import { grouped } from './id.ts'
import { type Filed, listed, pasted, type Read } from './listed.ts'
import { type Made, made } from './made.ts'
import { mayIssue } from './visibility.ts'

/** So many lines are looked at before others have their turn. */
const PIECE = 100
/** Nobody mends a hundred lines from one screen. */
const MOST_SAID = 50

export interface Judged {
  all: Made[]
  lines: Line[]
  wrong: Wrong[]
  text: string
}

/** Codes of these subjects that are good, or would be again: what they stand for needs no second one. */
const good = (type: Batch['type'], subjects: readonly string[], now: Date): Condition => ({
  sql: `type = ? and subject in (select value from json_each(?))
    and status in ('active', 'suspended') and (valid_to is null or valid_to >= ?)`,
  args: [type, JSON.stringify(subjects), today(now)],
})

/** Which of these subjects have a good code, and which. */
async function held({ store }: World, type: Batch['type'], subjects: readonly string[], now: Date) {
  const { sql, args } = good(type, subjects, now)
  const rows = await store.heavy.rows<{ id: string; subject: string }>({
    sql: `select id, subject from codes where ${sql}`,
    args,
  })
  return new Map(rows.map(({ id, subject }) => [subject, id]))
}

/** Every officer of a body whose certificate is good today and who has no good code. */
async function officersWithout(world: World, department: string, now: Date): Promise<Read> {
  const on = today(now)
  const book = await register(world.store)
  const known = book.inForce('officer', on, dayEnd(on)).filter(({ cancelled }) => !cancelled)
  const rows = await rowsOf(world.store, known)
  const own = rows
    .map((row) => row.data as Officer)
    .filter((one) => one.department === department && verdict(one, false, on) === 'valid')
  const has = await held(
    world,
    'OFFICER',
    own.map(({ code }) => code),
    now,
  )
  const table = own.filter(({ code }) => !has.has(code)).map(({ code }) => [code, '本人'])
  return listed('OFFICER', [COLUMNS.OFFICER.map(({ title }) => title), ...table])
}

/** One line as a code, or what is wrong with it. */
async function line(world: World, said: Batch, cells: Record<string, string>, now: Date): Promise<Made | string> {
  const { type, department, validFrom, validTo } = said
  const titles = new Map(COLUMNS[type].map(({ name, title }) => [name, title]))
  const own = type === 'ORG' || type === 'STATION' ? { department } : {}
  const spare = type === 'OFFICER' ? { issuedTo: '本人' } : {}
  const parsed = ISSUE[type].safeParse({ ...own, validFrom, validTo, ...spare, ...cells })
  if (!parsed.success)
    return parsed.error.issues
      .map(({ path, message, code }) => {
        const title = titles.get(String(path[0])) ?? ''
        if (path[0] === 'industry' && cells.industry)
          return `没有“${cells.industry}”这个行业，只有${Object.values(INDUSTRY).join('、')}`
        return code === 'invalid_type'
          ? `没有写${title}`
          : title && !message.includes(title)
            ? `${title}：${message}`
            : message
      })
      .join('；')
  try {
    const one = await made(world, type, parsed.data, now)
    if (type === 'OFFICER' && department && one.department !== department) return '这个人不在所选的单位'
    return one
  } catch (error) {
    const [field] = error instanceof Refusal ? (error.fields ?? []) : []
    if (!field) throw error
    return field.message
  }
}

/** What a batch would issue, and what stands in its way, line by line. Nothing is written. */
export async function judge(world: World, said: Batch, now: Date, file?: Filed): Promise<Judged> {
  const { type, department, validFrom, validTo } = said
  const { departments } = await rulebook(world.store, now)
  if (type !== 'ENT' && !departments.has(department ?? ''))
    throw new Refusal('invalid', { fields: [{ path: 'department', message: '请选择单位' }] })
  if (validTo !== undefined && validTo < validFrom)
    throw new Refusal('invalid', { fields: [{ path: 'validTo', message: '截止日期早于启用日期，请核对' }] })
  const typed = said.list?.trim()
  const read =
    typed || !file
      ? typed || type !== 'OFFICER'
        ? listed(type, pasted(said.list ?? ''))
        : await officersWithout(world, department ?? '', now)
      : listed(type, file.rows, file.wrong)
  const { lines, text } = read
  const wrong = [...read.wrong]
  if (lines.length === 0 && wrong.length === 0)
    wrong.push({
      row: 0,
      message: type === 'OFFICER' ? '这个单位证件有效的人员都已经有码，不用再发' : '请粘贴名单，或者选择一个文件',
    })
  if (lines.length > MOST) wrong.push({ row: 0, message: `一批最多${MOST}个，名单里有${lines.length}个，请分几批` })
  const all: Made[] = []
  const seen = new Map<string, number>()
  const rows: number[] = []
  for (const [i, { row, cells }] of lines.slice(0, MOST).entries()) {
    if (i % PIECE === PIECE - 1) await turn()
    const one = await line(world, said, cells, now)
    if (typeof one === 'string') {
      wrong.push({ row, message: one })
      continue
    }
    const before = seen.get(one.subject)
    if (before !== undefined) wrong.push({ row, message: `和第${before}行重复，请删去一行` })
    seen.set(one.subject, before ?? row)
    all.push(one)
    rows.push(row)
  }
  const has = await held(world, type, [...seen.keys()], now)
  for (const [i, { subject }] of all.entries()) {
    const id = has.get(subject)
    if (id)
      wrong.push({ row: rows[i] ?? 0, message: `已经有码${grouped(id)}，请删去这一行；要换新的，到那个码的页面办换发` })
  }
  return {
    all,
    lines: all.map(({ label, department: body, facts, issuedTo }, i) => ({
      row: rows[i] ?? 0,
      label,
      department: body ? (departments.get(body)?.name ?? body) : null,
      place: facts.place ?? null,
      issuedTo,
    })),
    wrong: wrong.sort((a, b) => a.row - b.row),
    text,
  }
}

/** What is wrong, in words a person reads; no more than anybody mends at once. */
export function said(wrong: readonly Wrong[]): string[] {
  const some = wrong.slice(0, MOST_SAID).map(({ row, message }) => (row > 0 ? `第${row}行：${message}` : message))
  return wrong.length > MOST_SAID ? [...some, `还有${wrong.length - MOST_SAID}处要改`] : some
}

/** Issues a batch: all of it in one commit, or nothing. Of two at once for the same, one wins. */
export async function issueBatch(
  world: World,
  asked: Batch,
  actor: Actor,
  now: Date,
  demo: boolean,
  also: (batch: string, when: Condition) => InStatement[],
): Promise<string> {
  if (!mayIssue(actor)) throw new Refusal('not_yours')
  const { all, wrong } = await judge(world, asked, now)
  if (wrong.length > 0)
    throw new Refusal('invalid', { fields: said(wrong).map((message) => ({ path: 'list', message })) })
  const batch = newBatch()
  const others = good(
    asked.type,
    all.map(({ subject }) => subject),
    now,
  )
  const when = { ...others, sql: `not exists (select 1 from codes where ${others.sql})` }
  const { events, rows } = await issuing(world, all, actor, now, { batch, demo, when })
  const [written] = await world.store.writes.commit([...events, ...also(batch, when), rows])
  if (written?.rowsAffected !== all.length) throw new Refusal('moved_meanwhile')
  return batch
}
