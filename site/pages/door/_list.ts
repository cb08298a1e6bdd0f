import type { InferResponseType } from 'hono/client'
import type { Client } from '../../../api/client.ts'
import type { ActName } from '../../../api/open-day/door-words.ts'

/** What is fetched once and kept on the device: no telephone, and of names only what a door may see. */
export type List = InferResponseType<Client['api']['door']['$get'], 200>
export type Entry = List['list'][number]
export type DoorSession = List['sessions'][number]
export type Counts = List['counts']
export type Count = Omit<Counts[string], 'parties'>

/** What was done here: it names nobody. */
export interface Told {
  id: string
  act: ActName
  registration?: string
  session?: string
  group?: string
  party: number
  at: string
}

/** Told, and still to be sent: in which open day, in which order, and what was answered here. */
export interface Owed extends Told {
  n: number
  event: string
  outcome: string
}

/** The end of the last session: from then on nobody’s name may be here. */
export const endOf = ({ sessions }: Pick<List, 'sessions'>) => Math.max(...sessions.map(({ ends }) => Date.parse(ends)))
/** The list without who they are: whoever leaves late is checked out by number. */
export const nameless = (list: List): List => ({
  ...list,
  list: list.list.map((entry) => ({ ...entry, name: '', needs: [], noPhoto: true })),
})

const isIn = ({ state, leftAt }: Entry) => state === 'attended' && leftAt === undefined

/** The list with what was done since it was fetched. */
export function since(list: readonly Entry[], told: readonly Told[], door: string): Entry[] {
  const known = new Map(list.map((entry) => [entry.id, entry]))
  for (const one of told) {
    const entry = one.registration === undefined ? undefined : known.get(one.registration)
    if (entry) known.set(entry.id, after(entry, one, door))
  }
  return [...known.values()]
}

function after(entry: Entry, { act, party, at, session }: Told, door: string): Entry {
  const { cameAt, came, leftAt, door: first, ...rest } = entry
  if (act === 'undo') return { ...rest, state: 'confirmed' }
  if (act === 'out') return isIn(entry) ? { ...entry, leftAt: at } : entry
  if (act !== 'in' || isIn(entry)) return entry
  return {
    ...rest,
    state: 'attended',
    cameAt: cameAt ?? at,
    came: party,
    door: first ?? door,
    ...(session && { session }),
  }
}

const EXPECTED = ['confirmed', 'attended', 'absent']

function sums(list: readonly Entry[], session: string): Count {
  const here = list.filter((entry) => entry.session === session && EXPECTED.includes(entry.state))
  const add = (of: readonly Entry[], size: (entry: Entry) => number) => of.reduce((all, entry) => all + size(entry), 0)
  const came = here.filter(({ state }) => state === 'attended')
  return {
    expected: add(here, ({ size }) => size),
    came: add(came, (entry) => entry.came ?? entry.size),
    inside: add(came.filter(isIn), (entry) => entry.came ?? entry.size),
  }
}

/** How many are expected, have come, are inside: as the server counted, and what was done here since. */
export function countsOf({ list, counts, door }: List, told: readonly Told[], session: string): Count {
  const base = counts[session] ?? { expected: 0, came: 0, inside: 0 }
  const [before, now] = [sums(list, session), sums(since(list, told, door.label), session)]
  const walked = told
    .filter((one) => one.act === 'walk-in' && one.session === session)
    .reduce((all, { party }) => all + party, 0)
  return {
    expected: base.expected + now.expected - before.expected,
    came: base.came + now.came - before.came + walked,
    inside: base.inside + now.inside - before.inside + walked,
  }
}

/** Whom a name may mean: as it is masked, or by its first sign alone. */
export const named = (list: readonly Entry[], typed: string): Entry[] =>
  list.filter(({ name }) => name === typed || ([...typed].length === 1 && name.startsWith(typed)))

/** Who is still expected, in the order of numbers. */
export const missing = (list: readonly Entry[], session: string): Entry[] =>
  list
    .filter((entry) => entry.session === session && (entry.state === 'confirmed' || entry.state === 'absent'))
    .sort((a, b) => (a.number < b.number ? -1 : 1))
