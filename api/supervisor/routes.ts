import { Hono } from 'hono'
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
import { Refusal } from '../refusal.ts'
import { codes, whole, words } from '../vocabulary.ts'
import { Application } from './application.ts'
import { apply, mustBeEligible } from './apply.ts'
import { PHASE, type Phase } from './call.ts'
import { bodiesOf, callsOf } from './calls.ts'
import { readCertificateNo } from './number.ts'
import { Objection } from './objection.ts'
import { applicationBy, isPublic, object, publicityOf } from './publicity.ts'
import { byNumber, namedOn, rosterOf, STANDING, type Standing, standingOf } from './roster.ts'
import { sectorName } from './sector.ts'
import { GROUP, TYPE } from './supervisor.ts'
import { ticketRoutes } from './ticket-routes.ts'

const Ticket = z.object({ ticket: z.string() }).meta({ ref: 'SupervisorTicket' })

const Call = z.object({
  code: z.string(),
  name: z.string(),
  phase: z.enum(Object.keys(PHASE) as Phase[]),
  seats: z.int(),
  areas: z.array(z.string()),
  applyFrom: z.string(),
  applyTo: z.string(),
})
/** What a browser shows Turnstile with; nothing where a proof of work is asked for. */
const Calls = z.object({ items: z.array(Call), total: z.int(), turnstile: z.string().nullable() })

const kinds = { type: z.enum(Object.keys(TYPE) as (keyof typeof TYPE)[]), typeLabel: z.string() }
const groups = { group: z.enum(Object.keys(GROUP) as (keyof typeof GROUP)[]), groupLabel: z.string() }
const Roster = z
  .object({
    items: z.array(
      z.object({
        name: z.string(),
        ...kinds,
        ...groups,
        areas: z.array(z.string()).meta({ description: 'None is the whole city.' }),
        sectors: z.array(z.string()).meta({ description: 'None is all.' }),
        tail: z.string().meta({ description: 'The last four signs of the certificate.' }),
        from: z.string(),
        to: z.string(),
      }),
    ),
    total: z.int(),
    next: z.string().optional(),
  })
  .meta({ ref: 'SupervisorRoster' })

const Publicity = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        ...kinds,
        ...groups,
        areas: z.array(z.string()),
        from: z.string(),
        to: z.string(),
      }),
    ),
    total: z.int(),
  })
  .meta({ ref: 'SupervisorPublicity' })

const Asked = z.strictObject({
  type: codes(TYPE).optional(),
  group: codes(GROUP).optional(),
  area: words(1, 20, '镇街').optional(),
  limit: whole(1, 100, '每页1到100人').optional(),
  cursor: words(1, 40, '位置').optional(),
})

const Certificate = z.strictObject({ number: words(1, 60, '证号').meta({ title: '监督员证号' }) })
const Verdict = z
  .object({
    standing: z.enum(Object.keys(STANDING) as Standing[]),
    label: z.string(),
    on: z.string(),
    name: z
      .string()
      .optional()
      .meta({ description: 'In full where its holder serves and agreed to be listed, else the surname.' }),
    typeLabel: z.string().optional(),
    from: z.string().optional(),
    to: z.string().optional(),
  })
  .meta({ ref: 'SupervisorVerdict' })

const NUMBER =
  '没有查到这个号。证号是JD加8位数字和1个字母，例如JD20269999N，请核对后再输一次；证件上印的确实是这个号的，请向市司法局反映'

/** The public side of social supervisors: who they are, how to become one, who may soon be one, and what is against it. */
export const supervisorRoutes = new Hono<AppEnv>()
  .get(
    '/',
    describe('社会监督员名册：只列正在履职、本人同意公开的', '社会监督员', Roster, 200, [422]),
    asks(Asked),
    async (c) => {
      const { deps, now } = c.var
      const { limit = 50, cursor = '', ...by } = check(Asked, c.req.query())
      const [{ items, total, next }, bodies] = await Promise.all([
        rosterOf(deps, by, cursor, limit, now),
        bodiesOf(deps.store, now),
      ])
      return c.json({
        items: items.map(({ name, row: { type, group, areas, sectors, number, from, to } }) => ({
          name,
          type,
          typeLabel: TYPE[type],
          group,
          groupLabel: GROUP[group],
          areas: areas.map((area) => bodies.get(area)?.name ?? area),
          sectors: sectors.map(sectorName),
          tail: (number ?? '').slice(-4),
          from: from ?? '',
          to: to ?? '',
        })),
        total,
        ...(next !== undefined && { next }),
      })
    },
  )
  .get('/calls', describe('社会监督员招募：还没截止的和最近的', '社会监督员', Calls), async (c) => {
    const { deps, now } = c.var
    const items = await callsOf(deps.store, now)
    return c.json({ items, total: items.length, turnstile: deps.env.turnstile?.siteKey ?? null })
  })
  .get('/publicity', describe('正在公示的拟聘监督员', '社会监督员', Publicity), async (c) => {
    const { deps, now } = c.var
    const [found, bodies] = await Promise.all([publicityOf(deps, now), bodiesOf(deps.store, now)])
    const items = found.map(({ name, row: { id, type, group, areas, publicFrom, publicTo } }) => ({
      id,
      name,
      type,
      typeLabel: TYPE[type],
      group,
      groupLabel: GROUP[group],
      areas: areas.map((area) => bodies.get(area)?.name ?? area),
      from: publicFrom ?? '',
      to: publicTo ?? '',
    }))
    return c.json({ items, total: items.length })
  })
  .post(
    '/verify',
    describe('监督员证：按完整证号核验', '社会监督员', Verdict, 200, [422, 429]),
    takes(Certificate),
    async (c) => {
      const { deps, now } = c.var
      const number = readCertificateNo(check(Certificate, await jsonBody(c)).number)
      // Nothing is looked up, so nothing is counted.
      if (!number) throw new Refusal('invalid', { fields: [{ path: 'number', message: NUMBER }] })
      return deps.limits.spend('verify', source(c), now.getTime(), async () => {
        const on = today(now)
        const row = await byNumber(deps, number)
        const standing = row ? standingOf(row, on) : 'unknown'
        const verdict = { standing, label: STANDING[standing], on }
        if (!row || standing === 'unknown') return c.json(verdict)
        const { type, from, to } = row
        const name = namedOn(deps, row, on)
        return c.json({
          ...verdict,
          ...(name && { name }),
          typeLabel: TYPE[type],
          from: from ?? '',
          to: to ?? '',
        })
      })
    },
  )
  .post(
    '/applications',
    describe(
      '报名担任社会监督员。ticket 只给这一次；报过名的、正在任期里的，回答一样',
      '社会监督员',
      Ticket,
      201,
      [400, 409, 422, 429],
    ),
    sends(KEY_HEADER),
    takes(Application),
    async (c) => {
      const { deps, now } = c.var
      const { antibot, ...asked } = check(Application, await jsonBody(c))
      const key = c.req.header(KEY_HEADER)
      const ticket = await once<string>(deps, key, 'supervisor', asked, now, async (remember) => {
        // Before any work is asked for: whoever may not apply keeps the proof.
        const call = await mustBeEligible(deps, asked, now)
        return admit(
          c,
          antibot,
          c.env.inside?.posted,
          ({ statements }) =>
            apply(deps, asked, call.code, now, {
              demo: deps.env.demo === 'on',
              also: (issued) => [...statements, ...remember(issued)],
            }),
          { widget: 'supervisor' },
        )
      })
      return c.json({ ticket }, 201)
    },
  )
  .route('/', ticketRoutes)
  .post(
    '/:id/objections',
    describe(
      '对正在公示的拟聘监督员提出异议，可以不留姓名。ticket 只给这一次',
      '社会监督员',
      Ticket,
      201,
      [400, 404, 409, 422, 429],
    ),
    sends(KEY_HEADER),
    takes(Objection),
    async (c) => {
      const { deps, now } = c.var
      const about = await applicationBy(deps, c.req.param('id'))
      // Whoever never stood in publicity is not there for strangers; whoever did is known to have.
      if (!about || about.publicFrom === null) throw new Refusal('not_found')
      const { antibot, ...said } = check(Objection, await jsonBody(c))
      const key = c.req.header(KEY_HEADER)
      const ticket = await once<string>(deps, key, about.id, said, now, async (remember) => {
        if (!isPublic(about, today(now))) throw new Refusal('publicity_over')
        return deps.limits.spend('objection', source(c), now.getTime(), () =>
          admit(c, antibot, c.env.inside?.posted, ({ statements }) =>
            object(deps, about, said, now, {
              demo: deps.env.demo === 'on',
              also: (issued, when) => [...statements, ...remember(issued, when)],
            }),
          ),
        )
      })
      return c.json({ ticket }, 201)
    },
  )
