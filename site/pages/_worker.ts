import { door } from './door/_worker.ts'
import { lead } from './lead/_worker.ts'

/**
 * Keeps pages on a telephone, so that they open without a line. One classic script for all of them, which loads nothing
 * and is written at `/offline-worker.js` by site/offline.ts, with the list filled in; its scope says which page is meant.
 */
export interface Kept {
  page: string
  /** What is kept of it: the page itself, or one that holds nothing of anybody. */
  shell: string
  /** How that is fetched. */
  as: RequestInit
  cache: string
  /** What else lies there, put there by the page. */
  beside: readonly string[]
  /** So long the line has, then what is kept is shown. */
  patience: number
  /** True when nothing of it may be here any more; it is taken away by this. */
  over?(registration: ServiceWorkerRegistration): Promise<boolean>
}
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Asking extends Lasting {
  request: Request
  respondWith(answer: Promise<Response>): void
}
type Told = MessageEvent & Lasting
const worker = globalThis as typeof globalThis & {
  skipWaiting(): Promise<void>
  clients: { claim(): Promise<void> }
  registration: ServiceWorkerRegistration
}
const ICON = '/favicon.svg'
/** The built files each page may load by itself, beside those it names. */
const PARTS: Readonly<Record<string, readonly string[]>> = JSON.parse('__PARTS__')
const loose = { ignoreVary: true, ignoreSearch: true }

const { pathname: scope } = new URL(worker.registration.scope)
const found = [door, lead].find(({ page }) => page === scope)
if (!found) throw new Error(`nothing is kept under ${scope}`)
const kept: Kept = found

const shell = () => fetch(kept.shell, kept.as)
const held = () => caches.match(kept.shell, { ...loose, cacheName: kept.cache })

async function partsOf(page: Response): Promise<string[]> {
  const named = (await page.text()).match(/\/_assets\/[\w.-]+/g) ?? []
  return [...new Set([ICON, ...(PARTS[kept.page] ?? []), ...named])]
}
const paths = async (cache: Cache) => new Set((await cache.keys()).map(({ url }) => new URL(url).pathname))

/** The page last, so that what is kept is never a page without its parts; without a page it fails. */
async function fill(page: Response) {
  if (!page.ok || page.redirected) throw new Error('there is no page to keep')
  const cache = await caches.open(kept.cache)
  const parts = await partsOf(page.clone())
  const known = await paths(cache)
  await cache.addAll(parts.filter((path) => !known.has(path)))
  await cache.put(kept.shell, page)
  const all = [...parts, ...kept.beside, kept.shell]
  await Promise.all([...known].filter((path) => !all.includes(path)).map((path) => cache.delete(path)))
}

/** Whether the page and every part of it are here; what is missing is fetched first. */
async function whole(): Promise<boolean> {
  if (await kept.over?.(worker.registration)) return false
  const page = await held()
  if (page) {
    const known = await paths(await caches.open(kept.cache))
    if ((await partsOf(page)).every((path) => known.has(path))) return true
  }
  return shell()
    .then(fill)
    .then(
      () => true,
      () => false,
    )
}

/** The line first; where there is none, or none in time, what is kept. */
async function answer(event: Asking): Promise<Response> {
  if (await kept.over?.(worker.registration)) return fetch(event.request)
  const fetched = fetch(event.request)
  const renewed = fetched.then(async (page) => fill(kept.shell === kept.page ? page.clone() : await shell()))
  event.waitUntil(renewed.catch(() => {}))
  const late = new Promise<undefined>((done) => setTimeout(done, kept.patience, undefined))
  const first = await Promise.race([fetched.catch(() => undefined), late])
  return first ?? (await held()) ?? fetched
}

const part = async (request: Request) =>
  (await caches.match(request, { ...loose, cacheName: kept.cache })) ?? fetch(request)

// Without the page it is not installed: whoever is told that it stays can rely on it.
addEventListener('install', (event) =>
  (event as Lasting).waitUntil(
    shell()
      .then(fill)
      .then(() => worker.skipWaiting()),
  ),
)
addEventListener('activate', (event) =>
  (event as Lasting).waitUntil(Promise.resolve(kept.over?.(worker.registration)).then(() => worker.clients.claim())),
)
addEventListener('message', (event) => {
  const { ports } = event
  if ('waitUntil' in event) (event as Told).waitUntil(whole().then((is) => ports[0]?.postMessage(is)))
})
addEventListener('fetch', (event) => {
  const asking = event as Asking
  const { pathname, origin } = new URL(asking.request.url)
  if (asking.request.method !== 'GET' || origin !== location.origin) return
  if (asking.request.mode === 'navigate') {
    if (pathname === kept.page) asking.respondWith(answer(asking))
  } else if (pathname.startsWith('/_assets/') || pathname === ICON) asking.respondWith(part(asking.request))
})
