import { readFileSync } from 'node:fs'
import { type Filled, MARK } from './fill.ts'

type Asking = (path: string, init?: RequestInit) => Promise<Response>
interface State {
  id: string
  n: number
  state: string
  problems: { message: string }[]
  counts: Record<string, number>
}

/** A demonstration account over HTTP, as a browser holds its session. */
export async function signedIn(url: string, login: string): Promise<Asking> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: 'demo-password-1' }),
  })
  if (answer.status !== 200) throw new Error(`${login} cannot sign in: ${answer.status}`)
  const cookie = answer.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ')
  return (path, init = {}) =>
    fetch(url + path, { ...init, headers: { ...(init.headers as Record<string, string>), cookie, origin: url } })
}

/** What a citizen sees of the import: how many entries carry its mark, and how many there are. */
const total = async (url: string, query: string) => {
  const answer = await fetch(`${url}/api/matters?limit=1${query}`)
  if (answer.status !== 200) throw new Error(`the list answered ${answer.status}`)
  return ((await answer.json()) as { total: number }).total
}
const marked = (url: string) => total(url, `&q=${encodeURIComponent(MARK)}`)

/** Looks five times a second at what the public sees, and remembers every number there was. */
function watch(url: string) {
  const seen = { marked: new Set<number>(), all: new Set<number>() }
  let over = false
  const looking = (async () => {
    while (!over) {
      seen.marked.add(await marked(url))
      seen.all.add(await total(url, ''))
      await new Promise((done) => setTimeout(done, 200))
    }
  })()
  const stop = async () => {
    over = true
    await looking
    return seen
  }
  return { seen, stop }
}

const stateOf = async (answer: Response): Promise<State> => {
  if (!answer.ok) throw new Error(`the import answered ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as State
}

/** Waits until an import has left a state; how long that took is the caller's to measure. */
async function past(asking: Asking, id: string, state: string, every: number) {
  for (const until = Date.now() + 240_000; Date.now() < until; ) {
    const now = await stateOf(await asking(`/api/desk/imports/${id}`))
    if (now.state !== state) return now
    await new Promise((done) => setTimeout(done, every))
  }
  throw new Error(`the import is still ${state} after four minutes`)
}

const demand = (now: State, state: string) => {
  if (now.state === state) return now
  throw new Error(`the import is ${now.state}: ${now.problems[0]?.message ?? 'no reason given'}`)
}

/** The workbook's whole way: uploaded, read, submitted by the editor, published by another, seen by everybody. */
export async function intake(
  url: string,
  workbook: Filled['workbook'],
  phase: (name: 'before' | 'reading' | 'publishing') => Promise<void>,
) {
  const [editor, publisher] = await Promise.all([signedIn(url, 'editor'), signedIn(url, 'publisher')])
  const before = await total(url, '')
  const watching = watch(url)
  const step = async (by: Asking, now: State, action: string) =>
    stateOf(
      await by(`/api/desk/imports/${now.id}/steps`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ action, n: now.n }),
      }),
    )
  await phase('before')
  const began = performance.now()
  const upload = { method: 'POST', body: readFileSync(workbook.file) }
  const taken = await stateOf(await editor('/api/desk/imports?kind=matter&file=import.xlsx', upload))
  const read = demand(await past(editor, taken.id, 'reading', 100), 'ready')
  const reading = (performance.now() - began) / 1000
  await phase('reading')
  const submitted = demand(await step(editor, read, 'submit'), 'review')
  const hidden = { marked: [...watching.seen.marked], all: [...watching.seen.all] }
  const begun = performance.now()
  demand(await past(publisher, (await step(publisher, submitted, 'publish')).id, 'publishing', 50), 'published')
  const published = performance.now()
  const after = { marked: workbook.changed.length + workbook.fresh.length, all: before + workbook.fresh.length }
  const seenAfter = await visible(url, after, [...workbook.changed.slice(0, 10), ...workbook.fresh.slice(0, 10)])
  await phase('publishing')
  const seen = await watching.stop()
  return {
    counts: read.counts,
    reading,
    publishing: (published - begun) / 1000,
    /** Seconds from the end of publishing until all of it was seen, in lists, search and pages that were cached. */
    seenAfter,
    /** Numbers the public should never have seen: something before it was published, or a part of it. */
    early: hidden.marked.filter((n) => n !== 0).length + hidden.all.filter((n) => n !== before).length,
    part:
      [...seen.marked].filter((n) => n !== 0 && n !== after.marked).length +
      [...seen.all].filter((n) => n !== before && n !== after.all).length,
  }
}

/** Looks until lists, search and every page show what was published; ten seconds at most. */
async function visible(url: string, expected: { marked: number; all: number }, codes: readonly string[]) {
  const began = performance.now()
  const shows = async (code: string) => (await (await fetch(`${url}/matters/${code}`)).text()).includes(MARK)
  for (;;) {
    const counted = (await marked(url)) === expected.marked && (await total(url, '')) === expected.all
    const shown = counted && (await Promise.all(codes.map(shows))).every(Boolean)
    const taken = (performance.now() - began) / 1000
    if (shown || taken > 10) return shown ? taken : Number.POSITIVE_INFINITY
    await new Promise((done) => setTimeout(done, 20))
  }
}
