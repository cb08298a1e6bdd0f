import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createClient, type InStatement, type ResultSet } from '@libsql/client'
import { loadContent } from '../../api/publication/load.ts'
import { ballotDigest } from '../../api/survey/ballot.ts'
import { type By, cast } from '../../api/survey/cast.ts'
import { tokenDigest } from '../../api/survey/token.ts'
import { readContent } from '../../content/load.ts'
import { tune } from '../../db/connection.ts'
import { openStore } from '../../db/open.ts'
import { registrations, surveyBox } from '../../db/schema.ts'
import { type Statement, WriteQueue } from '../../db/write.ts'
import { GOOD, invite, openSurvey } from '../survey/fixture.ts'
import { inside } from './inside.ts'
import { opened, takeIn } from './registrants.ts'
import { reply } from './reply.ts'
import { submission } from './submission.ts'

interface Ask {
  /** How many submissions one commit holds. */
  group: number
  seconds: number
  /** Everything a submission commits, or one row of it only. */
  rows: 'all' | 'one'
}

/** What is sent: a complaint, an answer to a survey let in by an invitation or by a ballot, a registration. */
type What = 'complaints' | 'answers' | 'ballots' | 'registrations'

/** Commits the rows of real submissions and does nothing else, in a process of its own on a file in `dir`. */
export async function committer(dir: string, what: What = 'complaints') {
  const child = fork(import.meta.filename, [dir, what])
  await reply(child)
  const rate = (ask: Ask) => {
    child.send(ask)
    return reply<number>(child)
  }
  return { rate, stop: () => child.kill() }
}

/** Takes the statements where the queue would commit them, so that the limit writes what the code writes. */
class Recorder extends WriteQueue {
  taken: InStatement[][] = []

  override async commit(statements: Statement[]): Promise<ResultSet[]> {
    const plain = statements.map((s) =>
      typeof s === 'object' && 'toSQL' in s ? { sql: s.toSQL().sql, args: s.toSQL().params as never } : s,
    )
    this.taken.push(plain)
    return plain.map(() => ({
      columns: [],
      columnTypes: [],
      rows: [],
      rowsAffected: 1,
      lastInsertRowid: undefined,
      toJSON: () => ({}),
    }))
  }
}

async function serveLimit(dir: string, what: What) {
  const url = `file:${join(dir, 'limit.db')}`
  const store = await openStore({ url })
  await loadContent(store, readContent('content'), new Date())
  const client = createClient({ url, concurrency: 1, timeout: 2000 })
  await tune(client, 'writes')
  const recorder = new Recorder(client)
  const { deps, app } = inside({ ...store, writes: recorder }, dir)

  const survey = 'CP-LIMIT'
  if (what === 'answers' || what === 'ballots')
    await openSurvey({ store, secrets: deps.secrets }, { code: survey, closesOn: '2099-12-31' })
  /** The rows of so many answers, each let in by an invitation or a ballot of its own. */
  const takeAnswers = async (n: number) => {
    const allowed: By[] =
      what === 'ballots'
        ? Array.from({ length: n }, () => ({ ballot: ballotDigest(randomBytes(32).toString('base64url')) }))
        : (await invite({ store, secrets: deps.secrets }, survey, n)).map((token) => ({
            token: tokenDigest(deps.secrets, survey, token),
          }))
    recorder.taken = []
    for (const by of allowed) {
      await cast(deps, survey, { answers: GOOD, channel: 'invited', marks: [] }, by, deps.now())
    }
    return recorder.taken
  }

  const takeComplaints = async (n: number) => {
    recorder.taken = []
    for (let i = 0; i < n; i++) {
      const { key, json } = submission(0)
      const answer = await app.request('/api/complaints', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: json,
      })
      if (answer.status !== 201) throw new Error(`a submission was refused: ${await answer.text()}`)
    }
    return recorder.taken
  }
  const day = what === 'registrations' ? await opened(store, deps.now()) : undefined
  const takeRegistrations = async (n: number) => {
    if (day) await takeIn(deps, day, n)
    // The seats were seen to before anything was recorded.
    return recorder.taken.splice(0).slice(-n)
  }
  // A random number that is taken undoes its group; the code draws another, here the group just does not count.
  const committed = (jobs: InStatement[][]) =>
    client.batch(jobs.flat(), 'write').then(
      () => true,
      (error: { code?: string }) => {
        if (error.code !== 'SQLITE_CONSTRAINT') throw error
        return false
      },
    )
  const text = (s: InStatement) => (typeof s === 'string' ? s : s.sql)

  const TAKE = {
    complaints: takeComplaints,
    answers: takeAnswers,
    ballots: takeAnswers,
    registrations: takeRegistrations,
  }
  let lying = 0
  process.on('message', async ({ group, seconds, rows }: Ask) => {
    const take = TAKE[what]
    const all = await take(Math.min(6000, Math.ceil(seconds * group * 1500)))
    const jobs =
      rows === 'all' ? all : all.map((statements) => statements.filter((s) => text(s).includes('case_texts')))
    const began = performance.now()
    let done = 0
    for (let at = 0; at + group <= jobs.length && performance.now() - began < seconds * 1000; at += group)
      if (await committed(jobs.slice(at, at + group))) done += group
    const rate = done / ((performance.now() - began) / 1000)
    lying += done
    // A limit that wrote nothing, because a condition did not hold, would be none.
    const written = { complaints: undefined, answers: surveyBox, ballots: surveyBox, registrations }[what]
    if (written && (await store.read.$count(written)) !== lying) throw new Error('rows are missing')
    process.send?.(rate)
  })
  process.once('disconnect', () => process.exit())
  process.send?.('ready')
}

if (process.argv[1] === import.meta.filename && process.argv[2])
  await serveLimit(process.argv[2], process.argv[3] as What)
