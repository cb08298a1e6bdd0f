import type { InStatement } from '@libsql/client'
import { getTableColumns, type InferInsertModel, type Table } from 'drizzle-orm'
import { type AnySQLiteTable, getTableConfig } from 'drizzle-orm/sqlite-core'

/** The text of an insert never changes, so it is made once a table and not once a row. */
const texts = new Map<Table, { sql: string; keys: string[] }>()

/** What must hold for a statement to write: what follows its `where`, and the values bound in it. */
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
