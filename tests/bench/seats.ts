import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEnv } from '../../api/env.ts'
import { start } from '../../api/start.ts'
import type { Group } from '../../content/kinds/open-day.ts'
import { openStore, type Store } from '../../db/open.ts'
import { amiss, rowsOf } from '../open-day/made.ts'
import { guardOff } from '../open-day/unguarded.ts'
import { startSqld } from '../support/sqld.ts'
import { contenders } from './contenders.ts'
import { type Outcome, play, type Round, type Send } from './contest.ts'
import { say } from './figure.ts'
import { inside, SECRET } from './inside.ts'
import { coming, minuteOf, published, seen } from './registrants.ts'
import { type Running, serving } from './server.ts'

const NODES = 3
/** With the guard off every one of so many rounds must be seen to oversell. */
const UNGUARDED = 3
const HOUR = 3_600_000

type Rows = Awaited<ReturnType<typeof rowsOf>>
type Seen = Parameters<typeof rowsOf>[0]

/** A round's open day: one to thirty seats, alone or shared out, of every third they belong to all from the beginning. */
function dayOf(i: number, now: number) {
  const seats: Partial<Record<Group, number>> =
    i % 4 === 0 ? { resident: 1 + (i % 30) } : { resident: 1 + (i % 17), enterprise: 1 + (i % 9), media: 1 + (i % 4) }
  const shared = i % 3 === 2
  const day = coming(`KF-ROUND-${i}`, seats, now - HOUR)
  return {
    shared,
    groups: Object.keys(seats),
    day: { ...day, approval: ['media' as const], ...(shared && { overflow: minuteOf(now).slice(0, 10) }) },
  }
}

/** Somebody who waits while who came later, of the same group and no smaller, was offered a seat. */
function passedOver(rows: Rows) {
  const offered = rows.filter(({ place, state }) => place !== null && state !== 'waiting' && state !== 'cancelled')
  return rows.filter(
    (q) =>
      q.state === 'waiting' &&
      offered.some((p) => p.group === q.group && Number(p.place) > Number(q.place) && p.size >= q.size),
  )
}

/** Everything that may not be said of a round. */
async function wrongIn(w: Seen, { code, people }: Round, shared: boolean, outcome: Outcome) {
  const rows = await rowsOf(w, code)
  const numbers = new Set(rows.map((row) => row.number))
  const lost = Object.keys(outcome.told).filter((number) => !numbers.has(number))
  const odd = Object.values(outcome.told).filter((state) => !['confirmed', 'waiting', 'pending'].includes(state))
  const places = rows.flatMap((row) => (row.place === null ? [] : [row.place])).sort((a, b) => a - b)
  return [
    ...(await amiss(w, code, shared)),
    ...outcome.strange,
    ...lost.map((number) => `lost ${number}`),
    ...odd.map((state) => `told ${state}`),
    ...(Object.keys(outcome.told).length === people ? [] : [`answered ${Object.keys(outcome.told).length}`]),
    ...(rows.length === people ? [] : [`kept ${rows.length}`]),
    ...(places.every((place, i) => place === i + 1) ? [] : ['gaps or doubles in the line']),
    ...passedOver(rows).map(({ place }) => `passed over ${place}`),
  ]
}

interface Match {
  name: string
  rounds: number
  people: number
  w: Seen
  contest(round: Round): Promise<Outcome>
  /** Who was committed, in order, where that can be seen. */
  committed?: () => string[]
}

/** Plays the rounds and says how they went; the rounds in which something was wrong. */
async function played({ name, rounds, people, w, contest, committed }: Match, now: number): Promise<number> {
  const began = performance.now()
  let bad = 0
  const found = { oversold: 0, unsold: 0, other: 0 }
  for (let i = 0; i < rounds; i++) {
    const { shared, groups, day } = dayOf(i, now)
    const round = { code: day.code, groups, people, seed: i }
    const wrong = await wrongIn(w, round, shared, await contest(round))
    if (committed) wrong.push(...(await outOfOrder(w, day.code, committed())))
    for (const line of wrong.slice(0, 3)) console.log(`${day.code}: ${line}`)
    if (wrong.length > 0) bad++
    const count = (what: RegExp) => wrong.filter((line) => what.test(line)).length
    found.oversold += count(/^(oversold|miscounted)/)
    found.unsold += count(/^unsold/)
    found.other += wrong.length - count(/^(oversold|miscounted|unsold)/)
  }
  const seconds = (performance.now() - began) / 1000
  console.log(`${name}: ${rounds} rounds of ${people}, ${seconds.toFixed(0)} s, ${JSON.stringify(found)}`)
  return bad
}

/** Who stands behind somebody whose commit came later. */
async function outOfOrder(w: Seen, code: string, ids: string[]): Promise<string[]> {
  const place = new Map((await rowsOf(w, code)).map((row) => [row.id, row.place]))
  const line = ids.flatMap((id) => place.get(id) ?? [])
  return line.every((at, i) => i === 0 || at > (line[i - 1] ?? 0)) ? [] : ['places are not in the order of commits']
}

/** In this process, the application asked directly; it notes the order of commits. */
function direct(store: Store, dir: string) {
  const ids: string[] = []
  const commit: Store['writes']['commit'] = (statements) => {
    const [first] = statements as { sql?: string; args?: unknown[] }[]
    if (first?.sql?.startsWith('insert into registrations ')) ids.push(String(first.args?.[0]))
    return store.writes.commit(statements)
  }
  const writes = Object.assign(Object.create(store.writes), { commit })
  const { app } = inside({ ...store, writes }, dir)
  const send: Send = async ({ path, ...init }) => {
    const answer = await app.request(path, init)
    return { status: answer.status, text: await answer.text() }
  }
  return { contest: (round: Round) => play(send, round), committed: () => ids.splice(0) }
}

export async function run([many = '200', crowd = '1000', ...only]: string[]) {
  const [rounds, people] = [Number(many), Number(crowd)]
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-bench-'))
  const now = Date.now()
  const days = (n: number) => Array.from({ length: n }, (_, i) => dayOf(i, now).day)
  const env = { SECRET_KEY: SECRET, DEMO: 'off' }
  const wanted = (name: string) => only.length === 0 || only.includes(name)
  const none = { of: 'value', at: 'most', is: 0 } as const
  const result = (name: string, bad: number) => say({ name, value: bad, unit: 'rounds wrong', bound: none })

  /** Through so many servers on one database, over sockets. */
  const sockets = async (name: string, nodes: number, databaseUrl?: string) => {
    const data = (i: number) => join(dir, `${name}-${i}`)
    const place = (i: number) => ({ ...env, DATA_DIR: data(i), ...(databaseUrl && { DATABASE_URL: databaseUrl }) })
    const { store } = await start(readEnv(place(0)), new Date())
    await published(store, days(rounds), new Date())
    if (!databaseUrl) await store.close()
    const servers: Running[] = []
    for (let i = 0; i < nodes; i++) servers.push(await serving(place(i)))
    const { contest, stop } = await contenders(servers.map(({ port }) => port))
    const w = databaseUrl ? { deps: { store } } : seen(join(data(0), 'yangguang.db'))
    try {
      result(name, await played({ name, rounds, people, w, contest }, now))
    } finally {
      stop()
      await Promise.all(servers.map((server) => server.stop()))
      if (databaseUrl) await store.close()
    }
  }

  try {
    if (wanted('direct')) {
      const store = await openStore({ url: `file:${join(dir, 'direct.db')}` })
      await published(store, days(rounds), new Date())
      const name = 'one process, asked directly'
      result(name, await played({ name, rounds, people, w: { deps: { store } }, ...direct(store, dir) }, now))
      await store.close()
    }
    if (wanted('one')) await sockets('one process, over sockets', 1)
    if (wanted('three')) {
      const server = await startSqld()
      try {
        await sockets('three processes and a libSQL server', NODES, server.url)
      } finally {
        await server.stop()
      }
    }
    if (wanted('off')) {
      const store = await openStore({ url: `file:${join(dir, 'off.db')}` })
      await published(store, days(UNGUARDED), new Date())
      const { contest } = direct(guardOff(store), dir)
      const match = { name: 'the guard off', rounds: UNGUARDED, people, w: { deps: { store } }, contest }
      const bad = await played(match, now)
      say({ name: match.name, value: bad, unit: 'rounds wrong', bound: { ...none, at: 'least', is: UNGUARDED } })
      await store.close()
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
