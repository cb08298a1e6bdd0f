import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient } from '@libsql/client'
import { drizzle } from 'drizzle-orm/libsql'
import { migrate } from 'drizzle-orm/libsql/migrator'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from '../../db/open.ts'

const MIGRATIONS = new URL('../../db/migrations', import.meta.url).pathname
let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yangguang-old-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** A database as the program before left it: only so many migrations. */
async function before(first: number): Promise<Client> {
  const folder = join(dir, 'migrations')
  cpSync(MIGRATIONS, folder, { recursive: true })
  const file = join(folder, 'meta/_journal.json')
  const journal = JSON.parse(readFileSync(file, 'utf8')) as { entries: { idx: number }[] }
  journal.entries = journal.entries.filter(({ idx }) => idx < first)
  writeFileSync(file, JSON.stringify(journal))
  const client = createClient({ url: `file:${join(dir, 'old.db')}` })
  await migrate(drizzle(client), { migrationsFolder: folder })
  return client
}

/** A row with something in every column that must have something. */
async function put(client: Client, table: string, said: Record<string, string | number | null>) {
  const columns = (await client.execute(`pragma table_info(${table})`)).rows
  const row = Object.fromEntries(
    columns.flatMap(({ name, type, notnull, dflt_value, pk }) => {
      const column = String(name)
      if (column in said) return [[column, said[column] ?? null]]
      // A number that counts up comes by itself.
      const counts = pk === 1 && type === 'INTEGER'
      return notnull && dflt_value === null && !counts ? [[column, /int/i.test(String(type)) ? 0 : '']] : []
    }),
  )
  const names = Object.keys(row)
  await client.execute({
    sql: `insert into ${table} (${names.map((name) => `"${name}"`)}) values (${names.map(() => '?')})`,
    args: Object.values(row),
  })
}

interface Old {
  no: string
  rating: number | null
  lane?: string
  department?: string | null
  /** What was written down of it, at what moment. */
  said?: [grade: unknown, at: string]
}

const OLD: Old[] = [
  { no: 'A1', rating: 5, said: [5, '2026-05-12T09:00:00+08:00'] },
  { no: 'A2', rating: 5, said: [5, '2026-05-31T23:59:00+08:00'] },
  // A day further here than there.
  { no: 'A3', rating: 1, said: [1, '2026-06-01T00:30:00+08:00'] },
  { no: 'A4', rating: 2, department: null, said: [2, '2026-05-12T09:00:00+08:00'] },
  // Nobody rated, nobody may know, no grade that is one, nothing written down.
  { no: 'B1', rating: null },
  { no: 'B2', rating: 1, lane: 'sealed', said: [1, '2026-05-12T09:00:00+08:00'] },
  { no: 'B3', rating: 9, said: [9, '2026-05-12T09:00:00+08:00'] },
  { no: 'B4', rating: 3 },
]

async function old() {
  const client = await before(8)
  for (const { no, rating, lane = 'plain', department = 'ZFJ', said } of OLD) {
    await put(client, 'cases', { no, rating, lane, about_department: department })
    await put(client, 'events', { stream: `case/${no}`, n: 1, action: 'submit', data: '{}' })
    if (said)
      await put(client, 'events', {
        stream: `case/${no}`,
        n: 2,
        action: 'rate',
        at: Date.parse(said[1]),
        data: JSON.stringify({ grade: said[0] }),
      })
  }
  client.close()
}

test('ratings of a database from before surveys are taken over, each once, and counted', async () => {
  await old()
  const open = () => openStore({ url: `file:${join(dir, 'old.db')}` })
  let store = await open()
  const rows = (sql: string) => store.heavy.rows<Record<string, unknown>>({ sql, args: [] })
  const ratings = () => rows('select no, n, "on", department, grade from ratings order by no')
  const counts = () => rows('select * from rating_counts where n <> 0 order by month, department, what')
  expect(await ratings()).toEqual([
    { no: 'A1', n: 2, on: '2026-05-12', department: 'ZFJ', grade: 5 },
    { no: 'A2', n: 2, on: '2026-05-31', department: 'ZFJ', grade: 5 },
    { no: 'A3', n: 2, on: '2026-06-01', department: 'ZFJ', grade: 1 },
    { no: 'A4', n: 2, on: '2026-05-12', department: null, grade: 2 },
  ])
  const counted = [
    { month: '2026-05', department: '', what: 'grade-2', n: 1 },
    { month: '2026-05', department: 'ZFJ', what: 'grade-5', n: 2 },
    { month: '2026-06', department: 'ZFJ', what: 'grade-1', n: 1 },
  ]
  expect(await counts()).toEqual(counted)
  // Nothing that was there is lost, and starting again does nothing again.
  expect(await rows('select no, rating from cases order by no')).toEqual(OLD.map(({ no, rating }) => ({ no, rating })))
  await store.close()
  store = await open()
  expect(await counts()).toEqual(counted)

  // What happens to an old one afterwards moves its counts as it moves a new one's.
  await store.writes.commit([`update ratings set child = 'C1', again = 4 where no = 'A3'`])
  expect((await counts()).filter(({ month }) => month === '2026-06').map(({ what, n }) => [what, n])).toEqual([
    ['better', 1],
    ['grade-1', 1],
    ['opened', 1],
  ])
  await store.writes.commit([`update ratings set contest = 'upheld' where no = 'A3'`])
  expect((await counts()).filter(({ month }) => month === '2026-06').map(({ what, n }) => [what, n])).toEqual([
    ['contested', 1],
    ['upheld', 1],
  ])
  await store.writes.commit([`delete from ratings where no = 'A3'`])
  expect(await counts()).toEqual(counted.slice(0, 2))
  await store.close()
})

test('negative control: without the last statement of the migration they would be forgotten', async () => {
  await old()
  const client = createClient({ url: `file:${join(dir, 'old.db')}` })
  const all = readFileSync(join(MIGRATIONS, '0008_survey.sql'), 'utf8').split('--> statement-breakpoint')
  for (const sql of all.slice(0, -1)) await client.execute(sql)
  expect((await client.execute('select * from ratings')).rows).toEqual([])
  await client.execute(all.at(-1)!)
  expect((await client.execute('select * from ratings')).rows).toHaveLength(4)
  client.close()
})
