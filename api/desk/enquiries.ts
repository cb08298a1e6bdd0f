import { and, asc, eq, gt, isNotNull, isNull, or } from 'drizzle-orm'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { accesses, enquiries } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { asked, type EnquiryRow, mayAnswer, readId } from '../case/enquiry.ts'
import { append } from '../case/event.ts'
import { rulebook } from '../case/rulebook.ts'
import { askedBody } from '../case/visibility.ts'
import type { AppEnv } from '../context.ts'
import { check } from '../form.ts'
import { KEY_HEADER, once } from '../once.ts'
import { asks, sends, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, actorOf, signedIn } from '../staff/actor.ts'
import { whole } from '../vocabulary.ts'
import { Answer } from './view.ts'

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
  })
  .meta({ ref: 'Enquiry' })
const ListAnswer = z.looseObject({ items: z.array(EnquiryAnswer), total: z.int(), next: z.string().optional() })

const DONE = { ok: true }

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
  const seen = asked(row, actor, await rulebook(deps.store, now))
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
    return c.json({
      items: items.map((row) => asked(row, actor, book)).filter((seen) => seen !== null),
      total,
      ...(rows.length > limit && last && { next: Buffer.from(`${last.answerBy} ${last.id}`).toString('base64url') }),
    })
  })
  .get('/:id', describe('一件函询', '工作台', EnquiryAnswer, 200, [401, 403, 404]), async (c) =>
    c.json(await shown(c, c.req.param('id'))),
  )
  .post(
    '/:id/steps',
    describe('答复函询', '工作台', EnquiryAnswer, 200, [400, 401, 403, 404, 409, 422]),
    sends(KEY_HEADER),
    takes(Answer),
    async (c) => {
      const body = await jsonBody(c)
      const { actor, row } = await own(c, c.req.param('id'))
      const { n, note } = check(Answer, body)
      const { deps, now } = c.var
      await once(deps, c.req.header(KEY_HEADER), actor.login, { id: row.id, n, note }, now, async (remember) => {
        if (row.n !== n) throw new Refusal('moved_meanwhile')
        if (row.answeredAt !== null) throw new Refusal('already')
        if (!mayAnswer(row, actor.roles)) throw new Refusal('not_yours')
        const unmoved = { sql: 'exists (select 1 from enquiries where id = ? and n = ?)', args: [row.id, n] }
        const event = append(
          {
            stream: `enquiry/${row.id}`,
            n: n + 1,
            at: now,
            actor: actorOf(actor),
            action: 'answer',
            data: { note },
            state: { answered: true },
          },
          unmoved,
        )
        const [appended] = await deps.store.writes.commit([
          ...event.statements,
          ...remember(DONE, unmoved),
          {
            sql: 'update enquiries set answer = ?, answered_at = ?, n = n + 1 where id = ? and n = ?',
            args: [note, now.getTime(), row.id, n],
          },
        ])
        if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
        return DONE
      })
      return c.json(await shown(c, row.id))
    },
  )
