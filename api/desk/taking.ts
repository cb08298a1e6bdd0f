import type { Context } from 'hono'
import { act } from '../case/act.ts'
import { bring } from '../case/bring.ts'
import { tornUp } from '../case/jotting.ts'
import { ACTIONS, type Action } from '../case/workflow.ts'
import type { AppEnv } from '../context.ts'
import { KEY_HEADER, stepOnce } from '../once.ts'
import { postedStep } from '../posted.ts'
import { Refusal } from '../refusal.ts'
import { noteRead, type visible } from './seen.ts'

export const Step = postedStep(ACTIONS)

/** Steps whose digest is checked against what is sealed: a digest that was refused is written down. */
const ASKING: readonly Action[] = ['enquire', 'entrust', 'call']

async function bringing(
  c: Context<AppEnv>,
  { found, book, actor }: Awaited<ReturnType<typeof visible>>,
  action: Action,
  said: Record<string, unknown>,
) {
  const { deps, now } = c.var
  try {
    return await bring(action, { world: deps, found, said, actor, book, now })
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid' && ASKING.includes(action))
      await noteRead(c, actor, found.row.no, 'digest', 'refused')
    throw error
  }
}

/** Takes a step on a case as somebody sees it, once for its key. */
export async function take(
  c: Context<AppEnv>,
  before: Awaited<ReturnType<typeof visible>>,
  { n, action, said }: { n: number; action: Action; said: Record<string, unknown> },
  /** Whose key it is: of several cases that go by one key each has its own. */
  owner = before.actor.login,
) {
  const { deps, now } = c.var
  const { actor, seen } = before
  const sent = { no: seen.no, n, action, said }
  await stepOnce(deps, c.req.header(KEY_HEADER), owner, sent, now, async (remember) => {
    // What a step needs is looked for only where it may be taken at all, also where no page offers it.
    const may = seen.n === n && before.may.includes(action)
    const brought = may ? await bringing(c, before, action, said) : {}
    const taking = { ...sent, said: brought.said ?? said, leads: brought.leads, provided: brought.provided }
    await act(deps, taking, actor.roles, actor, now, (unmoved) => [
      ...remember(unmoved),
      ...(brought.also?.(unmoved) ?? []),
      tornUp(sent.no, { person: actor.login, action }, unmoved),
    ])
  })
}
