import { rm } from 'node:fs/promises'
import type { InStatement } from '@libsql/client'
import { asc, eq } from 'drizzle-orm'
import { attachments, redactions, retentions } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { sealDetails } from '../case/details.ts'
import { append } from '../case/event.ts'
import { mergeTerms } from '../case/search.ts'
import type { Deps } from '../context.ts'
import { copyName, pathOf } from '../file/upload.ts'
import { type Class, isClass, type Realm } from './class.ts'
import { dueCases, dueRows, isOfCases } from './due.ts'
import { beginPromised, erasePromised, PROMISED } from './open-day.ts'

export type World = Pick<Deps, 'store' | 'secrets' | 'env'>
type Run = typeof retentions.$inferSelect

/** So many at most in one turn: a turn stays shorter than its lease. */
const A_TURN = 300
const ROWS_A_COMMIT = 500

/** One turn of the erasings that were approved or promised. Whatever a crash leaves half done, the next turn goes on with. */
export async function eraseTurn(world: World, now: Date): Promise<void> {
  await beginPromised(world.store, now)
  const runs = await world.store.read
    .select()
    .from(retentions)
    .where(eq(retentions.state, 'erasing'))
    .orderBy(asc(retentions.proposedAt))
  for (const run of runs) {
    if (await eraseSome(world, run, now)) continue
    if (run.class === 'text' || run.class === 'refused') await mergeTerms(world.store)
    // Erased is what lies in the journal no more either; as long as somebody reads an older state, the next turn tries.
    if (await world.store.settle()) await finish(world, run, now)
  }
}

/** Erases a piece of what a run is for; whether there is more. */
async function eraseSome(world: World, run: Run, now: Date): Promise<boolean> {
  if (run.class === PROMISED.class) return erasePromised(world.store, run, now)
  if (!isClass(run.class)) return true
  return isOfCases(run.class) ? eraseCases(world, run, run.class, now) : eraseRows(world, run, now)
}

/** Erases cases of a run one by one; whether there are more. */
async function eraseCases(world: World, run: Run, cls: Class, now: Date): Promise<boolean> {
  const due = dueCases(cls, run.realm, run.before, today(now))
  // Begun before a crash: gone on with, whatever came meanwhile.
  const [begun, found] = await world.store.writes.commit([
    { sql: 'select no from erasures where run = ? and done = 0', args: [run.id] },
    { sql: `select c.no as no ${due.sql} order by c.no limit ?`, args: [...due.args, A_TURN + 1] },
  ])
  const numbers = [...new Set([...(begun?.rows ?? []), ...(found?.rows ?? [])].map((row) => String(row.no)))]
  for (const no of numbers.slice(0, A_TURN)) await eraseCase(world, run, cls, no, now)
  return numbers.length > A_TURN
}

/** One case: the claim asks once more for holds and the moment, everything after asks for the claim. */
async function eraseCase(world: World, run: Run, cls: Class, no: string, now: Date) {
  const { store } = world
  const day = today(now)
  const due = dueCases(cls, run.realm, run.before, day)
  const claim: InStatement = {
    sql: `insert into erasures (no, class, run, at, done) select c.no, ?, ?, ?, 0 ${due.sql} and c.no = ?
      and exists (select 1 from retentions r where r.id = ? and r.state = 'erasing') on conflict do nothing`,
    args: [cls, run.id, now.getTime(), ...due.args, no, run.id],
  }
  const mine = {
    sql: 'exists (select 1 from erasures where no = ? and class = ? and run = ? and done = 0)',
    args: [no, cls, run.id],
  }
  if (cls === 'attachment') {
    await store.writes.commit([claim])
    const [held] = await store.writes.commit([{ sql: `select 1 where ${mine.sql}`, args: mine.args }])
    if (!held?.rows.length) return
    await removeFiles(world, no)
  }
  const done: InStatement[] = [
    { sql: `update retentions set erased = erased + 1 where id = ? and ${mine.sql}`, args: [run.id, ...mine.args] },
    {
      sql: `update erasures set done = 1, at = ? where no = ? and class = ? and run = ?`,
      args: [now.getTime(), no, cls, run.id],
    },
  ]
  await store.writes.commit([
    ...(cls === 'attachment' ? [] : [claim]),
    ...statementsOf(world, run, cls, no, now, mine),
    ...done,
  ])
}

const conditional =
  (mine: { sql: string; args: string[] }) =>
  (sql: string, ...args: (string | number | Uint8Array)[]): InStatement => ({
    sql: `${sql} and ${mine.sql}`,
    args: [...args, ...mine.args],
  })

/** What goes of a case by class; number, codes, hashes and states stay. */
function statementsOf(
  { secrets }: World,
  run: Run,
  cls: Class,
  no: string,
  now: Date,
  mine: { sql: string; args: string[] },
): InStatement[] {
  const only = conditional(mine)
  const empty = sealDetails(secrets, no, {})
  const details = only('update case_texts set key_id = ?, details = ? where no = ?', empty.keyId, empty.sealed, no)
  const traits = ['case_traits', 'untraited'].map((table) => only(`delete from ${table} where no = ?`, no))
  if (cls === 'identity')
    return [
      only('delete from identities where no = ?', no),
      // Whose lead it was goes too; that there was one is counted on.
      only("update leads set owner = '', draft = null, sealed = x'' where no = ?", no),
      details,
      ...traits,
    ]
  if (cls === 'attachment')
    return [
      only('delete from enquiry_files where redaction in (select id from redactions where no = ?)', no),
      only('delete from redactions where no = ?', no),
      only('delete from attachments where no = ?', no),
    ]
  const ours = `(e.stream = 'case/' || ? or e.stream in (select 'enquiry/' || q.id from enquiries q where q.no = ?))`
  const asRows = `(stream = 'case/' || ? or stream in (select 'enquiry/' || q.id from enquiries q where q.no = ?))`
  const sealed = "(select json_extract(e.data, '$.account') from events e where e.stream = 'case/' || ? and e.n = 1)"
  return [
    only(
      `update erasures set key_id = substr(${sealed}, 1, instr(${sealed}, '.') - 1) where no = ? and class = ?`,
      no,
      no,
      no,
      cls,
    ),
    {
      sql: `insert into tombstones (stream, n, at, rule, approver)
        select e.stream, e.n, ?, ?, ? from events e where ${ours} and e.data is not null and ${mine.sql} on conflict do nothing`,
      args: [now.getTime(), run.rule, run.decidedBy ?? '', no, no, ...mine.args],
    },
    only(`update events set data = null where ${asRows} and data is not null`, no, no),
    only(`delete from salts where ${asRows}`, no, no),
    only(
      "update enquiries set digest = '', period = null, answer = case when answer is null then null else '' end where no = ?",
      no,
    ),
    only('delete from jottings where no = ?', no),
    only('delete from case_terms where rowid = (select rowid from cases where no = ?)', no),
    only("update case_texts set account = '', digest = null where no = ?", no),
    details,
    ...traits,
  ]
}

/** Bytes before rows: a crash between leaves rows whose files are gone, and the next turn ends it. */
async function removeFiles(world: World, no: string) {
  const { read } = world.store
  const [files, covered] = await Promise.all([
    read.select({ id: attachments.id, copies: attachments.copies }).from(attachments).where(eq(attachments.no, no)),
    read.select({ file: redactions.file }).from(redactions).where(eq(redactions.no, no)),
  ])
  // By the rows, not by what lies there: a crash may have left a gap among the copies.
  const names = files.flatMap(({ id, copies }) => [id, ...(copies ?? [0]).map((_, i) => copyName(id, i + 1))])
  for (const name of [...names, ...covered.map(({ file }) => file)]) await rm(pathOf(world, name), { force: true })
}

/** Rows of tables, some hundred at a time; whether there are more. */
async function eraseRows({ store }: World, run: Run, _now: Date): Promise<boolean> {
  for (const { table, key, sql, args, becomes } of dueRows(run.class as Class, run.realm as Realm, run.before)) {
    for (let turns = 0; ; turns++) {
      if (turns > A_TURN) return true
      const [gone] = await store.writes.commit([
        {
          sql: `${becomes === undefined ? `delete from ${table}` : `update ${table} set ${becomes}`} where ${key} in (select ${key.replace(/[()]/g, '')} from ${table} where ${sql} limit ${ROWS_A_COMMIT})`,
          args,
        },
      ])
      const n = gone?.rowsAffected ?? 0
      if (n > 0)
        await store.writes.commit([
          { sql: 'update retentions set erased = erased + ? where id = ?', args: [n, run.id] },
        ])
      if (n < ROWS_A_COMMIT) break
    }
  }
  return false
}

/** Says that a run is over, once. */
async function finish({ store }: World, run: Run, now: Date) {
  const open = { sql: "exists (select 1 from retentions where id = ? and state = 'erasing')", args: [run.id] }
  const event = append(
    {
      stream: `retention/${run.realm}/${run.id}`,
      // What was promised was neither proposed nor approved.
      n: run.class === PROMISED.class ? 2 : 3,
      at: now,
      actor: { kind: 'system' },
      action: 'done',
      data: {},
      state: { state: 'done' },
    },
    open,
  )
  await store.writes.commit([
    ...event.statements,
    {
      sql: "update retentions set state = 'done', done_at = ? where id = ? and state = 'erasing'",
      args: [now.getTime(), run.id],
    },
  ])
}
