import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newNumber, newQueryCode } from '../../api/case/number.ts'
import { median, say } from './figure.ts'
import { type Running, serving } from './server.ts'

/** Guesses in all, from so many addresses, each with a connection of its own. */
const GUESSES = 100_000
const SOURCES = 100
/** Each kind of wrong answer this often, in random order. */
const SAMPLES = 10_000

interface Slip {
  no: string
  queryCode: string
}

/** What stands against guessing a query code: no hit, nearly all refused, the owner served, and no kind of wrong slower than another. */
export async function run() {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-guess-'))
  try {
    await flood(dir)
    await timing(dir)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

async function flood(dir: string) {
  const server = await serving({ DATA_DIR: dir, LIMITS: 'on', TRUST_PROXY: '127.0.0.1' })
  const own = await sent(server)
  const numbers = [own.no, ...(await Promise.all(Array.from({ length: 20 }, () => sent(server)))).map(({ no }) => no)]
  let left = GUESSES
  let hits = 0
  let refused = 0
  const guesser = async (_: unknown, i: number) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const from = `10.${i >> 8}.${i & 255}.1`
    while (left-- > 0) {
      const { status } = await ask(server, agent, numbers[i % numbers.length] ?? '', newQueryCode(), from)
      if (status === 200) hits++
      if (status === 429) refused++
    }
    agent.destroy()
  }
  const slowest = watching(server, own)
  await Promise.all(Array.from({ length: SOURCES }, guesser))
  say({
    name: `${GUESSES} guesses at 21 cases: hits`,
    value: hits,
    unit: '',
    bound: { of: 'value', at: 'most', is: 0 },
  })
  // Twenty a source are answered as wrong before it must wait.
  const after = refused / (GUESSES - SOURCES * 20)
  say({
    name: 'refused once a source had its turns',
    value: after * 100,
    unit: '%',
    bound: { of: 'value', at: 'least', is: 99 },
  })
  say({
    name: 'the owner meanwhile, slowest answer',
    value: await slowest(),
    unit: 'ms',
    bound: { of: 'value', at: 'most', is: 1000 },
  })
  await server.stop()
}

/** The owner looks five times a second, from an address of their own; how long the slowest took. */
function watching(server: Running, { no, queryCode }: Slip) {
  const agent = new Agent({ keepAlive: true })
  let slowest = 0
  let over = false
  const look = async () => {
    while (!over) {
      const { status, ms } = await ask(server, agent, no, queryCode, '198.51.100.7')
      slowest = Math.max(slowest, status === 200 ? ms : Number.POSITIVE_INFINITY)
      await new Promise((wake) => setTimeout(wake, 200))
    }
    agent.destroy()
  }
  const looking = look()
  return async () => {
    over = true
    await looking
    return slowest
  }
}

/** Whether the time of a refusal tells what was wrong, as dudect asks it: two kinds, cropped, Welch’s t. */
async function timing(dir: string) {
  const server = await serving({ DATA_DIR: dir })
  const { no } = await sent(server)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const otherSign = no.slice(0, -1) + (no.endsWith('A') ? 'B' : 'A')
  const kinds = {
    'a case that exists': () => no,
    'a number nobody has': () => newNumber('2026'),
    'a wrong check character': () => otherSign,
  }
  const times = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, [] as number[]]))
  const names = Object.keys(kinds) as (keyof typeof kinds)[]
  for (let i = -2000; i < SAMPLES * names.length; i++) {
    const kind = names[randomInt(names.length)] ?? 'a case that exists'
    const { ms } = await ask(server, agent, kinds[kind](), newQueryCode(), undefined)
    // The first ones warm everything up.
    if (i >= 0) times[kind]?.push(ms)
  }
  const [exists = [], ...others] = names.map((kind) => cropped(times[kind] ?? []))
  for (const [i, other] of others.entries()) {
    const name = `${names[0]} against ${names[i + 1]}`
    const apart = Math.abs(median(exists) - median(other)) * 1000
    say({ name: `${name}: medians apart`, value: apart, unit: 'µs', bound: { of: 'value', at: 'most', is: 1000 } })
    const t = Math.abs(welch(exists, other))
    say({ name: `${name}: |t|`, value: t, unit: '', bound: { of: 'value', at: 'most', is: 4.5 } })
  }
  agent.destroy()
  await server.stop()
}

const cropped = (times: number[]) => times.toSorted((a, b) => a - b).slice(0, Math.floor(times.length * 0.95))
const mean = (of: number[]) => of.reduce((sum, n) => sum + n, 0) / of.length
const spread = (of: number[]) => {
  const middle = mean(of)
  return of.reduce((sum, n) => sum + (n - middle) ** 2, 0) / (of.length - 1)
}
const welch = (a: number[], b: number[]) => (mean(a) - mean(b)) / Math.sqrt(spread(a) / a.length + spread(b) / b.length)

function ask({ port }: Running, agent: Agent, no: string, code: string, from: string | undefined) {
  const began = performance.now()
  const headers = { 'x-query-code': code, ...(from && { 'x-forwarded-for': from }) }
  return new Promise<{ status: number; ms: number }>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: `/api/track/${no}`, agent, headers }, (answer) => {
      answer.resume().once('end', () => resolve({ status: answer.statusCode ?? 0, ms: performance.now() - began }))
    })
      .once('error', reject)
      .end()
  })
}

async function sent({ url }: Running): Promise<Slip> {
  const answer = await fetch(`${url}/api/complaints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      category: 'T05',
      about: { department: 'ZFJ' },
      account: '两名执法人员没有出示证件就扣了我的三轮车，也没有给扣押清单。',
      consent: true,
    }),
  })
  if (answer.status !== 201) throw new Error(`a complaint was not taken: ${answer.status}`)
  return (await answer.json()) as Slip
}
