import { LEVEL, MATTER_STATUS, MATTER_TYPE } from '../../content/kinds/matter.ts'
import { bare } from './bare.ts'
import { type Chance, chance } from './chance.ts'
import { median, say } from './figure.ts'
import type { Filled } from './fill.ts'
import { fire, type Result } from './load.ts'
import { copy } from './pages.ts'
import { reader } from './reader.ts'
import type { Running } from './server.ts'
import type { Entry } from './truth.ts'

const HUNDRED = { of: 'value', at: 'most', is: 100 } as const
const ROUNDS = 3

/** Every address once; anything but 200 is a fault of the bench or of the server, and either way no figure. */
async function each(server: Running, paths: readonly string[], connections: number, seconds = 30): Promise<Result> {
  const result = await fire({ port: server.port, connections, seconds, target: { each: paths } })
  if (Object.keys(result.statuses).join() !== '200')
    throw new Error(`${paths[0]} and others answered ${JSON.stringify(result.statuses)}`)
  return result
}

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

/** The mix of questions, one and eight at a time, beside the same matches in a bare reader. */
export async function searching(server: Running, { file, questions }: Filled) {
  const paths = questions.map(({ q }) => `/api/search?q=${encodeURIComponent(q)}`)
  const limit = await reader(file)
  const statements = questions.map((question) => question.statements)
  try {
    await each(server, paths.slice(0, 50), 1)
    await limit.times(statements.slice(0, 50), 1)
    for (const connections of [1, 8]) {
      const theirs = await limit.times(statements, connections)
      const ours = await each(server, paths, connections)
      for (const [name, share] of [
        ['p95', 0.95],
        ['p99', 0.99],
      ] as const) {
        const bound = connections === 8 && name === 'p95' ? { bound: HUNDRED } : {}
        say({
          name: `search, c = ${connections}, ${name}`,
          value: ours[name],
          unit: 'ms',
          limit: at(theirs, share),
          ...bound,
        })
      }
      if (connections === 1) bySort(questions, ours.each)
    }
  } finally {
    limit.stop()
  }
}

/** Which sort of question takes how long, for whoever looks for what to mend. */
function bySort(questions: Filled['questions'], times: readonly number[]) {
  const sorts = Map.groupBy(questions.keys(), (i) => questions[i]?.sort ?? '')
  for (const [sort, mine] of sorts) {
    const taken = mine.map((i) => times[i] ?? Number.NaN)
    const slowest = mine.reduce((a, b) => ((times[a] ?? 0) > (times[b] ?? 0) ? a : b))
    say({ name: `  ${sort}, median of ${mine.length}`, value: median(taken), unit: 'ms' })
    say({ name: `  ${sort}, slowest: ${questions[slowest]?.q.slice(0, 20)}`, value: Math.max(...taken), unit: 'ms' })
  }
}

/** Lists as people and programs narrow them: one to three conditions, either order, any page there is. */
export async function listing(server: Running, entries: readonly Entry[]) {
  const luck = chance(4)
  const matters = entries.filter(({ kind, cancelled }) => kind === 'matter' && !cancelled)
  const asked = Array.from({ length: 200 }, () => condition(matters, luck))
  const address = (size: number) => (one: (typeof asked)[number]) => {
    const pages = Math.max(1, Math.ceil(one.total / size))
    return new URLSearchParams({ ...one.query, page: String(1 + Math.floor(one.depth * pages)) })
  }
  const programs = asked.map(address(50)).map((query) => `/api/matters?${query}`)
  const people = asked.map(address(20)).map((query) => `/matters?${query}`)
  for (const [name, paths] of [
    ['/api/matters', programs],
    ['/matters', people],
  ] as const) {
    await each(server, paths.slice(0, 20), 8)
    for (const connections of [1, 8]) {
      const { p95, p99, rate } = await each(server, paths, connections)
      const bound = connections === 8 && name === '/api/matters' ? { bound: HUNDRED } : {}
      say({ name: `${name} narrowed, c = ${connections}, p95`, value: p95, unit: 'ms', ...bound })
      say({ name: `${name} narrowed, c = ${connections}, p99`, value: p99, unit: 'ms' })
      if (connections === 8) say({ name: `${name} narrowed, c = 8`, value: rate, unit: 'req/s' })
    }
  }
}

/** One to three conditions and how many matters answer them, so that a page deep in the list can be asked for. */
function condition(matters: readonly Entry[], luck: Chance) {
  const values: Record<string, readonly string[]> = {
    type: Object.keys(MATTER_TYPE),
    level: Object.keys(LEVEL),
    status: Object.keys(MATTER_STATUS),
    department: [String(luck.pick(matters).data.department)],
  }
  const names = Object.keys(values)
  const query: Record<string, string> = {}
  for (let n = 1 + luck.below(3); n > 0; n--) {
    const [name = ''] = names.splice(luck.below(names.length), 1)
    query[name] = luck.pick(values[name] ?? [])
  }
  const total = matters.filter(({ data }) => Object.entries(query).every(([name, v]) => data[name] === v)).length
  const sort = luck.pick([undefined, 'code', 'newest'])
  return { query: { ...query, ...(sort && { sort }) }, total, depth: luck.next() }
}

/** A page of one matter: drawn for the first time beside the JSON it is made of, then from the cache beside bare bytes. */
export async function details(server: Running, { codes }: Filled) {
  const some = (from: number, n: number) => {
    const step = Math.max(1, Math.floor(codes.length / 1000))
    return codes.filter((_, i) => i % step === 0).slice(from, from + n)
  }
  const pages = (list: string[]) => list.map((code) => `/matters/${code}`)
  await each(server, pages(some(0, 50)), 8)
  const floor = await each(
    server,
    pages(some(450, 400)).map((path) => `/api${path}`),
    8,
  )
  const drawn = await each(server, pages(some(50, 400)), 8)
  say({ name: 'page of a matter, first time, c = 8', value: drawn.rate, unit: 'req/s', limit: floor.rate })
  say({ name: 'page of a matter, first time, c = 8, p95', value: drawn.p95, unit: 'ms', limit: floor.p95 })

  const [path = ''] = pages(some(60, 1))
  const limit = await bare([await copy(server.url, path)])
  try {
    const asked = async (port: number, seconds: number) => {
      const result = await fire({ port, connections: 32, seconds, target: { get: path } })
      if (Object.keys(result.statuses).join() !== '200') throw new Error(`${path}: ${JSON.stringify(result.statuses)}`)
      return result
    }
    const [ours, theirs]: [Result[], Result[]] = [[], []]
    for (let round = 0; round <= ROUNDS; round++) {
      // The first round only warms up.
      for (const [port, results] of [[server.port, ours] as const, [limit.port, theirs] as const]) {
        const result = await asked(port, round ? 2 : 1)
        if (round) results.push(result)
      }
    }
    const of = (results: Result[], what: 'rate' | 'p95') => median(results.map((r) => r[what]))
    say({
      name: 'page of a matter, cached, c = 32',
      value: of(ours, 'rate'),
      unit: 'req/s',
      limit: of(theirs, 'rate'),
      ratio: median(ours.map(({ rate }, i) => rate / (theirs[i]?.rate ?? 0))),
      bound: { of: 'ratio', at: 'least', is: 0.8 },
    })
    say({ name: 'page of a matter, cached, p95', value: of(ours, 'p95'), unit: 'ms', limit: of(theirs, 'p95') })
  } finally {
    limit.stop()
  }
}
