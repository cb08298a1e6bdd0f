import type { InStatement } from '@libsql/client'
import type { Context } from 'hono'
import * as z from 'zod'
import type { Condition } from '../db/row.ts'
import type { AppEnv, Deps } from './context.ts'
import { check } from './form.ts'
import { KEY_HEADER, once, stepOnce } from './once.ts'
import type { Actor } from './staff/actor.ts'
import { whole } from './vocabulary.ts'

/** A step as it is posted: the action and the last event the person saw; the rest is what its row of the table must say. */
export const postedStep = <A extends string>(actions: readonly A[]) =>
  z.looseObject({
    action: z.enum(actions, { error: '没有这个操作' }).meta({ title: '操作' }),
    n: whole(1, 999_999_999, '请刷新页面后再办'),
  })

/**
 * Takes a step as it was posted, once for its key, by the mover of its things. `on` names a thing this person was found
 * to see: of one they may not see nobody is told what is wrong with the step.
 */
export async function takePosted<A extends string, On extends object>(
  c: Context<AppEnv>,
  { action, n, ...rest }: { action: A; n: number },
  says: (action: A) => z.ZodType<Record<string, unknown>>,
  on: On,
  actor: Actor,
  act: (
    world: Deps,
    taking: On & { n: number; action: A; said: Record<string, unknown> },
    actor: Actor,
    now: Date,
    also: (when: Condition) => InStatement[],
  ) => Promise<unknown>,
): Promise<void> {
  const { deps, now } = c.var
  const taking = { ...on, n, action, said: check(says(action), rest) }
  await stepOnce(deps, c.req.header(KEY_HEADER), actor.login, taking, now, (remember) =>
    act(deps, taking, actor, now, remember),
  )
}

/** Makes a thing as it was posted, once for its key, and says what it is called. */
export async function madeOnce(
  c: Context<AppEnv>,
  { login }: Pick<Actor, 'login'>,
  asked: object,
  make: (also: (id: string, when?: Condition) => InStatement[]) => Promise<string>,
): Promise<string> {
  const { deps, now } = c.var
  const { id } = await once<{ id: string }>(deps, c.req.header(KEY_HEADER), login, asked, now, async (remember) => ({
    id: await make((made, when) => remember({ id: made }, when)),
  }))
  return id
}
