import type { Context } from 'hono'
import { stream } from 'hono/streaming'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { row } from '../publication/csv.ts'
import { type Sheet, workbook } from './simple.ts'

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A moment as a cell shows it, by the clock of China. */
export const clock = (at: string | null): string =>
  at === null ? '' : new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

function asFile(c: Context<AppEnv>, name: string, type: string) {
  c.header('content-type', type)
  c.header('content-disposition', `attachment; filename="${name}"`)
}

/** A sheet as CSV. A BOM first, or Excel takes it for GBK; no cell begins a formula. */
export function csv(c: Context<AppEnv>, name: string, { head = [], rows }: Sheet) {
  asFile(c, `${name}.csv`, 'text/csv; charset=utf-8')
  return c.body(`\ufeff${[head, ...rows].map(row).join('')}`)
}

/** A sheet as a workbook, with a second one that says what it is and of which day. */
export function xlsx(c: Context<AppEnv>, name: string, about: string, sheet: Sheet) {
  asFile(c, `${name}.xlsx`, XLSX)
  const notes = [
    ['内容', about],
    ['制表日期', today(c.var.now)],
  ]
  return stream(c, async (out) => {
    for await (const piece of workbook([sheet, { title: '说明', widths: [12, 80], rows: notes }]))
      await out.write(piece)
  })
}
