import { fork } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { today } from '../../api/case/deadline.ts'
import { append } from '../../api/case/event.ts'
import { newNumber } from '../../api/case/number.ts'
import { mergeTerms } from '../../api/case/search.ts'
import { sheet } from '../../api/case/sheet.ts'
import { weigh } from '../../api/case/weighed.ts'
import type { Status } from '../../api/case/workflow.ts'
import { Complaint } from '../../api/complaint/complaint.ts'
import { readEnv } from '../../api/env.ts'
import { check } from '../../api/form.ts'
import { start } from '../../api/start.ts'
import { readContent } from '../../content/load.ts'
import { openStore } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { cases } from '../../db/schema.ts'
import { ensureBuilt } from '../../site/build.ts'
import { type Chance, chance } from './chance.ts'
import { reply } from './reply.ts'

interface Order {
  dir: string
  cases: number
}

export interface Filled {
  data: string
  seconds: number
  megabytes: number
  /** Some of the numbers, from the oldest to the newest. */
  numbers: string[]
}

/** Fills an empty folder with the founding content and so many cases of ten years, in a process of its own that then ends. */
export const fillCases = (order: Order): Promise<Filled> => reply(fork(import.meta.filename, [JSON.stringify(order)]))

/** Two of a hundred are under way, as where the time limits are kept; the rest came to an end in the years before. */
const UNDER_WAY: readonly Status[] = [
  'received',
  'received',
  'accepted',
  'accepted',
  'assigned',
  'assigned',
  'handling',
  'handling',
  'handling',
  'handling',
  'handling',
  'suspended',
  'reviewing',
  'approving',
  'approved',
  'answered',
  'answered',
  'recheck',
]
const ENDED: readonly Status[] = [
  ...Array<Status>(22).fill('archived'),
  'closed',
  'closed',
  'refused',
  'withdrawn',
  'transferred',
]
const HANDLERS = ['handler', ...Array.from({ length: 49 }, (_, i) => `handler${i}`)]

const ROADS = '人民 建设 解放 青年 新华 文化 学府 滨河 永安 长江 黄河 泰山 和平 光明 胜利 朝阳 工业 振兴'.split(' ')
const SHOPS = '早餐店 理发店 修车铺 菜摊 五金店 小超市 烧烤摊 水果店 药店 网吧 幼儿园 饭馆 服装店 打印店 旅馆'.split(
  ' ',
)
const DONE = [
  '没有出示执法证件',
  '没有给扣押清单',
  '罚款没有开票据',
  '一个月来了三次',
  '说话很不客气',
  '没有说明检查的依据',
  '当场把招牌拆走了',
  '要我们停业三天',
]
const RARE = 40_000

function account(luck: Chance, i: number): string {
  const day = `${1 + luck.below(12)}月${1 + luck.below(28)}日`
  return `${day}，${luck.pick(ROADS)}路的${luck.pick(SHOPS)}来了${2 + luck.below(4)}名执法人员，${luck.pick(DONE)}，${luck.pick(DONE)}。记录编号${(i % RARE).toString(36)}，希望查清楚是不是符合规定。`
}

async function make({ dir, cases: n }: Order): Promise<Filled> {
  ensureBuilt()
  const data = join(dir, 'data')
  const env = readEnv({ DATA_DIR: data, LIMITS: 'off', DEMO: 'on', DEMO_PASSWORD: 'demo-password-1' })
  const now = new Date()
  const { store, secrets } = await start(env, now)
  const luck = chance(5)
  const { publications, samples } = readContent('content')
  const categories = publications.flatMap((p) => (p.kind === 'category' && p.data.kind !== 'praise' ? [p.code] : []))
  const bodies = samples.flatMap(({ about }) => (about?.department ? [about.department] : []))
  const told = (i: number) =>
    check(Complaint, {
      category: luck.pick(categories),
      about: { department: luck.pick(bodies) },
      account: account(luck, i),
      ...(i % 3 ? { person: { name: '示例来件人', phone: '19900001234' } } : { anonymous: true }),
      ...(i % 9 === 1 && { confidential: true }),
      consent: true,
    })
  // Routing depends on what is said by its kind: some hundred ways stand for all.
  const ways = []
  for (let i = 0; i < 400; i++) {
    const complaint = told(i)
    ways.push({ complaint, ...(await weigh({ store }, complaint, now)) })
  }
  await store.close()

  const file = join(data, 'yangguang.db')
  const db = new Database(file)
  db.exec('pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -400000')
  const prepared = new Map<string, ReturnType<typeof db.prepare>>()
  const run = (statement: unknown) => {
    const { sql, args } = statement as { sql: string; args: unknown[] }
    const ready = prepared.get(sql) ?? db.prepare(sql)
    prepared.set(sql, ready)
    ready.run(args)
  }
  const began = performance.now()
  const numbers: string[] = []
  const taken = new Set<string>()
  const span = 10 * 365 * 86_400_000
  for (let i = 0; i < n; i++) {
    if (i % 10_000 === 0) db.exec(i ? 'commit; begin' : 'begin')
    const { complaint, routed, state, columns } = luck.pick(ways)
    const open = i % 50 === 0
    const sealed = state.lane === 'sealed'
    const status = sealed ? 'received' : luck.pick(open ? UNDER_WAY : ENDED)
    const at = new Date(
      now.getTime() - (open ? luck.below(30 * 86_400_000) : span - (i / n) * (span - 60 * 86_400_000)),
    )
    let no = newNumber(today(at).slice(0, 4))
    while (taken.has(no)) no = newNumber(today(at).slice(0, 4))
    taken.add(no)
    const owed = open && !['answered', 'suspended'].includes(status)
    const dueOn = owed ? today(new Date(now.getTime() + (luck.below(40) - 3) * 86_400_000)) : null
    const steps = open ? ['accept', 'assign'] : ['accept', 'answer', 'close']
    run(
      insert(cases, {
        no,
        channel: 'WEB',
        receivedAt: at.getTime(),
        editableUntil: null,
        codeHash: '',
        demo: true,
        ...columns,
        ...state,
        status,
        dueOn,
        assignee: ['received', 'accepted'].includes(status) ? null : luck.pick(HANDLERS),
        rating: ['closed', 'archived'].includes(status) && i % 3 === 0 ? 1 + Math.min(4, luck.below(20)) : null,
        n: steps.length + 1,
      }),
    )
    const after = { ...state, status, dueOn }
    ;['submit', ...steps].forEach((action, k) => {
      const actor: Record<string, string> =
        k === 0 ? { kind: 'citizen' } : { kind: 'person', login: 'intake', name: '陈安（示例）', post: '受理岗' }
      const event = { stream: `case/${no}`, n: k + 1, at, actor, action, data: k === 0 ? {} : { note: '示例说明' } }
      for (const statement of append({ ...event, state: { ...after } }).statements) run(statement)
    })
    for (const statement of sheet({ secrets }, no, { ...complaint, account: account(luck, i) }, routed, null))
      run(statement)
    if (i % Math.ceil(n / 400) === 0 && state.handler === 'SFJ') numbers.push(no)
  }
  db.exec('commit')
  db.exec('pragma wal_checkpoint(truncate)')
  const seconds = (performance.now() - began) / 1000
  db.close()
  // As after a night of a running portal.
  const filled = await openStore({ url: env.database.url })
  await mergeTerms(filled)
  await filled.close()
  return { data, seconds, megabytes: statSync(file).size / 1e6, numbers }
}

const [, self, order] = process.argv
if (self === import.meta.filename && order) {
  const made = await make(JSON.parse(order) as Order)
  process.send?.(made, undefined, undefined, () => process.disconnect())
}
