import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { admit } from '../antibot/admit.ts'
import { jsonBody } from '../body.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { check } from '../form.ts'
import { KEY_HEADER, once } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { originOf } from '../pages.ts'
import { dayEnd } from '../publication/force.ts'
import { register } from '../publication/register.ts'
import { publicationRoutes } from '../publication/routes.ts'
import { Refusal } from '../refusal.ts'
import { words } from '../vocabulary.ts'
import { feedOf, icsOf } from './calendar.ts'
import { dayOf, daysOf } from './day.ts'
import { givenTo } from './found.ts'
import { bytesOf, readFile, shownOf } from './photographs.ts'
import { PAPERS, posterOf } from './poster.ts'
import { choiceOf, type Issued, mustBeOpen, register as take } from './register.ts'
import { Registration } from './registration.ts'
import { Standing, standingOf } from './told.ts'

const Registered = z
  .object({
    ticket: z.string(),
    number: z.string(),
    state: z.enum(['confirmed', 'waiting', 'pending']),
    position: z.int().optional(),
  })
  .meta({ ref: 'Registered' })

/** Whether very many came from this network today: somebody looks at them, and nobody is refused for his neighbours. */
function isCrowd(c: Context<AppEnv>): boolean {
  const { limits } = c.var.deps
  const [from, at] = [source(c), c.var.now.getTime()]
  limits.count('register_crowd', from, at)
  return limits.wait('register_crowd', from, at, 0) > 0
}

/** Which open days a calendar is subscribed to. */
const Feed = z.strictObject({ series: words(1, 30, '系列').optional() })
/** On which paper. */
const Printing = z.strictObject({
  size: z.enum(PAPERS, { error: `没有这种纸，可以用 ${PAPERS.join('、')}` }).default('a4'),
})

const CALENDAR = 'text/calendar; charset=utf-8'

/** Open days: published like everything, with the seats that are left, and a registration for one of them. */
export const openDays = new Hono<AppEnv>()
  .get(
    '/calendar.ics',
    describe('还没有结束的开放日：日历，可以订阅', '开放日', 'text/calendar'),
    asks(Feed),
    async (c) => {
      const { deps, now } = c.var
      const { series } = check(Feed, c.req.query())
      const days = await daysOf(deps.store, now)
      const wanted = days.filter(({ data }) => series === undefined || data.series === series)
      c.header('content-type', CALENDAR)
      c.header('content-disposition', 'attachment; filename="open-days.ics"')
      return c.body(feedOf(wanted, originOf(deps.env), now))
    },
  )
  .get(
    '/:code/poster.svg',
    describe('开放日的海报，真实尺寸，给打印机和印刷厂', '开放日', 'image/svg+xml', 200, [404, 409]),
    asks(Printing),
    async (c) => {
      const { deps, now } = c.var
      const { size } = check(Printing, c.req.query())
      const day = await dayOf(deps.store, c.req.param('code'), now)
      if (!day) throw new Refusal('not_found')
      if (day.cancelled) throw new Refusal('not_now')
      const { code, department } = day.data
      const name = (await register(deps.store)).title('department', department, today(now), dayEnd(today(now)))
      const address = `${originOf(deps.env)}/open-days/${code}`
      c.header('content-type', 'image/svg+xml; charset=utf-8')
      c.header('content-disposition', `attachment; filename="${code}-${size}.svg"`)
      const posted = { address, department: name ?? department, demo: deps.env.demo !== 'off' }
      return c.body(posterOf(day.data, posted, size))
    },
  )
  .get(
    '/:code/calendar.ics',
    describe('开放日：日历文件，可以加进手机日历', '开放日', 'text/calendar', 200, [404]),
    async (c) => {
      const day = await dayOf(c.var.deps.store, c.req.param('code'), c.var.now)
      if (!day) throw new Refusal('not_found')
      const { code } = day.data
      c.header('content-type', CALENDAR)
      c.header('content-disposition', `attachment; filename="${code}.ics"`)
      return c.body(icsOf(day, originOf(c.var.deps.env), c.var.now))
    },
  )
  .get(
    '/:code/photographs/:file',
    describe('开放日：公布的报告里的一张照片', '开放日', 'image/webp', 200, [404]),
    async (c) => {
      const [event, file] = [c.req.param('code'), c.req.param('file')]
      const asked = readFile(file)
      const shown = asked && (await shownOf(c.var.deps, event, c.var.now)).has(asked.id)
      const bytes = shown && (await bytesOf(c.var.deps, event, file))
      if (!bytes) throw new Refusal('not_found')
      c.header('content-type', 'image/webp')
      // By its content, so never another; but one that is taken off must be gone from everywhere soon.
      c.header('cache-control', 'public, max-age=86400')
      return c.body(new Uint8Array(bytes))
    },
  )
  .post(
    '/:code/registrations',
    describe(
      '报名参加开放日：马上知道是通过、候补还是待审核。ticket 只给这一次',
      '开放日',
      Registered,
      201,
      [400, 404, 409, 422, 429],
    ),
    sends(KEY_HEADER),
    takes(Registration),
    async (c) => {
      const { deps, now } = c.var
      const day = await dayOf(deps.store, c.req.param('code'), now)
      if (!day) throw new Refusal('not_found')
      const { antibot, ...asked } = check(Registration, await jsonBody(c))
      // Before any work is asked for: who comes too early or chose wrongly keeps the proof.
      choiceOf(day, asked)
      const key = c.req.header(KEY_HEADER)
      const { id, ticket, seated } = await once<Issued>(deps, key, day.data.code, asked, now, async (remember) => {
        mustBeOpen(day, now)
        return admit(
          c,
          antibot,
          c.env.inside?.posted,
          ({ statements, plain }) => {
            const marks = [...(plain ? ['plain' as const] : []), ...(isCrowd(c) ? ['crowd' as const] : [])]
            const also = (issued: Issued) => [...statements, ...remember(issued)]
            return take(deps, day, asked, now, { marks, demo: deps.env.demo === 'on', also })
          },
          { widget: 'open-day', proved: 'register' },
        )
      })
      const given = await givenTo(deps, id)
      if (!given) throw new Refusal('not_found')
      const { number, place, position } = given
      // Asked again with the same key: what was answered first, whatever became of it since.
      const state = place === null ? seated : ('waiting' as const)
      return c.json({ ticket, number, state, ...(position !== null && { position }) }, 201)
    },
  )
  .route(
    '/',
    publicationRoutes('open-day', {
      shape: Standing,
      of: async (c, item) => ({
        ...(await standingOf(c.var.deps.store, item, c.var.now)),
        turnstile: c.var.deps.env.turnstile?.siteKey ?? null,
      }),
    }),
  )
