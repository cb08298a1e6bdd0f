import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { eq, inArray } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { importRows, imports } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { append } from '../case/event.ts'
import type { Deps } from '../context.ts'
import { faultOf } from '../log.ts'
import { KINDS, type Kind } from '../publication/publication.ts'
import { register } from '../publication/register.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { readInThread } from '../workbook/thread.ts'
import { compared } from './compare.ts'
import type { SheetProblem } from './import.ts'

const PIECE = 100
/** Mistakes beyond this help nobody; the sentence says how many more there are. */
const MOST_PROBLEMS = 500

/** Each reading may take a thread and hundreds of megabytes: a third workbook waits until one of two is read. */
const MOST_AT_ONCE = 2
let taking = 0
/** Work under way in this process; a server that stops loses it, and the next start says so. */
const running = new Map<string, Promise<void>>()
/** For tests and a quiet shutdown. */
export const importsDone = () => Promise.allSettled(running.values())

/** Takes a workbook in: the number at once, the reading afterwards, in a thread of its own. */
export async function take(
  deps: Deps,
  file: { name: string; bytes: Uint8Array },
  asked: { kind: Kind; whole: boolean },
  actor: Actor,
  now: Date,
): Promise<string> {
  if (taking >= MOST_AT_ONCE) throw new Refusal('too_many', { retryAfter: 30 })
  taking += 1
  try {
    return await begin(deps, file, asked, actor, now)
  } catch (error) {
    taking -= 1
    throw error
  }
}

async function begin(
  deps: Deps,
  file: { name: string; bytes: Uint8Array },
  asked: { kind: Kind; whole: boolean },
  actor: Actor,
  now: Date,
): Promise<string> {
  const { store } = deps
  const id = `DR-${randomBytes(6).toString('hex').toUpperCase()}`
  // Sign by sign: half a surrogate pair would be stored as another sign than the one the event's hash was made of.
  const name = [...file.name.replace(/[^\p{L}\p{N}（）()·_. -]/gu, '')].slice(-80).join('') || '工作簿'
  const row = { id, kind: asked.kind, file: name, n: 1, state: 'reading' as const, done: 0, total: 0, problems: [] }
  const event = append({
    stream: `import/${id}`,
    n: 1,
    at: now,
    actor: { kind: 'person', login: actor.login },
    action: 'read',
    data: { file: name, bytes: file.bytes.byteLength },
    state: { kind: asked.kind },
  })
  const made = insert(imports, { ...row, editor: actor.login, publisher: null, at: now.getTime(), remark: null })
  await store.writes.commit([made, ...event.statements])
  const work = read(deps, id, { ...file, name }, asked, now)
    .catch((error: unknown) => {
      deps.log.error({ error: faultOf(error) }, 'reading a workbook failed')
      return settle(store, id, 'faulty', [trouble('这个文件没有读成。请确认能用表格软件打开，另存为 .xlsx 后再上传')])
    })
    .catch((error: unknown) =>
      deps.log.error({ error: faultOf(error) }, 'a workbook that was not read could not say so'),
    )
    .finally(() => {
      taking -= 1
      running.delete(id)
    })
  running.set(id, work)
  return id
}

const trouble = (message: string): SheetProblem => ({ sheet: '', row: 0, column: '', message })

/** How far it is, told twice a second. */
function teller(store: Store, id: string) {
  let last = 0
  return (done: number, total: number) => {
    const at = Date.now()
    if (at - last < 500) return
    last = at
    void store.writes
      .commit([{ sql: 'update imports set done = ?, total = ? where id = ?', args: [done, total, id] }])
      .catch(() => undefined)
  }
}

async function read(
  deps: Deps,
  id: string,
  file: { name: string; bytes: Uint8Array },
  asked: { kind: Kind; whole: boolean },
  now: Date,
) {
  const { store } = deps
  const tell = teller(store, id)
  const sheet = await readInThread(file.bytes, file.name, asked.kind, await surroundings(store, now), (done, total) =>
    tell(done, total * 2),
  )
  if (sheet.problems.length) return settle(store, id, 'faulty', sheet.problems)
  if (!sheet.records.length)
    return settle(store, id, 'faulty', [trouble('工作簿里没有一条内容。请在表头下面填写，再上传')])
  const total = sheet.records.length * 2
  const rows = await compared(
    store,
    id,
    asked.kind,
    sheet.records,
    { file: file.name.replace(/\.\w+$/, ''), whole: asked.whole, today: today(now) },
    (done) => tell(sheet.records.length + done, total),
  )
  for (let i = 0; i < rows.length; i += PIECE) {
    await store.writes.commit(rows.slice(i, i + PIECE).map((row) => insert(importRows, row)))
    await turn()
  }
  await settle(store, id, 'ready', [])
}

/** What references may point to: every code of the kinds that are referred to, and what each is called. */
async function surroundings(store: Store, now: Date) {
  const book = await register(store)
  const kinds = Object.keys(KINDS) as Kind[]
  const named = (kind: Kind) =>
    book.inForce(kind, today(now), Number.MAX_SAFE_INTEGER).map((k): [string, string] => [k.code, k.summary.title])
  return Object.fromEntries(kinds.map((kind) => [kind, named(kind)])) as Record<Kind, [code: string, name: string][]>
}

const settle = async (store: Store, id: string, state: 'faulty' | 'ready', problems: readonly SheetProblem[]) => {
  const shown = problems.slice(0, MOST_PROBLEMS)
  const rest = problems.length - shown.length
  const all = rest > 0 ? [...shown, trouble(`还有${rest}处没有列出。先改好上面的，再上传一次`)] : shown
  await store.writes.commit([
    {
      sql: `update imports set state = ?, problems = ?, n = n + 1, done = total where id = ? and state = 'reading'`,
      args: [state, JSON.stringify(all), id],
    },
  ])
}

/** After a stop: what was being read is lost and says so; what was being published was never seen and waits again. */
export async function recoverImports(store: Store): Promise<void> {
  const cut = await store.read
    .select({ id: imports.id, state: imports.state })
    .from(imports)
    .where(inArray(imports.state, ['reading', 'publishing']))
  for (const { id, state } of cut) {
    if (state === 'reading') {
      await store.writes.commit([{ sql: 'delete from import_rows where import = ?', args: [id] }])
      await settle(store, id, 'faulty', [trouble('读到一半时平台重新启动了。请再上传一次')])
    } else {
      await store.writes.commit([
        { sql: `update imports set state = 'review', n = n + 1 where id = ? and state = 'publishing'`, args: [id] },
      ])
    }
  }
}

export const importOf = (store: Store, id: string) => store.read.select().from(imports).where(eq(imports.id, id)).get()
