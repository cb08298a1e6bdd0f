import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEnv } from '../../api/env.ts'
import { start } from '../../api/start.ts'
import { amiss, rowsOf, visitor } from '../open-day/made.ts'
import { say } from './figure.ts'
import { SECRET } from './inside.ts'
import { coming, keys, published, seen } from './registrants.ts'
import { serving } from './server.ts'

interface Got {
  ticket: string
  number: string
  state: string
}

interface Outcome {
  acknowledged: number
  /** Acknowledged, and not there after the start. */
  lost: string[]
  /** Sent again with its key and answered otherwise. */
  different: string[]
  /** What does not add up: seats, places, people without or with two registrations. */
  wrong: string[]
}

/** All of an answer but the place in the line, which is told as it is. */
const said = (got: Got | undefined) => `${got?.number} ${got?.state} ${got?.ticket}`

const CODE = (kill: number) => `KF-KILL-${kill}`

/** So many register at once, the server is killed among it, and everybody sends the same again. */
export async function killed(kills: number, people: number): Promise<Outcome> {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-killed-'))
  const env = { DATA_DIR: join(dir, 'data'), SECRET_KEY: SECRET, DEMO: 'off' }
  const now = new Date()
  const { store } = await start(readEnv(env), now)
  const days = Array.from({ length: kills }, (_, i) => coming(CODE(i), { resident: 20 }, now.getTime() - 3_600_000))
  await published(store, days, now)
  await store.close()
  const w = seen(join(env.DATA_DIR, 'yangguang.db'))
  const outcome: Outcome = { acknowledged: 0, lost: [], different: [], wrong: [] }
  let server = await serving(env)
  const register = async (code: string, key: string, body: string): Promise<Got | undefined> => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key }
    const path = `${server.url}/api/open-days/${code}/registrations`
    const answer = await fetch(path, { method: 'POST', headers, body }).catch(() => undefined)
    const told = (await answer?.json().catch(() => undefined)) as Got | undefined
    if (answer && told && answer.status !== 201) outcome.wrong.push(`${answer.status} ${JSON.stringify(told)}`)
    return answer?.status === 201 ? told : undefined
  }
  try {
    for (let kill = 0; kill < kills; kill++) {
      const code = CODE(kill)
      const asks = keys(people).map((key, i) => ({ key, body: JSON.stringify(visitor({ companions: i % 3 })) }))
      const acks: (Got | undefined)[] = []
      let some = () => {}
      const first = new Promise<void>((done) => {
        some = done
      })
      const sending = asks.map(async ({ key, body }, i) => {
        acks[i] = await register(code, key, body)
        if (acks[i]) some()
      })
      // From the first answer on; how long that takes says nothing about the load.
      await Promise.race([first, Promise.all(sending)])
      await new Promise((done) => setTimeout(done, Math.random() * 150))
      await server.stop('SIGKILL')
      await Promise.all(sending)
      const had = acks.filter((ack) => ack !== undefined)
      outcome.acknowledged += had.length
      server = await serving(env)
      const kept = new Set((await rowsOf(w, code)).map(({ number }) => number))
      outcome.lost.push(...had.filter(({ number }) => !kept.has(number)).map(({ number }) => number))
      outcome.wrong.push(...(await amiss(w, code)))
      const again = await Promise.all(asks.map(({ key, body }) => register(code, key, body)))
      for (const [i, ack] of acks.entries())
        if (ack && said(again[i]) !== said(ack)) outcome.different.push(`${said(ack)} became ${said(again[i])}`)
      const rows = await rowsOf(w, code)
      const tickets = new Set(again.map((got) => got?.ticket))
      if (rows.length !== people || tickets.size !== people)
        outcome.wrong.push(`${people} people, ${rows.length} registrations, ${tickets.size} tickets`)
      outcome.wrong.push(...(await amiss(w, code)))
    }
    return outcome
  } finally {
    await server.stop('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  }
}

const none = { of: 'value', at: 'most', is: 0 } as const

export async function run([kills = '20', people = '1000']: string[]) {
  const { acknowledged, lost, different, wrong } = await killed(Number(kills), Number(people))
  for (const words of [lost, different, wrong]) for (const word of words.slice(0, 5)) console.log(word)
  say({ name: `registrations acknowledged before ${kills} kills`, value: acknowledged, unit: 'people' })
  say({ name: 'acknowledged and lost', value: lost.length, unit: 'people', bound: none })
  say({ name: 'sent again, another answer', value: different.length, unit: 'people', bound: none })
  say({ name: 'seats, places, people that do not add up', value: wrong.length, unit: 'faults', bound: none })
}
