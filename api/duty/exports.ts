import { type Context, Hono } from 'hono'
import { stream } from 'hono/streaming'
import { insert } from '../../db/row.ts'
import { accesses } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import type { AppEnv } from '../context.ts'
import { csvOf } from '../open-day/sheet.ts'
import { found, reading, TAG } from './desk.ts'
import { partsBook, partsSheet } from './sheet.ts'
import { deskView } from './view.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** The whole list; that it was taken is written down first. */
async function taken(c: Context<AppEnv>) {
  const actor = reading(c)
  const duty = await found(c)
  const { deps, now } = c.var
  await deps.store.writes.commit([
    insert(accesses, { at: now.getTime(), person: actor.login, no: '', what: 'duty-export', why: duty.id }),
  ])
  return deskView(deps, duty, actor, now)
}
function asFile(c: Context<AppEnv>, name: string, type: string) {
  c.header('content-type', type)
  c.header('content-disposition', `attachment; filename="${name}"`)
}

/** Lists of who was asked to a task, as tables. */
export const dutyExports = new Hono<AppEnv>()
  .get(
    '/:id/parts.csv',
    describe('受邀的监督员（CSV），导出一次记一次', TAG, 'text/csv', 200, [401, 403, 404]),
    async (c) => {
      const view = await taken(c)
      asFile(c, `${view.id}.csv`, 'text/csv; charset=utf-8')
      return c.body(csvOf(partsSheet(view)))
    },
  )
  .get(
    '/:id/parts.xlsx',
    describe('受邀的监督员（XLSX），导出一次记一次', TAG, XLSX, 200, [401, 403, 404]),
    async (c) => {
      const view = await taken(c)
      asFile(c, `${view.id}.xlsx`, XLSX)
      return stream(c, async (out) => {
        for await (const piece of partsBook(view, c.var.now)) await out.write(piece)
      })
    },
  )
