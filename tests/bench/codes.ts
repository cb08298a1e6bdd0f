import { fork } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { InStatement } from '@libsql/client'
import Database from 'libsql'
import { today } from '../../api/case/deadline.ts'
import type { Type } from '../../api/code/code.ts'
import { newId } from '../../api/code/id.ts'
import { counting } from '../../api/code/scans.ts'
import { shift } from '../../api/day.ts'
import { readEnv } from '../../api/env.ts'
import { start } from '../../api/start.ts'
import { usccCheck } from '../../content/codes.ts'
import { INDUSTRY } from '../../content/kinds/industry.ts'
import { readContent } from '../../content/load.ts'
import { insert } from '../../db/row.ts'
import { codes } from '../../db/schema.ts'
import { ensureBuilt } from '../../site/build.ts'
import { chance } from './chance.ts'
import { reply } from './reply.ts'

interface Order {
  dir: string
  codes: number
}

export interface Filled {
  data: string
  file: string
  seconds: number
  megabytes: number
  /** Some of the codes, of every kind, from the oldest to the newest. */
  ids: string[]
}

/** Fills an empty folder with the founding content and so many signed codes of five years, in a process of its own that then ends. */
export const fillCodes = (order: Order): Promise<Filled> => reply(fork(import.meta.filename, [JSON.stringify(order)]))

/** What a city puts up: most are shop walls, then papers, counters and officers. */
const KINDS: readonly Type[] = [...Array<Type>(14).fill('ENT'), 'CASE', 'CASE', 'ORG', 'STATION', 'OFFICER', 'ITEM']
const SHOPS = '早餐店 理发店 修车铺 菜摊 五金店 小超市 烧烤摊 水果店 药店 网吧 幼儿园 饭馆 服装店 打印店 旅馆'.split(
  ' ',
)
const ROADS = '人民 建设 解放 青年 新华 文化 学府 滨河 永安 长江 黄河 泰山 和平 光明 胜利 朝阳 工业 振兴'.split(' ')
const BATCH = 500
const SAMPLES = 8000

async function make({ dir, codes: n }: Order): Promise<Filled> {
  ensureBuilt()
  const data = join(dir, 'data')
  const env = readEnv({ DATA_DIR: data, LIMITS: 'off', DEMO: 'on', DEMO_PASSWORD: 'demo-password-1' })
  const now = new Date()
  const { store, secrets } = await start(env, now)
  await store.close()
  const { publications } = readContent('content')
  const known = (kind: string) => publications.flatMap((p) => (p.kind === kind ? [p.code] : []))
  const [bodies, officers, matters] = [known('department'), known('officer'), known('matter')]
  const industries = Object.keys(INDUSTRY)
  const luck = chance(7)

  const file = join(data, 'yangguang.db')
  const db = new Database(file)
  db.exec('pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -400000')
  const prepared = new Map<string, ReturnType<typeof db.prepare>>()
  const run = (statement: InStatement) => {
    const { sql, args } = statement as { sql: string; args: unknown[] }
    const ready = prepared.get(sql) ?? db.prepare(sql)
    prepared.set(sql, ready)
    ready.run(args)
  }
  const subjectOf = (type: Type, i: number, place: string) => {
    if (type === 'OFFICER') return luck.pick(officers)
    if (type === 'ITEM') return luck.pick(matters)
    if (type === 'CASE') return `澄市监罚〔2026〕${i}号`
    const first = `91379981MA${i
      .toString(36)
      .toUpperCase()
      .padStart(7, '0')
      .replace(/[IOSVZ]/g, '9')}`
    return type === 'ENT' ? first + usccCheck(first) : place
  }
  const began = performance.now()
  const ids: string[] = []
  let met: string[] = []
  const span = 5 * 365 * 86_400_000
  for (let i = 0; i < n; i++) {
    if (i % 10_000 === 0) db.exec(i ? 'commit; begin' : 'begin')
    const type = luck.pick(KINDS)
    const at = new Date(now.getTime() - span + (i / n) * span)
    const place = `${luck.pick(ROADS)}路${i}号`
    // Each the first of its subject, or as if those before had been lost.
    const signed = { type, subject: subjectOf(type, i, place), version: type === 'OFFICER' || type === 'ITEM' ? i : 1 }
    const { id, keyId } = newId(secrets, signed)
    run(
      insert(codes, {
        id,
        keyId,
        ...signed,
        department: type === 'ENT' ? null : luck.pick(bodies),
        label: `示例${luck.pick(ROADS)}${luck.pick(SHOPS)}${i}`,
        facts: { place, ...(type === 'ENT' && { industry: luck.pick(industries) }) },
        issuedTo: '示例领用人',
        validFrom: today(at),
        validTo: i % 7 === 0 ? today(new Date(at.getTime() + span)) : null,
        status: i % 40 === 0 ? luck.pick(['lost', 'suspended', 'replaced', 'revoked'] as const) : 'active',
        batch:
          type === 'ENT'
            ? `PC-${Math.floor(i / BATCH)
                .toString(16)
                .padStart(8, '0')
                .toUpperCase()}`
            : null,
        issuedAt: at.getTime(),
        demo: true,
        n: 1,
      }),
    )
    if (i % Math.max(1, Math.floor(n / SAMPLES)) === 0) ids.push(id)
    if (i % 3 === 0) met.push(id)
    if (met.length < 5000 && i < n - 1) continue
    const scans = met.flatMap((code) =>
      Array.from({ length: 1 + luck.below(4) }, () => ({
        code,
        day: shift(today(now), -luck.below(60)),
        what: luck.below(50) ? ('scan' as const) : ('complaint' as const),
        count: 1 + luck.below(9),
      })),
    )
    for (const statement of counting(scans)) run(statement)
    met = []
  }
  db.exec('commit')
  db.exec('pragma wal_checkpoint(truncate)')
  db.close()
  return { data, file, seconds: (performance.now() - began) / 1000, megabytes: statSync(file).size / 1e6, ids }
}

const [, self, order] = process.argv
if (self === import.meta.filename && order) {
  const made = await make(JSON.parse(order) as Order)
  // A long message is cut off by leaving before it is out.
  process.send?.(made, undefined, undefined, () => process.disconnect())
}
