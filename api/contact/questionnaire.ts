import { and, asc, eq, like, ne, sql } from 'drizzle-orm'
import { Hono } from 'hono'
import * as z from 'zod'
import { insert } from '../../db/row.ts'
import { accesses, contacts, events, surveys } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { append } from '../case/event.ts'
import type { AppEnv, Deps } from '../context.ts'
import { check } from '../form.ts'
import { channelsOf } from '../notice/channels.ts'
import { KEY_HEADER, once } from '../once.ts'
import { sends, takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { actorOf } from '../staff/actor.ts'
import { find as findSurvey } from '../survey/found.ts'
import { invite, pasted } from '../survey/inviting.ts'
import { LEAST_INVITED } from '../survey/survey.ts'
import { Asking } from './contact.ts'
import { reading, TAG } from './desk.ts'
import { type ContactRow, personOf } from './found.ts'
import { mayAsk } from './visibility.ts'

const STREAM = 'contact-survey/'
const Rounds = z.object({
  items: z.array(
    z.object({ survey: z.string(), title: z.string(), closesOn: z.string(), at: z.string(), invited: z.int() }),
  ),
  choices: z.array(z.object({ value: z.string(), label: z.string() })),
  serving: z.int(),
  /** How many telephones they have; fewer than `least` would show who answered. */
  telephones: z.int(),
  least: z.int(),
  sms: z.boolean(),
  total: z.int(),
})
const Sent = z.object({ invited: z.int(), repeated: z.int() })

/** The questionnaires that went to all contact points, the newest first. Who answered which is known to nobody. */
export async function rounds({ store }: Pick<Deps, 'store'>) {
  const rows = await store.read
    .select({ code: surveys.code, title: surveys.title, closesOn: surveys.closesOn, at: events.at, data: events.data })
    .from(events)
    .innerJoin(surveys, sql`${events.stream} = ${STREAM} || ${surveys.code}`)
    .where(like(events.stream, `${STREAM}%`))
    .orderBy(sql`${events.at} desc`)
    .limit(40)
  return rows.map(({ code, title, closesOn, at, data }) => ({
    survey: code,
    title,
    closesOn,
    at: new Date(at).toISOString(),
    invited: Number(data?.invited ?? 0),
  }))
}

/** The surveys a list may be invited to now. */
async function choicesOf({ store }: Pick<Deps, 'store'>, done: readonly string[]) {
  const open = await store.read
    .select({ code: surveys.code, title: surveys.title })
    .from(surveys)
    .where(and(eq(surveys.status, 'open'), eq(surveys.purpose, 'ordinary'), ne(surveys.entry, 'open')))
    .orderBy(asc(surveys.closesOn))
  return open
    .filter(({ code }) => !done.includes(code))
    .map(({ code, title }) => ({ value: code, label: `${title}（${code}）` }))
}

const serving = ({ store }: Pick<Deps, 'store'>) =>
  store.read.select().from(contacts).where(eq(contacts.state, 'serving'))

/** One press puts a questionnaire to all who serve; it goes out as every invitation of a survey does. */
export const contactQuestionnaires = new Hono<AppEnv>()
  .get('/', describe('发给全体联系点的问卷', TAG, Rounds, 200, [401, 403]), async (c) => {
    const actor = reading(c)
    const { deps } = c.var
    const items = await rounds(deps)
    const done = items.map(({ survey }) => survey)
    const rows = await serving(deps)
    return c.json({
      items,
      choices: mayAsk(actor) ? await choicesOf(deps, done) : [],
      serving: rows.length,
      telephones: new Set(rows.map(({ phoneIndex }) => phoneIndex)).size,
      least: LEAST_INVITED,
      sms: channelsOf(deps.env).has('sms'),
      total: items.length,
    })
  })
  .post(
    '/',
    describe('把一次测评的邀请一次发给全体在任联系点', TAG, Sent, 201, [400, 401, 403, 409, 422]),
    sends(KEY_HEADER),
    takes(Asking),
    async (c) => {
      const actor = reading(c)
      if (!mayAsk(actor)) throw new Refusal('not_yours')
      const { deps, now } = c.var
      const { survey } = check(Asking, await jsonBody(c))
      const found = await findSurvey(deps, survey, actor)
      if (!found) throw invalid('没有这次测评，请重新选择')
      const { code } = found.row
      const made = await once(deps, c.req.header(KEY_HEADER), actor.login, { code }, now, async (remember) => {
        if ((await rounds(deps)).some((one) => one.survey === code)) throw new Refusal('already')
        const rows = await serving(deps)
        const read = numbersOf(deps, rows)
        const answer = { invited: read.addresses.length, repeated: read.repeated }
        // The count of the survey moves with it: of two at once one invites.
        return invite(deps, found, read, actor, now, (when) => [
          ...append(
            {
              stream: `${STREAM}${code}`,
              n: 1,
              at: now,
              actor: actorOf(actor),
              action: 'questionnaire',
              data: answer,
              state: { status: 'open' },
            },
            when,
          ).statements,
          insert(
            accesses,
            { at: now.getTime(), person: actor.login, no: '', what: 'contact', why: `questionnaire ${code}` },
            when,
          ),
          ...remember(answer, when),
        ])
      })
      return c.json(made, 201)
    },
  )

const invalid = (message: string) => new Refusal('invalid', { fields: [{ path: 'survey', message }] })

/** The telephones of all, judged as every list is; what is wrong with it is said of the choice. */
function numbersOf(deps: Deps, rows: readonly ContactRow[]) {
  if (!channelsOf(deps.env).has('sms')) throw invalid('平台没有开通短信，邀请发不出去。请系统管理员开通短信以后再发')
  const phones = rows.map((row) => personOf(deps, row).phone)
  const telephones = new Set(phones).size
  if (telephones < LEAST_INVITED)
    throw invalid(
      `履职中的联系点只有${telephones}个不同的手机号码，不够${LEAST_INVITED}个：太少了，看得出谁答了、谁没答。请先设立够${LEAST_INVITED}家再发`,
    )
  try {
    return pasted(deps, phones.join('\n'))
  } catch (error) {
    if (!(error instanceof Refusal) || !error.fields) throw error
    throw new Refusal('invalid', { fields: error.fields.map(({ message }) => ({ path: 'survey', message })) })
  }
}
