import type { Content } from '../../content/load.ts'
import { supervisors } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { at } from '../case/play.ts'
import { shift } from '../day.ts'
import { castOf } from '../staff/cast.ts'
import type { Application } from './application.ts'
import { apply } from './apply.ts'
import { callsOf } from './calls.ts'
import type { World } from './found.ts'
import { act } from './history.ts'
import { invite } from './inviting.ts'
import { lastDayOf, PUBLICITY } from './term.ts'
import type { Action } from './workflow.ts'

type Sample = Content['supervisors'][number]

/** Plays the sample supervisors of the demonstration through the real steps, on days before `now`. */
export async function playSupervisors(
  world: World,
  team: Content['people'],
  samples: readonly Sample[],
  now: Date,
): Promise<number> {
  const someone = castOf(team)
  const [call] = await callsOf(world.store, now)
  for (const sample of samples) await playOne(world, sample, call?.code, someone, now)
  return samples.length
}

const asked = ({ name, phone, birth, group, areas, sectors, kin, statement, listed }: Sample): Application => ({
  name,
  phone,
  birth,
  education: 'bachelor',
  group,
  areas,
  sectors,
  ...(kin && { kin }),
  statement,
  listed: listed ? 'yes' : 'no',
  declared: true,
  consent: true,
})

async function playOne(
  world: World,
  sample: Sample,
  call: string | undefined,
  someone: ReturnType<typeof castOf>,
  now: Date,
) {
  const day = (after: number) => shift(today(now), after - sample.ago)
  const id = await entered(world, sample, call, someone, at(day(0), '10:20'))
  let n = 1
  const step = async (action: Action, by: string, said: Record<string, unknown>, on: string) => {
    await act(world, { id, n, action, said }, someone(by), at(on, '15:10'))
    n++
  }
  if (sample.state === 'refused') return step('refuse', 'handler', { reason: sample.reason ?? '' }, day(2))
  if (sample.state === 'applied') return
  // Of whoever stands in publicity at the first start the days have just begun.
  await step('pass', 'handler', { remark: '材料齐全，符合条件。（示例）' }, day(sample.ago > 9 ? 5 : sample.ago - 2))
  if (sample.state === 'publicity') return
  const from = day(5 + PUBLICITY + 2)
  await step('appoint', 'chief', { from, to: lastDayOf(from, sample.years ?? 3) }, from)
  await world.store.writes.commit(accountOf(id, sample.login))
}

/** How they came in: by the call, or invited by the bureau. */
async function entered(
  world: World,
  sample: Sample,
  call: string | undefined,
  someone: ReturnType<typeof castOf>,
  now: Date,
): Promise<string> {
  if (sample.type !== 'social') {
    const { declared, consent, ...said } = asked(sample)
    return invite(
      world,
      { ...said, type: sample.type, signed: declared && consent },
      someone('handler'),
      now,
      true,
      () => [],
    )
  }
  const before = new Set(await idsOf(world))
  // Those of terms that run long answered a call of their time.
  await apply(world, asked(sample), sample.ago > 30 ? undefined : call, now, { demo: true })
  const made = (await idsOf(world)).find((id) => !before.has(id))
  if (made === undefined) throw new Error('an application left nothing behind')
  return made
}

const idsOf = async ({ store }: World) =>
  (await store.read.select({ id: supervisors.id }).from(supervisors)).map(({ id }) => id)

/** The accounts of the demonstration are the only ones one can sign in to: the one an appointment opened gives way. */
const accountOf = (id: string, login: string | undefined) => {
  const made = '(select login from supervisors where id = ?)'
  return [
    { sql: `delete from invitations where person = ${made}`, args: [id] },
    { sql: `delete from people where login = ${made}`, args: [id] },
    login === undefined
      ? { sql: `delete from interests where person = ${made}`, args: [id] }
      : { sql: `update interests set person = ? where person = ${made}`, args: [login, id] },
    { sql: 'update supervisors set login = ? where id = ?', args: [login ?? null, id] },
  ]
}
