import type { InStatement } from '@libsql/client'
import { act, traces, type Unmoved } from '../case/act.ts'
import { type Found, find } from '../case/found.ts'
import { caseTaken } from '../case/history.ts'
import { newQueryCode } from '../case/number.ts'
import { sheet } from '../case/sheet.ts'
import type { State } from '../case/state.ts'
import { weigh } from '../case/weighed.ts'
import type { Action } from '../case/workflow.ts'
import type { Complaint } from '../complaint/complaint.ts'
import type { Deps } from '../context.ts'
import { type Remember, stepOnce } from '../once.ts'
import { Refusal, type RefusalCode } from '../refusal.ts'

type World = Pick<Deps, 'store' | 'secrets'>

/** What a step of the sender brings along. */
export interface Bringing {
  action: Action
  said: Record<string, unknown>
  leads?: State
  /** More to write in the same commit, on the same condition. */
  also?: (unmoved: Unmoved) => InStatement[]
}

/** The desk moves on while a sender writes; their words do not depend on it. */
const TRIES = 5

/** One step of the sender, once per key. What it brings is made from the case as it then stands. */
export const takeStep = (
  world: World,
  found: Found,
  key: string | undefined,
  body: unknown,
  now: Date,
  make: (found: Found) => Bringing | Promise<Bringing>,
) => stepOnce(world, key, found.row.no, body, now, (remember) => move(world, found, now, make, remember))

async function move(
  world: World,
  first: Found,
  now: Date,
  make: (found: Found) => Bringing | Promise<Bringing>,
  remember: (unmoved: Unmoved) => InStatement[],
) {
  const { no } = first.row
  for (let found: Found | undefined = first, left = TRIES; found; found = await find(world, no)) {
    // A code renewed meanwhile takes no more steps.
    if (found.row.codeHash !== first.row.codeHash) throw new Refusal('no_such_case')
    const { also, ...bringing } = await make(found)
    try {
      const taking = { no, n: found.row.n, ...bringing }
      return await act(world, taking, ['citizen'], 'citizen', now, (unmoved) => [
        ...(also?.(unmoved) ?? []),
        ...remember(unmoved),
      ])
    } catch (error) {
      const overtaken = caseTaken(error) || (error instanceof Refusal && error.code === 'moved_meanwhile')
      if (!overtaken || --left === 0) throw error
    }
  }
}

/**
 * A submission as it should have been: judged by today's rules, its dates still counted from the day it came, and in
 * one commit everything that held the old words is replaced. Whatever the desk did meanwhile, screening begins again.
 */
export async function mend(
  { store, secrets }: World,
  found: Found,
  complaint: Complaint,
  now: Date,
): Promise<Bringing> {
  const { row, events } = found
  const weighed = await weigh({ store }, complaint, now, new Date(row.receivedAt), { channel: row.channel })
  // What the desk has sealed, or the sealed desk has dealt with, stays sealed, whatever category is chosen now.
  const seen = ({ action, actor }: (typeof events)[number]) => action === 'seal' || actor.kind === 'person'
  const sealed = row.lane === 'sealed' && events.some(seen)
  const lane = sealed ? ('sealed' as const) : weighed.routed.lane
  const { acceptBy, answerBy, dueOn, clock, card } = sealed ? row : weighed.state
  const leads = {
    ...weighed.state,
    lane,
    acceptBy,
    answerBy,
    dueOn,
    clock,
    card,
    ...(sealed && { handler: row.handler }),
  }
  const { routed } = weighed
  // How it came is no matter of what it says.
  const flags = [...(weighed.columns.flags ?? []), ...(row.flags?.includes('plain') ? ['plain'] : [])]
  const columns = { ...weighed.columns, flags: flags.length ? flags : null }
  const copies = sealed ? [] : routed.copies
  const blind = routed.blind.filter((one) => !one.startsWith('@') || !found.blind.includes(one))
  return {
    action: 'edit',
    said: { account: secrets.digest('seal', complaint.account), rule: routed.rule, because: routed.because },
    leads,
    also: (unmoved) => [
      ...['case_texts', 'case_traits', 'untraited', 'identities', 'case_copies'].map((table) =>
        clear(table, row.no, unmoved),
      ),
      // Whoever recused themselves stays out, whatever is said now.
      {
        sql: `delete from case_blind where no = ? and department not like '@%' and ${unmoved.sql}`,
        args: [row.no, ...unmoved.args],
      },
      ...(lane === 'sealed' ? traces(row.no, unmoved) : []),
      {
        sql: `delete from case_links where no = ? and kind = 'merged' and ${unmoved.sql}`,
        args: [row.no, ...unmoved.args],
      },
      {
        sql: `delete from case_terms where rowid = (select rowid from cases where no = ?) and ${unmoved.sql}`,
        args: [row.no, ...unmoved.args],
      },
      ...sheet({ secrets }, row.no, complaint, { ...routed, blind, lane, copies }, null, { when: unmoved }),
      rewrite(row.no, columns, unmoved),
    ],
  }
}

const clear = (table: string, no: string, unmoved: Unmoved): InStatement => ({
  sql: `delete from ${table} where no = ? and ${unmoved.sql}`,
  args: [no, ...unmoved.args],
})

/** The columns of a case that follow from what was sent; those that steps change are `act`'s. */
function rewrite(
  no: string,
  { kind, category, aboutDepartment, place, happenedOn, rule, appears, stage, flags }: Weighed['columns'],
  unmoved: Unmoved,
): InStatement {
  const args = [
    kind,
    category,
    aboutDepartment,
    place,
    happenedOn,
    rule,
    appears,
    stage,
    flags && JSON.stringify(flags),
  ]
  return {
    sql: `update cases set kind = ?, category = ?, about_department = ?, place = ?, happened_on = ?, rule = ?, appears = ?, stage = ?, flags = ? where no = ? and ${unmoved.sql}`,
    args: [...args, no, ...unmoved.args],
  }
}
type Weighed = Awaited<ReturnType<typeof weigh>>

/** A new query code; the old one opens nothing from this commit on. Of two who bring the same proof one gets it. */
export async function renew(
  world: World,
  found: Found,
  now: Date,
  remember: Remember<Renewed>,
  spent: RefusalCode = 'no_such_case',
): Promise<Renewed> {
  const renewed = { no: found.row.no, queryCode: newQueryCode() }
  const codeHash = world.secrets.digest('code', renewed.queryCode)
  await move(
    world,
    found,
    now,
    ({ row }) => {
      if (row.codeHash !== found.row.codeHash) throw new Refusal(spent)
      return {
        action: 'renew',
        said: {},
        also: (unmoved) => [
          {
            sql: `update cases set code_hash = ? where no = ? and ${unmoved.sql}`,
            args: [codeHash, row.no, ...unmoved.args],
          },
        ],
      }
    },
    (unmoved) => remember(renewed, unmoved),
  )
  return renewed
}
export interface Renewed {
  no: string
  queryCode: string
}
