import { constants, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'libsql'
import { today } from '../../api/case/deadline.ts'
import { readEnv } from '../../api/env.ts'
import { start } from '../../api/start.ts'
import { added, type Count, countsOf } from '../../api/survey/counting.ts'
import { countingOf, openBox, openTurn } from '../../api/survey/opening.ts'
import { anyAnswer, COUNTED, closedSurvey, dice } from '../survey/filled.ts'
import { GOOD, invite, openSurvey } from '../survey/fixture.ts'
import { median, say } from './figure.ts'
import { signedIn } from './intake.ts'
import { committer } from './limit.ts'
import { fire, type Result } from './load.ts'
import { memory } from './memory.ts'
import { serving } from './server.ts'

const ROUNDS = 5
const SECONDS = 2
/** As many as one round could take. */
const A_ROUND = 6000
const BOXED = 20_000
const PLACES = ['T01', 'T02', 'T03', 'T04', 'T05', 'T06', 'T07']
const CODE = 'CP-2026-91'
const MANY = 'CP-2026-92'
const TIMES = 60
const ANEW = 20
/** One answer of so many is odd. */
const ODD = 1000

type Place = Pick<Awaited<ReturnType<typeof start>>, 'store' | 'secrets'>

/** A box of so many is opened, counted and mixed. */
async function opening(place: Place, now: Date) {
  const roll = dice(3)
  const answers = Array.from({ length: BOXED }, () => anyAnswer(roll, PLACES))
  for (let i = 0; i < BOXED; i += 5000) await closedSurvey(place, `CP-BOX-${i}`, answers.slice(i, i + 5000), { n: 0 })
  const rows = Array.from({ length: BOXED / 5000 }, (_, i) => `CP-BOX-${i * 5000}`)
  const counting = await countingOf(place.store, { questionnaire: COUNTED.code, version: 1 }, now)
  const began = performance.now()
  for (const code of rows) await openBox(place, code, counting, now)
  say({ name: `${BOXED} answers out of the box`, value: (performance.now() - began) / 1000, unit: 's' })
}

/** So many answers as they lie when the box was opened: the rows, and the counts by the code that counts. */
function fillAnswers(file: string, n: number) {
  const db = new Database(file)
  db.exec('pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -200000')
  const row = db.prepare("insert into survey_answers (survey, id, data, channel, marks) values (?, ?, ?, 'web', ?)")
  const count = db.prepare(
    'insert into survey_counts (survey, cut, part, question, option, n) values (?, ?, ?, ?, ?, ?) on conflict do update set n = n + excluded.n',
  )
  const roll = dice(7)
  for (let done = 0; done < n; ) {
    db.exec('begin')
    const counts: Count[] = []
    for (let i = 0; i < 10_000 && done < n; i++, done++) {
      const answer = anyAnswer(roll, PLACES)
      const odd = done % ODD === 0
      row.run(MANY, crypto.randomUUID(), JSON.stringify(answer.answers), odd ? '["fast"]' : '[]')
      if (!odd) counts.push(...countsOf(COUNTED, answer))
    }
    for (const { count: key, n: times } of added(counts)) count.run(MANY, ...key, times)
    db.exec('commit')
  }
  db.prepare('update surveys set answers = ? where code = ?').run(n, MANY)
  db.exec('pragma wal_checkpoint(truncate)')
  db.close()
}

/** Ballots as browsers hold them when they answer, signed before anything is measured: a blind signature unblinded is a plain one. */
const ballots = (key: KeyObject, n: number) => {
  const signing = promisify(sign)
  const how = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 }
  return Promise.all(
    Array.from({ length: n }, async () => {
      const message = randomBytes(32)
      const signature = await signing('sha384', message, how)
      return { message: message.toString('base64url'), signature: signature.toString('base64url') }
    }),
  )
}

/** Answers over HTTP from another process, beside commits of the same rows and nothing else. */
async function answering(
  port: number,
  { name, what, bodies }: { name: string; what: 'answers' | 'ballots'; bodies: string[] },
  dir: string,
) {
  const limit = await committer(dir, what)
  try {
    const ours: Result[] = []
    const theirs: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      theirs.push(await limit.rate({ group: 32, seconds: SECONDS, rows: 'all' }))
      const some = bodies.slice(round * A_ROUND, (round + 1) * A_ROUND)
      const target = { post: `/api/surveys/${CODE}/responses`, bodies: some }
      const result = await fire({ port, connections: 32, seconds: SECONDS, target })
      if (Object.keys(result.statuses).join() !== '201') throw new Error(`answered ${JSON.stringify(result.statuses)}`)
      ours.push(result)
    }
    say({
      name,
      value: median(ours.map(({ rate }) => rate)),
      unit: 'req/s',
      limit: median(theirs),
      ratio: median(ours.map(({ rate }, i) => rate / (theirs[i] ?? 0))),
      bound: { of: 'ratio', at: 'least', is: 0.5 },
    })
    say({ name: `${name}, p99`, value: median(ours.map(({ p99 }) => p99)), unit: 'ms' })
  } finally {
    limit.stop()
  }
}

const p95 = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN

/** What is drawn of a million answers is drawn from counts, worked out anew whenever the survey stands otherwise. */
async function results(url: string, pid: number | undefined, answers: number, file: string) {
  const ask = await signedIn(url, 'stats')
  await judged(ask)
  const path = `/desk/surveys/${MANY}/results`
  const drawn = async () => {
    const began = performance.now()
    const answer = await ask(path)
    await answer.text()
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
    return performance.now() - began
  }
  await drawn()
  const before = memory(pid)
  const first: number[] = []
  const db = new Database(file)
  for (let i = 0; i < ANEW; i++) {
    db.prepare('update surveys set n = n + 1 where code = ?').run(MANY)
    first.push(await drawn())
  }
  db.close()
  const again: number[] = []
  for (let i = 0; i < TIMES; i++) again.push(await drawn())
  const name = `results of ${answers} answers`
  const bound = (is: number) => ({ of: 'value', at: 'most', is }) as const
  say({ name: `${name} worked out anew, p95`, value: p95(first), unit: 'ms', bound: bound(400) })
  say({ name: `${name}, nothing changed, p95`, value: p95(again), unit: 'ms', bound: bound(100) })
  say({
    name: 'memory after eighty of them',
    value: memory(pid),
    limit: before,
    unit: 'MB',
    bound: { of: 'ratio', at: 'most', is: 1.2 },
  })
}

/** Every odd answer is taken in: before, there are no results. */
async function judged(ask: Awaited<ReturnType<typeof signedIn>>) {
  const path = `/api/desk/surveys/${MANY}/odd`
  for (;;) {
    const { n, items } = (await (await ask(path)).json()) as { n: number; items: { id: string }[] }
    if (items.length === 0) return
    const said = { n, mark: 'fast', review: 'kept', reason: '看过，没有不妥。' }
    const headers = { 'content-type': 'application/json' }
    const answer = await ask(path, { method: 'POST', headers, body: JSON.stringify(said) })
    if (answer.status !== 200) throw new Error(`a judgement was answered ${answer.status}`)
  }
}

export async function run([many = '1000000']: string[]) {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-bench-'))
  try {
    const data = join(dir, 'data')
    const env = readEnv({ DATA_DIR: data, LIMITS: 'off', DEMO: 'on', DEMO_PASSWORD: 'demo-password-1' })
    const now = new Date()
    const { store, secrets } = await start(env, now)
    const place = { store, secrets }
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    await openSurvey(place, {
      code: CODE,
      closesOn: today(new Date(now.getTime() + 9 * 86_400_000)),
      publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    })
    const tokens = await invite(place, CODE, ROUNDS * A_ROUND)
    await opening(place, now)
    await closedSurvey(place, MANY, [])
    await openTurn(place, now)
    await store.close()
    const began = performance.now()
    fillAnswers(join(data, 'yangguang.db'), Number(many))
    say({ name: `${many} answers written`, value: (performance.now() - began) / 1000, unit: 's' })
    const cast = await ballots(privateKey, ROUNDS * A_ROUND)
    const server = await serving({ DATA_DIR: data, LOG_LEVEL: 'info' }, { log: join(dir, 'log') })
    try {
      await results(server.url, server.child.pid, Number(many), join(data, 'yangguang.db'))
      for (const [name, what, by] of [
        ['answers with invitations, c = 32', 'answers', tokens.map((token) => ({ token }))],
        ['answers with ballots, c = 32', 'ballots', cast.map((ballot) => ({ ballot }))],
      ] as const) {
        const bodies = by.map((one) => JSON.stringify({ answers: GOOD, ...one }))
        const own = join(dir, what)
        mkdirSync(own)
        await answering(server.port, { name, what, bodies }, own)
      }
    } finally {
      await server.stop()
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
