import { and, asc, eq, gt, inArray, isNotNull, isNull, or } from 'drizzle-orm'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { accesses, enquiries, enquiryFiles, redactions } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { asked, type EnquiryRow, readId, type Sent } from '../case/enquiry.ts'
import { append } from '../case/event.ts'
import { rulebook } from '../case/rulebook.ts'
import { Contest } from '../case/says.ts'
import { Calling, TASKS, type TaskAction } from '../case/task.ts'
import { askedBody } from '../case/visibility.ts'
import type { AppEnv } from '../context.ts'
import { bytes } from '../file/download.ts'
import { type Kind, nameOf } from '../file/kind.ts'
import { check } from '../form.ts'
import { KEY_HEADER, stepOnce } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { postedStep } from '../posted.ts'
import { coveredOf } from '../redaction/copy.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf, signedIn } from '../staff/actor.ts'
import { whole } from '../vocabulary.ts'
import { calling, contesting, isPutAway, stepping } from './enquiry-steps.ts'

const Asked = z.strictObject({
  state: z.enum(['open', 'answered'], { error: '没有这一栏' }).default('open'),
  limit: whole(1, 100, '应是1到100的整数').default(50),
  cursor: z.string().max(60).optional(),
})

const EnquiryAnswer = z
  .looseObject({
    id: z.string(),
    digest: z.string(),
    period: z.string().nullable(),
    answerBy: z.string(),
    answer: z.string().nullable(),
    n: z.int(),
    may: z.array(z.string()),
    contests: z.string().nullable(),
  })
  .meta({ ref: 'Enquiry' })
const ListAnswer = z.looseObject({ items: z.array(EnquiryAnswer), total: z.int(), next: z.string().optional() })

const Step = postedStep([...(Object.keys(TASKS) as TaskAction[]), 'call', 'contest'])

/** The redacted copies that went with these. */
const sentWith = ({ read }: Store, ids: readonly string[]): Promise<Sent[]> =>
  read
    .select({ enquiry: enquiryFiles.enquiry, k: enquiryFiles.k, kind: redactions.kind, size: redactions.size })
    .from(enquiryFiles)
    .innerJoin(redactions, eq(redactions.id, enquiryFiles.redaction))
    .where(inArray(enquiryFiles.enquiry, [...ids]))
    .orderBy(asc(enquiryFiles.k))

function answering(c: Context<AppEnv>): { actor: Actor; body: string } {
  const actor = signedIn(c)
  const body = askedBody(actor)
  if (!body) throw new Refusal('not_yours')
  return { actor, body }
}

/** One's own body's enquiry; another's does not exist. */
async function own(c: Context<AppEnv>, typed: string): Promise<{ actor: Actor; row: EnquiryRow }> {
  const { actor, body } = answering(c)
  const { read } = c.var.deps.store
  const found = await read
    .select()
    .from(enquiries)
    .where(and(eq(enquiries.id, readId(typed) ?? ''), eq(enquiries.department, body)))
    .get()
  if (!found) throw new Refusal('not_found')
  return { actor, row: found }
}

/** What a body sees, with the reading written down beside the case it does not know of. */
async function shown(c: Context<AppEnv>, typed: string) {
  const { deps, now } = c.var
  const { actor, row } = await own(c, typed)
  const [book, files] = await Promise.all([rulebook(deps.store, now), sentWith(deps.store, [row.id])])
  const seen = asked(row, actor, book, files, now)
  if (!seen) throw new Refusal('not_found')
  await deps.store.writes.commit([
    insert(accesses, { at: now.getTime(), person: actor.login, no: row.no, what: 'enquiry', why: null }),
  ])
  return seen
}

/** The date a page begins after, and the number: a cursor of the body's own things only. */
const after = (cursor: string | undefined) => {
  const [day = '', id = ''] = Buffer.from(cursor ?? '', 'base64url')
    .toString()
    .split(' ')
  return day && id ? or(gt(enquiries.answerBy, day), and(eq(enquiries.answerBy, day), gt(enquiries.id, id))) : undefined
}

export const enquiryRoutes = new Hono<AppEnv>()
  .get('/', describe('本单位收到的函询', '工作台', ListAnswer, 200, [401, 403, 422]), asks(Asked), async (c) => {
    const { actor, body } = answering(c)
    const { state, limit, cursor } = check(Asked, c.req.query())
    const { store } = c.var.deps
    const within = and(
      eq(enquiries.department, body),
      state === 'open' ? isNull(enquiries.answeredAt) : isNotNull(enquiries.answeredAt),
    )
    const book = await rulebook(store, c.var.now)
    const [rows, total] = await Promise.all([
      store.read
        .select()
        .from(enquiries)
        .where(and(within, after(cursor)))
        .orderBy(asc(enquiries.answerBy), asc(enquiries.id))
        .limit(limit + 1),
      store.read.$count(enquiries, within),
    ])
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const files = await sentWith(
      store,
      items.map(({ id }) => id),
    )
    return c.json({
      items: items.map((row) => asked(row, actor, book, files, c.var.now)).filter((seen) => seen !== null),
      total,
      ...(rows.length > limit && last && { next: Buffer.from(`${last.answerBy} ${last.id}`).toString('base64url') }),
    })
  })
  .get('/:id', describe('一件函询', '工作台', EnquiryAnswer, 200, [401, 403, 404]), async (c) =>
    c.json(await shown(c, c.req.param('id'))),
  )
  .get(
    '/:id/attachments/:k',
    describe('随函询附来的一个遮盖件', '工作台', 'application/octet-stream', 200, [401, 403, 404]),
    async (c) => {
      const { actor, row } = await own(c, c.req.param('id'))
      const { deps, now } = c.var
      const k = Number(/^\d{1,2}$/.exec(c.req.param('k'))?.[0])
      const sent = await deps.store.read
        .select({ redaction: redactions })
        .from(enquiryFiles)
        .innerJoin(redactions, eq(redactions.id, enquiryFiles.redaction))
        .where(and(eq(enquiryFiles.enquiry, row.id), eq(enquiryFiles.k, k || 0)))
        .get()
      if (!sent) throw new Refusal('not_found')
      const { kind, size } = sent.redaction
      const what = `enquiry/${row.id}/${k}`
      await deps.store.writes.commit([
        insert(accesses, { at: now.getTime(), person: actor.login, no: row.no, what, why: null }),
      ])
      return bytes(c, await coveredOf(deps, sent.redaction), nameOf(k, kind as Kind), kind as Kind, size)
    },
  )
  .post(
    '/:id/steps',
    describe(
      '签收、退回、反馈一件函询；镇街可以召集别的单位；由差评来的可以申诉误评',
      '工作台',
      EnquiryAnswer,
      200,
      [400, 401, 403, 404, 409, 422],
    ),
    sends(KEY_HEADER),
    takes(Step),
    async (c) => {
      const body = await jsonBody(c)
      const { actor, row } = await own(c, c.req.param('id'))
      const { action, n, ...rest } = check(Step, body)
      const calls = action === 'call' ? check(Calling, rest) : undefined
      const contests = action === 'contest' ? check(Contest, rest) : undefined
      const said: Record<string, unknown> = calls ?? contests ?? check(TASKS[action as TaskAction].says, rest)
      const { deps, now } = c.var
      const sent = { id: row.id, action, n, said }
      await stepOnce(deps, c.req.header(KEY_HEADER), actor.login, sent, now, async (remember) => {
        if (row.n !== n) throw new Refusal('moved_meanwhile')
        if (await isPutAway(deps.store, row.no)) throw new Refusal('not_now')
        if (contests) {
          await contesting(c, row, actor, contests, remember)
          return
        }
        const unmoved = { sql: 'exists (select 1 from enquiries where id = ? and n = ?)', args: [row.id, n] }
        const moved = calls
          ? await calling(c, row, actor, calls, unmoved)
          : stepping(row, action as TaskAction, said, actor, now)
        const event = append(
          {
            stream: `enquiry/${row.id}`,
            n: n + 1,
            at: now,
            actor: actorOf(actor),
            action,
            data: said,
            state: { state: moved.state },
          },
          unmoved,
        )
        const [appended] = await deps.store.writes.commit([
          ...event.statements,
          ...remember(unmoved),
          ...moved.also,
          {
            sql: 'update enquiries set state = ?, answer = coalesce(?, answer), answered_at = coalesce(?, answered_at), n = n + 1 where id = ? and n = ?',
            args: [moved.state, moved.answer, moved.answeredAt, row.id, n],
          },
        ])
        if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
      })
      return c.json(await shown(c, row.id))
    },
  )
