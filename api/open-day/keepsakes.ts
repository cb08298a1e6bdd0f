import { type Context, Hono } from 'hono'
import type { AppEnv } from '../context.ts'
import { originOf } from '../pages.ts'
import { Refusal } from '../refusal.ts'
import { icsOf } from './calendar.ts'
import { sessionOf } from './day.ts'
import { ticketOf } from './forms.ts'
import { pictureOf } from './picture.ts'
import { heldBy } from './ticket-routes.ts'

/** Of whoever has a seat: who waits for one must not come with a picture of it. */
async function seated(c: Context<AppEnv>) {
  const { row, day } = await heldBy(c, ticketOf(c))
  const session = sessionOf(day, row.session)
  if (!session || day.cancelled || (row.state !== 'confirmed' && row.state !== 'attended')) throw new Refusal('not_now')
  return { row, day, session }
}

/** What the holder of a ticket takes along as a file. The ticket is in a cookie, never in an address; nothing is kept on the way. */
export const keepsakes = new Hono<AppEnv>()
  .get('/calendar.ics', async (c) => {
    const { day, session } = await seated(c)
    c.header('content-type', 'text/calendar; charset=utf-8')
    c.header('content-disposition', `attachment; filename="${day.data.code}.ics"`)
    return c.body(icsOf(day, originOf(c.var.deps.env), c.var.now, session.id))
  })
  .get('/picture.svg', async (c) => {
    const { row, day, session } = await seated(c)
    c.header('content-type', 'image/svg+xml; charset=utf-8')
    const { number, size } = row
    return c.body(pictureOf({ day: day.data, session, number, size, demo: c.var.deps.env.demo !== 'off' }))
  })
