import { fork } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InStatement } from '@libsql/client'
import { today } from '../../api/case/deadline.ts'
import { readEnv } from '../../api/env.ts'
import { LICENCE } from '../../api/publication/open.ts'
import { search } from '../../api/publication/search.ts'
import { type Draft, publish } from '../../api/publication/store.ts'
import { start } from '../../api/start.ts'
import { type Written, writeTable } from '../../api/workbook/write.ts'
import { readContent } from '../../content/load.ts'
import { HeavyReader } from '../../db/heavy.ts'
import { ensureBuilt } from '../../site/build.ts'
import { manyMatters } from '../support/many.ts'
import { chance } from './chance.ts'
import { type Question, questions } from './questions.ts'
import { reply } from './reply.ts'

/** In every entry the workbook adds or changes, and nowhere else. */
export const MARK = '导入试验批次'

interface Order {
  dir: string
  matters: number
  /** Rows of the workbook. */
  rows: number
  questions: number
}

export interface Filled {
  data: string
  file: string
  /** How long the matters took to be published, and how large the database is with them. */
  seconds: number
  megabytes: number
  codes: string[]
  questions: (Question & { statements: InStatement[] })[]
  workbook: { file: string; changed: string[]; fresh: string[]; unchanged: number }
}

/** Fills an empty folder with the founding content and so many matters, in a process of its own that then ends. */
export const fill = (order: Order): Promise<Filled> => reply(fork(import.meta.filename, [JSON.stringify(order)]))

/** Notes what the search reads, so that the limit reads what the code reads. */
class Recorder extends HeavyReader {
  taken: InStatement[] = []

  override rows<T extends object>(statement: InStatement, within?: number): Promise<T[]> {
    this.taken.push(statement)
    return super.rows<T>(statement, within)
  }
}

async function make({ dir, matters, rows, questions: asked }: Order): Promise<Filled> {
  ensureBuilt()
  const data = join(dir, 'data')
  const env = readEnv({ DATA_DIR: data, LIMITS: 'off', DEMO: 'on', DEMO_PASSWORD: 'demo-password-1' })
  const now = new Date()
  const { store } = await start(env, now)
  const byCode = Map.groupBy(manyMatters(matters + Math.round(rows / 3), 1), (d) => d.code)
  const all = [...byCode]
  const drafts = all.slice(0, matters).flatMap(([, versions]) => versions)
  const began = performance.now()
  await publish(store, drafts, { proposed: 'editor', published: 'publisher' }, now)
  const seconds = (performance.now() - began) / 1000

  const { publications } = readContent('content')
  const synonyms = publications.flatMap((p) => (p.kind === 'synonym' ? p.data.words : []))
  const founding = publications.filter((p) => p.kind === 'matter' || p.kind === 'guide' || p.kind === 'benchmark')
  // Half of what people look for are the matters everybody knows.
  const entries = [...drafts.filter((_, i) => i % Math.ceil(drafts.length / founding.length) === 0), ...founding]
  const recorder = new Recorder(env.database.url)
  const recording = { ...store, search: recorder }
  const made = questions(asked, { entries, synonyms }, chance(2))
  const noted: Filled['questions'] = []
  for (const question of made) {
    recorder.taken = []
    await search(recording, { q: question.q, on: today(now), by: now.getTime(), from: 0, limit: 20 })
    noted.push({ ...question, statements: recorder.taken })
  }
  await recorder.close()

  const workbook = await book(dir, all.slice(0, matters), all.slice(matters), rows, today(now))
  await store.close()
  const file = join(data, 'yangguang.db')
  const codes = all.slice(0, matters).map(([code]) => code)
  return { data, file, seconds, megabytes: statSync(file).size / 1e6, codes, questions: noted, workbook }
}

/** A workbook: half of it changed, a third new, the rest as published. */
async function book(dir: string, known: [string, Draft[]][], others: [string, Draft[]][], rows: number, day: string) {
  const single = (all: typeof known) =>
    all.flatMap(([, [only, more]]) => (only && !more && !only.cancelled && only.from <= day ? [only] : []))
  const marked = (draft: Draft): Draft => ({
    ...draft,
    data: { ...draft.data, plain: String(draft.data.plain).slice(0, 140) + MARK },
  })
  const fresh = single(others).map(marked)
  const olds = single(known)
  const changed = olds.slice(0, Math.round(rows / 2)).map((draft) => ({ ...marked(draft), from: day }))
  const unchanged = olds.slice(changed.length, rows - fresh.length)
  const file = join(dir, 'import.xlsx')
  const all: Written[] = [...changed, ...fresh, ...unchanged]
  async function* chunks() {
    for (let i = 0; i < all.length; i += 500) yield all.slice(i, i + 500)
  }
  const bytes = await Array.fromAsync(writeTable('matter', chunks(), { licence: LICENCE, on: day, source: '试验' }))
  writeFileSync(file, Buffer.concat(bytes))
  const codesOf = (drafts: Draft[]) => drafts.map((d) => d.code)
  return { file, changed: codesOf(changed), fresh: codesOf(fresh), unchanged: unchanged.length }
}

const [, self, order] = process.argv
if (self === import.meta.filename && order) {
  const made = await make(JSON.parse(order) as Order)
  // A long message is cut off by leaving before it is out.
  process.send?.(made, undefined, undefined, () => process.disconnect())
}
