import { type Context, Hono } from 'hono'
import { insert } from '../../db/row.ts'
import { accesses } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import type { AppEnv } from '../context.ts'
import { csv, XLSX, xlsx } from '../workbook/file.ts'
import { found, reading, TAG } from './desk.ts'
import { partsSheet } from './sheet.ts'
import { deskView } from './view.ts'

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

/** Lists of who was asked to a task, as tables. */
export const dutyExports = new Hono<AppEnv>()
  .get(
    '/:id/parts.csv',
    describe('受邀的监督员（CSV），导出一次记一次', TAG, 'text/csv', 200, [401, 403, 404]),
    async (c) => {
      const view = await taken(c)
      return csv(c, view.id, partsSheet(view))
    },
  )
  .get(
    '/:id/parts.xlsx',
    describe('受邀的监督员（XLSX），导出一次记一次', TAG, XLSX, 200, [401, 403, 404]),
    async (c) => {
      const view = await taken(c)
      return xlsx(c, view.id, `${view.id} ${view.title}`, partsSheet(view))
    },
  )
