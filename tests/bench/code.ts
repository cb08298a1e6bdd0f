import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Filled, fillCodes } from './codes.ts'
import { median, say } from './figure.ts'
import { signedIn } from './intake.ts'
import { keyed } from './keyed.ts'
import { fire, type Result } from './load.ts'
import { type Running, serving } from './server.ts'

const ROUNDS = 3
const SECONDS = 5
/** Asked of each, one after the other, as one clerk does. */
const TIMES = 40
/** The p95 of many codes against that of few. */
const GROWTH = { of: 'ratio', at: 'most', is: 1.5 } as const
const DESK = { of: 'value', at: 'most', is: 300 } as const

/** What a desk asks of its codes. */
const QUESTIONS: Record<string, string> = {
  'the list': '/api/desk/codes',
  '— of a body': '/api/desk/codes?department=SCJG',
  '— of a body, a kind, lost': '/api/desk/codes?department=SCJG&type=ORG&status=lost',
  '— of a kind that is rare, revoked': '/api/desk/codes?type=ITEM&status=revoked',
  '— by a name nobody has': `/api/desk/codes?q=${encodeURIComponent('没有这家店')}`,
  '— of a batch': '/api/desk/codes?batch=PC-00000003',
  'page of the list': '/desk/codes',
  'what codes are used for': '/api/desk/codes/numbers',
  '— of one kind': '/api/desk/codes/numbers?type=ORG',
  'page of it': '/desk/codes/numbers',
}

const whole = (result: Result, path: string) => {
  if (Object.keys(result.statuses).join() !== '200')
    throw new Error(`${path} answered ${JSON.stringify(result.statuses)}`)
  return result
}

interface Figures {
  p95: Record<string, number>
  desk: Record<string, number>
}

/** Look-ups beside bare reads of the same rows, round by round; the first round only warms up. */
async function lookups({ port }: Running, { file, ids }: Filled, many: string): Promise<Record<string, number>> {
  const limit = await keyed(file)
  const ways = { look: [port, '/api/codes/'], page: [port, '/q/'], limit: [limit.port, '/'] } as const
  const seen: Record<string, number> = {}
  try {
    for (const connections of [1, 32]) {
      const results: Record<keyof typeof ways, Result[]> = { look: [], page: [], limit: [] }
      for (let round = 0; round <= ROUNDS; round++) {
        for (const [name, [at, path]] of Object.entries(ways) as [keyof typeof ways, (typeof ways)['look']][]) {
          const some = ids.filter((_, i) => i % (ROUNDS + 1) === round).slice(0, connections === 1 ? 300 : 2000)
          const target = { each: some.map((id) => path + id) }
          const result = whole(await fire({ port: at, connections, seconds: SECONDS, target }), path)
          if (round) results[name].push(result)
        }
      }
      const of = (name: keyof typeof ways, what: 'rate' | 'p50' | 'p95' | 'p99') =>
        median(results[name].map((result) => result[what]))
      for (const name of ['look', 'page'] as const) {
        const title = `${ways[name][1]}{id}, ${many} codes, c = ${connections}`
        if (connections === 1) seen[title.replace(many, 'all')] = of(name, 'p95')
        say({ name: title, value: of(name, 'rate'), unit: '/s', limit: of('limit', 'rate') })
        for (const what of ['p50', 'p95', 'p99'] as const)
          say({ name: `${title}, ${what}`, value: of(name, what), unit: 'ms', limit: of('limit', what) })
      }
    }
  } finally {
    limit.stop()
  }
  return seen
}

/** The page of a code asked for by people, and by a program that is answered and not counted. */
async function countingCosts({ port }: Running, { ids }: Filled) {
  const rates: Record<'people' | 'programs', number[]> = { people: [], programs: [] }
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, agent] of [
      ['people', 'Mozilla/5.0'],
      ['programs', 'Somebot/1.0'],
    ] as const) {
      const each = ids.slice(round * 2000, round * 2000 + 2000).map((id) => `/q/${id}`)
      const result = whole(await fire({ port, connections: 32, seconds: SECONDS, target: { each }, agent }), '/q/')
      if (round) rates[name].push(result.rate)
    }
  say({
    name: 'page of a code, counted against uncounted',
    value: median(rates.people),
    unit: '/s',
    limit: median(rates.programs),
    ratio: median(rates.people.map((rate, i) => rate / (rates.programs[i] ?? Number.NaN))),
    bound: { of: 'ratio', at: 'least', is: 0.9 },
  })
}

async function deskAsks({ url }: Running): Promise<Record<string, number>> {
  const ask = await signedIn(url, 'handler')
  const seen: Record<string, number> = {}
  for (const [name, path] of Object.entries(QUESTIONS)) {
    const times: number[] = []
    for (let i = -5; i < TIMES; i++) {
      const began = performance.now()
      const answer = await ask(path)
      await answer.arrayBuffer()
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
      if (i >= 0) times.push(performance.now() - began)
    }
    seen[name] = times.sort((a, b) => a - b)[Math.floor(TIMES * 0.95)] ?? Number.NaN
  }
  return seen
}

async function measured(many: string): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-bench-'))
  try {
    const filled = await fillCodes({ dir, codes: Number(many) })
    say({ name: `${many} codes written and signed`, value: filled.seconds, unit: 's' })
    say({ name: 'database with them', value: filled.megabytes, unit: 'MB' })
    const server = await serving({ DATA_DIR: filled.data, LIMITS: 'on' })
    try {
      const p95 = await lookups(server, filled, many)
      await countingCosts(server, filled)
      return { p95, desk: await deskAsks(server) }
    } finally {
      await server.stop()
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Codes looked up and listed, few and many: it must not be felt how many there are. */
export async function run([few = '10000', many = '1000000']: string[]) {
  const less = await measured(few)
  const more = await measured(many)
  for (const [name, value] of Object.entries(more.p95))
    say({
      name: `${name}, p95, many against few`,
      value,
      unit: 'ms',
      limit: less.p95[name] ?? Number.NaN,
      bound: GROWTH,
    })
  for (const [name, value] of Object.entries(more.desk))
    say({ name: `desk: ${name}, p95`, value, unit: 'ms', limit: less.desk[name] ?? Number.NaN, bound: DESK })
}
