import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { say } from './figure.ts'
import { type Ack, sending, submit } from './sender.ts'
import { type Running, serving } from './server.ts'
import { copyOf, faults } from './verify.ts'

interface Outcome {
  acknowledged: number
  lost: string[]
  half: string[]
  broken: string[]
  /** Retries with the same key that got another answer. */
  different: string[]
  /** Answers that were neither 201 nor a broken connection. */
  strange: string[]
  /** The slowest start, in milliseconds. */
  slowest: number
  /** Rows deleted by hand, and how many of them the same check noticed. */
  control: { deleted: number; noticed: number }
}

/** Submits under load, kills the server without warning, starts it again, looks; as often as asked. */
export async function crash(kills: number): Promise<Outcome> {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-crash-'))
  const [data, book] = [join(dir, 'data'), join(dir, 'acks')]
  const file = join(data, 'yangguang.db')
  const outcome: Outcome = {
    acknowledged: 0,
    lost: [],
    half: [],
    broken: [],
    different: [],
    strange: [],
    slowest: 0,
    control: { deleted: 0, noticed: 0 },
  }
  let server = await serving({ DATA_DIR: data })
  const late: Ack[] = []
  try {
    for (let kill = 0; kill < kills; kill++) {
      const before = acksIn(book).length
      const sender = sending({ port: server.port, connections: 16, file: book })
      // From the first answer on: how long a process takes to begin says nothing about the load.
      while (acksIn(book).length === before) await new Promise((done) => setTimeout(done, 10))
      await new Promise((done) => setTimeout(done, 50 + Math.random() * 1450))
      await server.stop('SIGKILL')
      const unanswered = await sender.ended
      inspect(file, [...acksIn(book), ...late], outcome)
      server = await serving({ DATA_DIR: data })
      outcome.slowest = Math.max(outcome.slowest, server.readyAfter)
      const fresh = acksIn(book).slice(before)
      for (const ack of [...fresh, ...sample([...acksIn(book), ...late], 20)]) await ask(server, ack, outcome)
      // What was under way may or may not be there; sent again with its key it is there once.
      for (const key of unanswered) late.push(await submit(server.port, key))
    }
    await server.stop()
    outcome.acknowledged = acksIn(book).length + late.length
    inspect(file, [...acksIn(book), ...late], outcome)
    outcome.strange = existsSync(`${book}.errors`) ? readFileSync(`${book}.errors`, 'utf8').trim().split('\n') : []
    outcome.control = control(file, [...acksIn(book), ...late])
    return outcome
  } finally {
    await server.stop('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  }
}

const acksIn = (book: string): Ack[] =>
  existsSync(book)
    ? readFileSync(book, 'utf8')
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Ack)
    : []

const sample = <T>(all: T[], n: number) =>
  Array.from({ length: Math.min(n, all.length) }, () => all[Math.floor(Math.random() * all.length)] as T)

function inspect(file: string, acks: Ack[], outcome: Outcome) {
  const copy = copyOf(file)
  const { lost, half, broken } = faults(copy.file, acks)
  copy.drop()
  outcome.lost.push(...lost)
  outcome.half.push(...half)
  outcome.broken.push(...broken)
}

/** Through the door: the case answers to its number and code, and the same key brings the same answer. */
async function ask(server: Running, ack: Ack, outcome: Outcome) {
  const answer = await fetch(`${server.url}/api/track/${ack.no}`, { headers: { 'x-query-code': ack.queryCode } })
  const told = (await answer.json()) as { no?: string; status?: string; timeline?: unknown[] }
  if (answer.status !== 200 || told.no !== ack.no || !told.timeline?.length)
    outcome.lost.push(`at the door ${ack.no}: ${answer.status}`)
  const again = await submit(server.port, ack.key)
  if (again.no !== ack.no || again.queryCode !== ack.queryCode) outcome.different.push(`${ack.no} became ${again.no}`)
}

/** The check must see what it looks for: one row deleted from each table, each in a copy of its own. */
function control(file: string, acks: Ack[]): Outcome['control'] {
  const [victim] = sample(acks, 1)
  const deletions = [
    'cases where no = ?',
    'case_texts where no = ?',
    'identities where no = ?',
    "events where stream = 'case/' || ?",
    "salts where stream = 'case/' || ?",
  ]
  const noticed = deletions.filter((what) => {
    const copy = copyOf(file)
    const db = new DatabaseSync(copy.file)
    db.exec('drop trigger events_no_delete')
    db.prepare(`delete from ${what}`).run(victim?.no ?? '')
    db.close()
    const { lost, half } = faults(copy.file, acks)
    copy.drop()
    return lost.length + half.length > 0
  })
  return { deleted: deletions.length, noticed: noticed.length }
}

const none = { of: 'value', at: 'most', is: 0 } as const

export async function run() {
  const kills = 50
  const { acknowledged, lost, half, broken, different, strange, slowest, control } = await crash(kills)
  for (const words of [lost, half, broken, different, strange]) for (const word of words.slice(0, 5)) console.log(word)
  say({ name: `submissions acknowledged over ${kills} kills`, value: acknowledged, unit: 'cases' })
  say({ name: 'acknowledged and lost', value: lost.length, unit: 'cases', bound: none })
  say({ name: 'half written or doubled', value: half.length, unit: 'cases', bound: none })
  say({ name: 'integrity and foreign keys', value: broken.length, unit: 'faults', bound: none })
  say({ name: 'retries with another answer', value: different.length, unit: 'cases', bound: none })
  say({ name: 'answers that were neither 201 nor cut off', value: strange.length, unit: 'answers', bound: none })
  say({
    name: 'start to ready after a kill, slowest',
    value: slowest / 1000,
    unit: 's',
    bound: { of: 'value', at: 'most', is: 3 },
  })
  say({
    name: 'rows deleted by hand and noticed',
    value: control.noticed,
    unit: `of ${control.deleted}`,
    bound: { of: 'value', at: 'least', is: control.deleted },
  })
}
