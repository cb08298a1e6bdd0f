import { eq } from 'drizzle-orm'
import type { Context } from 'hono'
import { Hono } from 'hono'
import * as z from 'zod'
import { cases } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { act } from '../case/history.ts'
import { readNumber, readQueryCode } from '../case/number.ts'
import { rulebook } from '../case/rulebook.ts'
import { find, track } from '../case/view.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { KEY_HEADER, once } from '../once.ts'
import { sends } from '../openapi.ts'
import { Refusal } from '../refusal.ts'

export const TrackAnswer = z
  .object({
    no: z.string(),
    kind: z.string(),
    status: z.string(),
    statusLabel: z.string(),
    receivedAt: z.string(),
    dueOn: z.string().nullable(),
    provisional: z.boolean(),
    because: z.string(),
    acceptBy: z.string().optional(),
    answerBy: z.string().optional(),
    timeline: z.array(z.object({ at: z.string(), label: z.string(), text: z.string().optional() })),
    messages: z.array(z.never()),
    may: z.array(z.string()),
    proof: z.object({ seal: z.string(), intact: z.boolean() }),
  })
  .meta({ ref: 'Track' })

/**
 * The case a request proves to know by number and code. A wrong number, a wrong code and a wrong check character get
 * the same answer after the same work; wrong ones make their source wait. The right code is always answered: 120 bits
 * need no lock, and a neighbour's mistakes must not hide anybody's case.
 */
async function proven(c: Context<AppEnv, '/:no'>) {
  const { store, secrets, limits } = c.var.deps
  const [from, at] = [source(c), c.var.now.getTime()]
  const no = readNumber(c.req.param('no'))
  const code = readQueryCode(c.req.header(CODE_HEADER) ?? '')
  const decoy = secrets.digest('code', NOBODY)
  // Only the digest is read before the code is known to be right: a number that exists costs no more than one that does not.
  const kept = await store.read
    .select({ codeHash: cases.codeHash })
    .from(cases)
    .where(eq(cases.no, no ?? NOBODY))
    .get()
  const known = secrets.matches('code', code ?? '', kept?.codeHash ?? decoy)
  const found = kept && known && code && no ? await find(c.var.deps, no) : undefined
  if (found) return found
  limits.demand('track_miss', from, at)
  limits.count('track_miss', from, at)
  await limits.drag('track_miss', at)
  throw new Refusal('no_such_case')
}

const CODE_HEADER = 'X-Query-Code'
/** All that is kept of a withdrawal for its key; the case is drawn anew. */
const DONE = { ok: true }

/** A number no case has. */
const NOBODY = '0000-00000000?'

export const trackRoutes = new Hono<AppEnv>()
  .get(
    '/:no',
    describe('凭编号和查询码看办理进度', '查询', TrackAnswer, 200, [404, 429]),
    sends(CODE_HEADER),
    async (c) => {
      const found = await proven(c)
      return c.json(track(found, c.var.deps.secrets, await rulebook(c.var.deps.store, c.var.now)))
    },
  )
  .post(
    '/:no/withdraw',
    describe('撤回', '查询', TrackAnswer, 200, [404, 409, 422, 429]),
    sends(CODE_HEADER, KEY_HEADER),
    async (c) => {
      const { row } = await proven(c)
      const { deps, now } = c.var
      await once(deps, c.req.header(KEY_HEADER), row.no, 'withdraw', now, async (remember) => {
        const taking = { no: row.no, n: row.n, action: 'withdraw', said: {} } as const
        await act(deps, taking, ['citizen'], 'citizen', now, (unmoved) => remember(DONE, unmoved))
        return DONE
      })
      const found = await find(c.var.deps, row.no)
      if (!found) throw new Refusal('no_such_case')
      return c.json(track(found, c.var.deps.secrets, await rulebook(c.var.deps.store, c.var.now)))
    },
  )
