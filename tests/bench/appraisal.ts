import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InStatement } from '@libsql/client'
import Database from 'libsql'
import { today } from '../../api/case/deadline.ts'
import { append } from '../../api/case/event.ts'
import { readEnv } from '../../api/env.ts'
import { start } from '../../api/start.ts'
import { insert } from '../../db/row.ts'
import { cases, duties, dutyParts, leads, people, supervisors } from '../../db/schema.ts'
import { dutyRow, leadRow, partRow, supervisorRow } from '../appraisal/made.ts'
import { asking, json } from '../support/ask.ts'
import type { World } from '../support/world.ts'
import { chance } from './chance.ts'
import { median, say } from './figure.ts'
import { inside, SECRET } from './inside.ts'

const PEOPLE = 2000
const LEADS = 10
const PARTS = 8
const DUTIES = 400
const ROUNDS = 7
const HOUR = 3_600_000
/** What answers find, and what each is worth by the score of the content. */
const FOUND = [
  { outcome: 'upheld', points: 5 },
  { outcome: 'partly', points: 5 },
  { outcome: 'unfounded', points: 0 },
  { outcome: 'corrected', measures: ['ordered'], points: 3 },
  null,
] as const

type Place = Pick<World, 'deps'>

/** The year before, with so many supervisors, what they sent and where they were; what everybody's points come to. */
function fill(w: Place, file: string, year: number): number {
  const db = new Database(file)
  db.exec('pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -200000')
  const known = new Map<string, Database.Statement>()
  const run = (statement: InStatement) => {
    const { sql, args } = statement as { sql: string; args: unknown[] }
    const prepared = known.get(sql) ?? db.prepare(sql)
    known.set(sql, prepared)
    prepared.run(args)
  }
  const luck = chance(9)
  const from = Date.parse(`${year}-01-01T00:00:00+08:00`)
  const moment = () => from + luck.below(360 * 24) * HOUR
  let points = 0
  db.exec('begin')
  const asked = Array.from({ length: DUTIES }, () => {
    const startsAt = moment()
    const reportBy = luck.below(2) ? today(new Date(startsAt + 72 * HOUR)) : null
    const duty = dutyRow({ startsAt, endsAt: startsAt + 2 * HOUR, reportBy })
    run(insert(duties, duty))
    return duty
  })
  for (let i = 0; i < PEOPLE; i++) {
    const login = `supervisor-${i}`
    const row = supervisorRow(w, { login, from: `${year}-01-01`, areas: luck.below(3) ? ['379981001'] : [] })
    run(insert(supervisors, row))
    const account = { login, name: `示例${i}`, roles: ['supervisor'], department: '', post: '社会监督员' }
    run(insert(people, { ...account, active: true, createdAt: from }))
    for (let j = 0; j < LEADS; j++) {
      const at = moment()
      const no = `${year}-${String(i * LEADS + j).padStart(8, '0')}X`
      const found = luck.pick(FOUND)
      const status = found ? 'answered' : 'accepted'
      const took = ['submit', 'accept', ...(found ? ['answer'] : [])]
      run(
        insert(cases, {
          ...{ no, kind: 'complaint', channel: 'SUPERVISOR', lane: 'general', category: 'T05', handler: 'SFJ' },
          ...{
            rule: 'R2',
            status,
            appears: 'named',
            receivedAt: at,
            n: took.length,
            codeHash: '',
            demo: true,
            returned: false,
            longer: false,
          },
        }),
      )
      run(insert(leads, leadRow(w, login, no, at)))
      for (const [k, action] of took.entries())
        for (const one of append({
          ...{ stream: `case/${no}`, n: k + 1, at: new Date(at + k * HOUR), actor: { kind: 'person' }, action },
          ...{ data: action === 'answer' ? { ...found, note: '经查，情况如下。'.repeat(20) } : {}, state: {} },
        }).statements)
          run(one)
      points += found?.points ?? 0
    }
    const first = luck.below(DUTIES)
    for (let j = 0; j < PARTS; j++) {
      const duty = asked[(first + j * 37) % DUTIES]
      if (!duty) throw new Error('there are as many')
      const late = duty.reportBy !== null && luck.below(4) === 0
      const reportedAt = duty.reportBy === null ? null : duty.startsAt + (late ? 300 : 24) * HOUR
      run(insert(dutyParts, partRow(duty.id, row.id, { reportedAt })))
      points += late ? 1 : 2
    }
  }
  db.exec('commit; pragma wal_checkpoint(truncate)')
  db.close()
  return points
}

/** The same rows and nothing else: no names, no points, no order. */
function reader(file: string, year: number) {
  const db = new Database(file, { readonly: true })
  const [from, until] = [year, year + 1].map((one) => Date.parse(`${one}-01-01T00:00:00+08:00`))
  const all = [
    db.prepare('select s.*, p.name from supervisors s left join people p on p.login = s.login'),
    db.prepare(`select l.*, c.kind, e.data from leads l join cases c on c.no = l.no
      left join events e on e.stream = 'case/' || l.no and e.n = c.n and e.action = 'answer'
      where l.at >= ${from} and l.at < ${until}`),
    db.prepare(`select p.*, d.* from duties d join duty_parts p on p.duty = d.id
      where d.starts_at >= ${from} and d.starts_at < ${until}`),
  ]
  return { read: () => all.reduce((n, one) => n + one.all().length, 0), close: () => db.close() }
}

async function timed<T>(make: () => T | Promise<T>): Promise<[number, T]> {
  const began = performance.now()
  const made = await make()
  return [performance.now() - began, made]
}

export async function run() {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-bench-'))
  const { store } = await start(readEnv({ DATA_DIR: dir, SECRET_KEY: SECRET, DEMO: 'on' }), new Date())
  try {
    const w = inside(store, dir)
    const year = Number(today(new Date()).slice(0, 4)) - 1
    const file = join(dir, 'yangguang.db')
    const expected = fill(w, file, year)
    const bare = reader(file, year)
    const ask = asking(w, 'chief')
    const sheet = async () => {
      const answer = await ask(`/api/desk/appraisals/sheet?year=${year}`)
      return (await answer.json()) as { items: { points: number; name: string }[]; changed: number }
    }
    const ours: number[] = []
    const theirs: number[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const [limit] = await timed(bare.read)
      const [took, seen] = await timed(sheet)
      const filled = seen.items.filter(({ name }) => /^示例\d/.test(name))
      const points = filled.reduce((sum, one) => sum + one.points, 0)
      if (filled.length !== PEOPLE || points !== expected)
        throw new Error(`${filled.length} people with ${points} points, not ${expected}`)
      if (round === 0) continue
      ours.push(took)
      theirs.push(limit)
    }
    const name = `a year of ${PEOPLE} supervisors in one report`
    const ratio = median(ours.map((took, i) => took / (theirs[i] ?? Number.NaN)))
    say({
      name,
      value: median(ours),
      unit: 'ms',
      limit: median(theirs),
      ratio,
      bound: { of: 'ratio', at: 'most', is: 3 },
    })
    const [xlsx] = await timed(async () => (await ask(`/api/desk/appraisals/sheet.xlsx?year=${year}`)).arrayBuffer())
    say({ name: 'the same as a workbook', value: xlsx, unit: 'ms' })
    const [numbers] = await timed(async () => (await ask(`/api/desk/appraisals/statistics?year=${year}`)).json())
    say({ name: 'statistics of the year', value: numbers, unit: 'ms' })
    const [closing, closed] = await timed(() => ask('/api/desk/appraisals', json('POST', { year })))
    if (closed.status !== 201) throw new Error(`closing answered ${closed.status}`)
    say({ name: 'closing it', value: closing, unit: 'ms' })
    const [again, counted] = await timed(sheet)
    say({ name: 'counted again beside what was closed', value: again, unit: 'ms' })
    const none = { of: 'value', at: 'most', is: 0 } as const
    say({ name: 'differences right after closing', value: counted.changed, unit: 'people', bound: none })
    bare.close()
  } finally {
    await store.close()
    rmSync(dir, { recursive: true, force: true })
  }
}
