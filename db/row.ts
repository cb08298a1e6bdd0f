import type { InStatement } from '@libsql/client'
import { getTableColumns, type InferInsertModel, type Table } from 'drizzle-orm'
import { type AnySQLiteTable, getTableConfig } from 'drizzle-orm/sqlite-core'

/** The text of an insert never changes, so it is made once a table and not once a row. */
const texts = new Map<Table, { sql: string; keys: string[] }>()

/** A part of a statement and the values bound in it: mostly what follows a `where`, what must hold for it to write. */
export interface Condition {
  sql: string
  args: (string | number)[]
}

/** One insert as a statement for the write queue; `when` makes it conditional. */
export function insert<T extends AnySQLiteTable>(table: T, row: InferInsertModel<T>, when?: Condition): InStatement {
  const { sql, keys } = texts.get(table) ?? prepare(table)
  const args = valuesOf(table, keys, row)
  return when
    ? { sql: `${sql} select ${keys.map(() => '?').join(', ')} where ${when.sql}`, args: [...args, ...when.args] }
    : { sql: `${sql} values (${keys.map(() => '?').join(', ')})`, args }
}

/** One insert of which the database works some values out: `by` names how, in what `from` finds, which it finds once. */
export function insertFrom<T extends AnySQLiteTable>(
  table: T,
  row: InferInsertModel<T>,
  from: Condition,
  by: Partial<Record<keyof InferInsertModel<T>, string>>,
): InStatement {
  const { sql, keys } = texts.get(table) ?? prepare(table)
  const made = new Map(Object.entries(by))
  const given = keys.filter((key) => !made.has(key))
  return {
    sql: `${sql} with made as materialized (${from.sql}) select ${keys.map((key) => made.get(key) ?? '?').join(', ')} from made`,
    args: [...from.args, ...valuesOf(table, given, row)],
  }
}

/** Many rows of one table in one statement, all or none; not for tables with bytes in them. */
export function insertAll<T extends AnySQLiteTable>(
  table: T,
  rows: readonly InferInsertModel<T>[],
  when?: Condition,
): InStatement {
  const { sql, keys } = texts.get(table) ?? prepare(table)
  const values = JSON.stringify(rows.map((row) => valuesOf(table, keys, row)))
  return {
    sql: `${sql} select ${keys.map((_, i) => `value ->> ${i}`).join(', ')} from json_each(?) where ${when?.sql ?? '1'}`,
    args: [values, ...(when?.args ?? [])],
  }
}

function valuesOf<T extends AnySQLiteTable>(table: T, keys: string[], row: InferInsertModel<T>) {
  const columns = getTableColumns(table)
  const values = row as Record<string, unknown>
  return keys.map((key) => {
    const value = values[key]
    return value === undefined || value === null ? null : (columns[key]?.mapToDriverValue(value) as string)
  })
}

function prepare(table: AnySQLiteTable) {
  // An autoincremented key is the database's to give.
  const all = Object.entries(getTableColumns(table)).filter(
    ([, c]) => !(c as { autoIncrement?: boolean }).autoIncrement,
  )
  const names = all.map(([key, c]) => `"${c.name === key ? snake(key) : c.name}"`)
  const prepared = {
    sql: `insert into "${getTableConfig(table).name}" (${names.join(', ')})`,
    keys: all.map(([key]) => key),
  }
  texts.set(table, prepared)
  return prepared
}

const snake = (name: string) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)
