import type { cases } from '../../db/schema.ts'
import { appears, type Complaint } from '../complaint/complaint.ts'
import type { Deps } from '../context.ts'
import { aroundOf } from './around.ts'
import { today } from './deadline.ts'
import { type Around, type Facts, factsOf } from './facts.ts'
import { OURS, route, SUPERIOR } from './routing.ts'
import { clockAtOnce, datesOf, isProvisional, rulebook } from './rulebook.ts'
import { dueIn, type State } from './state.ts'
import { asPerson } from './visibility.ts'

/** What of a rated case is the same for the one that comes of it. */
export type Improved = Pick<typeof cases.$inferSelect, 'no' | 'lane'>

const RECUSED = '本局有关人员依规定回避，由上一级监督机构办理'

/**
 * What a submission comes to by the rules of today, with dates counted from the day it was received: checked against
 * what is published, routed, and as the columns of its case.
 */
export async function weigh(
  world: Pick<Deps, 'store'>,
  complaint: Complaint,
  now: Date,
  received = now,
  from: Pick<Around, 'channel' | 'township'> & { released?: true; improves?: Improved | undefined } = {
    channel: 'WEB',
  },
) {
  const book = await rulebook(world.store, now)
  const { recused, deserted, ...known } = await aroundOf(world.store, book, complaint, received)
  const around = { ...from, ...known }
  const stated = factsOf(complaint, book, around, now)
  const facts = from.released ? unsealed(stated) : from.improves ? rated(stated, from.improves) : stated
  const { category } = facts
  const ruled = route(facts, book.rules)
  // Where too many must not know, whoever is above takes it.
  const up = deserted && ruled.handler.code === OURS.code && ruled.lane !== 'sealed'
  const routed = up ? { ...ruled, handler: SUPERIOR, because: RECUSED } : ruled
  const timed = { lane: routed.lane, kind: category.kind, channel: from.channel }
  const dates = datesOf(book, timed, today(received))
  const acceptBy = dates.accept?.on ?? null
  const answerBy = dates.answer?.on ?? null
  const state: State = {
    status: 'received',
    lane: routed.lane,
    handler: routed.handler.code,
    assignee: null,
    acceptBy,
    answerBy,
    dueOn: dueIn({ status: 'received', acceptBy, answerBy }),
    card: null,
    returned: false,
    longer: false,
    clock: clockAtOnce(book, timed, today(received)),
  }

  const columns = {
    kind: category.kind,
    category: category.code,
    aboutDepartment: facts.bodies[0]?.code ?? null,
    place: from.township ?? complaint.about?.township ?? facts.bodies.find((b) => b.type === 'township')?.code ?? null,
    happenedOn: complaint.happenedOn ?? null,
    rule: routed.rule,
    appears: appears(complaint),
    stage: complaint.stage ?? null,
    flags: routed.flags.length > 0 ? (routed.flags as string[]) : null,
  }
  return {
    routed: { ...routed, blind: [...routed.blind, ...recused.map(asPerson)] },
    state,
    columns,
    provisional: isProvisional(book, acceptBy, answerBy),
  }
}

/** As two people of the sealed desk found it: neither its category nor its words make it theirs. */
const unsealed = (facts: Facts): Facts => ({
  ...facts,
  category: { ...facts.category, lane: facts.category.lane === 'sealed' ? 'general' : facts.category.lane },
  marks: facts.marks.filter((mark) => mark !== 'integrity'),
})

/** An unhappy rating is no other matter: sealed where what it judges is, and nobody's who must not know of that. */
const rated = (facts: Facts, { lane }: Improved): Facts => {
  const own = facts.category.lane
  const ordinary = own === 'sealed' || own === 'light' ? 'general' : own
  return { ...facts, category: { ...facts.category, kind: 'rating', lane: lane === 'sealed' ? 'sealed' : ordinary } }
}
