import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEnv } from '../../api/env.ts'
import { Secrets } from '../../api/secrets.ts'
import { start } from '../../api/start.ts'
import { GROUPS } from '../../content/kinds/open-day.ts'
import { amiss, rowsOf, visitor } from '../open-day/made.ts'
import { type Answer, type Ask, crowd } from './crowd.ts'
import { median, say } from './figure.ts'
import { SECRET } from './inside.ts'
import { committer } from './limit.ts'
import { correlation, inversions } from './ranks.ts'
import { coming, keys, proofs, published, seen } from './registrants.ts'
import { serving } from './server.ts'

const CODE = 'KF-2026-090'
const SEATS = { deputy: 20, member: 20, resident: 160, enterprise: 80, media: 20 }
const MINUTE = 60_000
/** Nobody is to wait longer (security.md C24). */
const PATIENCE = 5000
/** As many as one commit takes of what a registration writes. */
const TOGETHER = 64

const bound = (at: 'most' | 'least', is: number) => ({ of: 'value', at, is }) as const
const p = (times: number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN

/** People as they come: each from an address of their own, half with the form of the page, half as its script sends it. */
async function people(n: number, port: number, secrets: Secrets, now: number): Promise<Ask[]> {
  const solved = await proofs(secrets, n, new Date(now))
  const once = keys(n)
  return solved.map((antibot, i) => {
    const person = visitor({ group: GROUPS[i % 8] ?? 'resident', companions: i % 3, consent: true })
    const token = secrets.ticket('form', { id: once[i], at: now - 60_000 }, now + 3_600_000)
    const said = Object.entries({ ...person, consent: 'on', antibot, _token: token })
    const fields = said.map(([name, value]) => [name, String(value)])
    const form = i % 2 === 0
    return {
      port,
      method: 'POST',
      path: form ? `/open-days/${CODE}` : `/api/open-days/${CODE}/registrations`,
      headers: {
        ...(form
          ? { 'content-type': 'application/x-www-form-urlencoded' }
          : { 'content-type': 'application/json', 'idempotency-key': once[i] ?? '' }),
        'x-forwarded-for': `10.${i >> 8}.${i & 255}.7`,
      },
      body: form ? new URLSearchParams(fields).toString() : JSON.stringify({ ...person, antibot }),
      after: (i / n) * 1000,
    }
  })
}

const readers = (n: number, port: number): Ask[] =>
  Array.from({ length: n }, (_, i) => ({
    port,
    method: 'GET',
    path: `/open-days/${CODE}`,
    headers: { accept: 'text/html', 'accept-encoding': 'br', 'x-forwarded-for': `10.200.${i & 255}.7` },
    after: (i / n) * 1000,
  }))

/** How registration went for those who were answered, and what the database says of it. */
async function told(file: string, asks: Ask[], answers: Answer[]) {
  const w = seen(file)
  const [rows, wrong] = [await rowsOf(w, CODE), await amiss(w, CODE)]
  for (const line of wrong) console.log(line)
  const good = answers.filter(({ status }) => status === 201 || status === 303)
  const times = answers.map(({ took }) => took)
  const of = (what: RegExp) => wrong.filter((line) => what.test(line)).length
  say({ name: 'people who register', value: asks.length, unit: 'people' })
  say({ name: 'registered', value: good.length, unit: 'people', bound: bound('least', asks.length) })
  say({ name: 'registrations kept', value: rows.length, unit: 'rows', bound: bound('least', asks.length) })
  say({ name: 'oversold', value: of(/oversold|miscounted/), unit: 'groups', bound: bound('most', 0) })
  say({ name: 'left unsold', value: of(/unsold/), unit: 'groups', bound: bound('most', 0) })
  const faults = answers.filter(({ status }) => status >= 500 || status === 0)
  for (const { status, text } of faults.slice(0, 3)) console.log(status, text.slice(0, 200))
  say({ name: 'faults and lost connections', value: faults.length, unit: 'answers', bound: bound('most', 0) })
  say({ name: 'answered, p50', value: p(times, 0.5), unit: 'ms' })
  say({ name: 'answered, p99', value: p(times, 0.99), unit: 'ms' })
  say({ name: 'answered, slowest', value: p(times, 1), unit: 'ms', bound: bound('most', PATIENCE) })
  const places = rows.flatMap((row) => (row.place === null ? [] : [row.place])).sort((a, b) => a - b)
  const gaps = places.filter((place, i) => place !== i + 1).length
  say({ name: 'gaps and doubles in the line', value: gaps, unit: 'places', bound: bound('most', 0) })
  return rows
}

/** Whether who came first is ahead: those whose place is told, by when their connection stood. */
function inOrder(answers: Answer[]) {
  const waiting = answers.flatMap(({ status, sent, text }) => {
    const got = status === 201 ? (JSON.parse(text) as { state: string; number: string }) : undefined
    return got?.state === 'waiting' ? [{ number: got.number, sent }] : []
  })
  return waiting
}

export async function run([many = '5000', reading = '1000']: string[]) {
  const n = Number(many)
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-bench-'))
  try {
    const data = join(dir, 'data')
    const env = { DATA_DIR: data, SECRET_KEY: SECRET, DEMO: 'off' }
    const { store } = await start(readEnv(env), new Date())
    const secrets = new Secrets(SECRET)
    const asks = await people(n, 0, secrets, Date.now())
    // Registration opens with a minute, so it is waited for.
    const opens = Math.ceil((Date.now() + 30_000) / MINUTE) * MINUTE
    await published(store, [coming(CODE, SEATS, opens)], new Date())
    await store.close()
    const file = join(data, 'yangguang.db')
    const own = join(dir, 'limit')
    mkdirSync(own)
    const limit = await committer(own, 'registrations')
    const rates = [await limit.rate({ group: TOGETHER, seconds: 2, rows: 'all' })]
    const server = await serving(
      { ...env, LIMITS: 'on', ANTIBOT: 'altcha', TRUST_PROXY: '127.0.0.1', LOG_LEVEL: 'info' },
      { log: join(dir, 'log') },
    )
    try {
      const { port } = server
      const order = { at: opens, patience: 60_000 }
      const sent = asks.map((ask) => ({ ...ask, port }))
      const [answers, pages] = await Promise.all([
        crowd({ ...order, asks: sent }),
        crowd({ ...order, asks: readers(Number(reading), port) }),
      ])
      const rows = await told(file, asks, answers)
      rates.push(await limit.rate({ group: TOGETHER, seconds: 2, rows: 'all' }))
      const last = Math.max(...answers.map(({ took }, i) => took + (asks[i]?.after ?? 0)))
      say({ name: 'registrations a second', value: rows.length / (last / 1000), unit: 'req/s', limit: median(rates) })
      const place = new Map(rows.map((row) => [row.number, row.place ?? 0]))
      const line = inOrder(answers).map(({ number, sent }) => ({ at: sent, place: place.get(number) ?? 0 }))
      say({
        name: 'arrival and place, rank correlation',
        value: correlation(line),
        unit: '',
        bound: bound('least', 0.9),
      })
      say({ name: 'came later and stands ahead, at most', value: inversions(line), unit: 'ms' })
      const slow = pages.map(({ took }) => took)
      const bad = pages.filter(({ status }) => status !== 200).length
      say({ name: 'read meanwhile and not shown', value: bad, unit: 'pages', bound: bound('most', 0) })
      say({ name: 'the page meanwhile, p50', value: p(slow, 0.5), unit: 'ms' })
      say({ name: 'the page meanwhile, slowest', value: p(slow, 1), unit: 'ms', bound: bound('most', PATIENCE) })
    } finally {
      limit.stop()
      await server.stop()
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
