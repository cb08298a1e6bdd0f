import { setImmediate as turn } from 'node:timers/promises'
import { inArray } from 'drizzle-orm'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { cases } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import { bring, handsFor } from '../case/bring.ts'
import { find } from '../case/found.ts'
import { reach } from '../case/reach.ts'
import { type Rulebook, rulebook } from '../case/rulebook.ts'
import { view } from '../case/view.ts'
import { scope } from '../case/visibility.ts'
import { wayOf } from '../case/way.ts'
import { type Action, hindrance, STATUS, type Status, step } from '../case/workflow.ts'
import type { AppEnv } from '../context.ts'
import { check, fieldsOf, withOptions } from '../form.ts'
import { faultOf } from '../log.ts'
import { KEY_HEADER } from '../once.ts'
import { sends, takes } from '../openapi.ts'
import { REFUSALS, Refusal } from '../refusal.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { Bulk } from './bulk.ts'
import { visible } from './seen.ts'
import { take } from './taking.ts'

const TAG = '工作台'
const Preview = z
  .looseObject({ label: z.string(), possible: z.int(), items: z.array(z.looseObject({ no: z.string() })) })
  .meta({ ref: 'BulkPreview' })
const Done = z
  .looseObject({ label: z.string(), done: z.int(), items: z.array(z.looseObject({ no: z.string() })) })
  .meta({ ref: 'BulkDone' })

/** What is asked for, by whoever reads cases. */
async function asking(c: Context<AppEnv>) {
  const actor = signedIn(c)
  if (!scope(actor)) throw new Refusal('not_yours')
  const { action, cases: ticked, ...rest } = check(Bulk, await jsonBody(c))
  const { says, label } = step(action)
  return { actor, action, label, ticked, said: check(says, rest) }
}

/** A refusal as one line beside its case. */
const wordsOf = ({ fields, title }: Refusal) => fields?.map(({ message }) => message).join('；') ?? title

/** What a step would do to one case, or why not. A case this person may not see is one that does not exist. */
async function looked(
  c: Context<AppEnv>,
  { no, n }: { no: string; n: number },
  action: Action,
  said: Record<string, unknown>,
  actor: Actor,
  book: Rulebook,
) {
  const { deps, now } = c.var
  const reached = await reach(deps.store, no, actor)
  const found = reached && (await find(deps, no))
  const seen = found && view(found, actor, book, now)
  if (!found || !seen) return { item: { no, n, why: REFUSALS.not_found[1], seen: null, after: null } }
  const covers = (actor.for ?? []).map(({ login }) => login)
  const { row, children, callback } = found
  const way = wayOf({ ...row, children, callback }, found.events, actor.login, now, book, covers)
  const refused = hindrance(found.row, { action, n }, actor.roles, way)
  const why = refused
    ? REFUSALS[refused][1]
    : await wrongly(() => bring(action, { world: deps, found, said, actor, book, now }))
  const after = seen.allowed.find((one) => one.action === action)?.effect
  return {
    found,
    item: {
      no,
      n,
      why,
      seen: { gist: seen.gist, statusLabel: seen.statusLabel, dueOn: seen.dueOn },
      after: why === null && after ? { statusLabel: after.statusLabel, dueOn: after.dueOn } : null,
    },
  }
}

async function wrongly(what: () => unknown): Promise<string | null> {
  try {
    await what()
    return null
  } catch (error) {
    if (error instanceof Refusal) return wordsOf(error)
    throw error
  }
}

/** Takes the step on one case; what went wrong with it is its own affair and stops no other. */
async function taken(
  c: Context<AppEnv>,
  { no, n }: { no: string; n: number },
  action: Action,
  said: Record<string, unknown>,
) {
  try {
    const before = await visible(c, no)
    await take(c, before, { n, action, said }, `${before.actor.login}/${no}`)
    return { no, n: n + 1, why: null }
  } catch (thrown) {
    const refusal = thrown instanceof Refusal ? thrown : new Refusal('fault', { cause: thrown })
    if (refusal.code === 'fault') c.var.deps.log.error({ id: c.var.id, error: faultOf(thrown) }, 'one of several')
    return { no, n: null, why: wordsOf(refusal) }
  }
}

export const bulkRoutes = new Hono<AppEnv>()
  .post(
    '/preview',
    describe('几件一起办：先看每件能不能办、期限会怎样', TAG, Preview, 200, [400, 401, 403, 422]),
    takes(Bulk),
    async (c) => {
      const { actor, action, label, ticked, said } = await asking(c)
      const { deps, now } = c.var
      const book = await rulebook(deps.store, now)
      const all: Awaited<ReturnType<typeof looked>>[] = []
      for (const one of ticked) {
        all.push(await looked(c, one, action, said, actor, book))
        // Others are served between.
        await turn()
      }
      const first = all.find(({ found }) => found)?.found
      // Who must not know of one of them is told so beside that one.
      const hands = first ? await handsFor(deps, { ...first, blind: [] }, now) : []
      const items = all.map(({ item }) => item)
      return c.json({
        action,
        label,
        told: step(action).told !== undefined,
        fields: withOptions(fieldsOf(step(action).says), { person: hands, second: hands }),
        possible: items.filter(({ why }) => why === null).length,
        items,
      })
    },
  )
  .post(
    '/',
    describe('几件一起办：每件各是一步，办不成的不影响别的', TAG, Done, 200, [400, 401, 403, 422]),
    sends(KEY_HEADER),
    takes(Bulk),
    async (c) => {
      const { action, label, ticked, said } = await asking(c)
      const items: Awaited<ReturnType<typeof taken>>[] = []
      // One after another: whether a case can be closed may hang on the one before it.
      for (const one of ticked) items.push(await taken(c, one, action, said))
      const done = items.flatMap(({ no, why }) => (why === null ? [no] : []))
      const now = await c.var.deps.store.read
        .select({ no: cases.no, status: cases.status })
        .from(cases)
        .where(inArray(cases.no, done))
      const standing = new Map(now.map(({ no, status }) => [no, STATUS[status as Status]]))
      return c.json({
        action,
        label,
        done: done.length,
        items: items.map((item) => ({ ...item, statusLabel: standing.get(item.no) ?? null })),
      })
    },
  )
