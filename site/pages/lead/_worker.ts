/**
 * Keeps the empty form of a lead on a telephone, so that it opens without a line. The page of whoever is signed in is never
 * kept: what is kept is fetched as by a stranger. One classic script, written at `/lead-worker.js` by site/offline.ts.
 */
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Asking extends Lasting {
  request: Request
  respondWith(answer: Promise<Response>): void
}
const worker = globalThis as typeof globalThis & {
  skipWaiting(): Promise<void>
  clients: { claim(): Promise<void> }
}
/** The built files this page may load by itself, beside those it names. */
const PARTS: readonly string[] = JSON.parse('__PARTS__')
const PAGE = '/lead'
const SHELL = '/lead/offline'
const ICON = '/favicon.svg'
const CACHE = 'lead'
const PATIENCE = 5_000
const loose: CacheQueryOptions = { ignoreVary: true, ignoreSearch: true }

/** The page last, so that what is kept is never a page without its parts. */
async function fill() {
  const page = await fetch(SHELL, { credentials: 'omit', cache: 'no-store' })
  if (!page.ok || page.redirected) return
  const cache = await caches.open(CACHE)
  const named = (await page.clone().text()).match(/\/_assets\/[\w.-]+/g) ?? []
  const all = new Set([ICON, ...PARTS, ...named])
  const known = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname))
  await cache.addAll([...all].filter((path) => !known.has(path)))
  await cache.put(SHELL, page)
  const stale = [...known].filter((path) => path !== SHELL && !all.has(path))
  await Promise.all(stale.map((path) => cache.delete(path)))
}

/** The line first; where there is none, the empty form. */
async function page(event: Asking): Promise<Response> {
  const fetched = fetch(event.request)
  const late = new Promise<undefined>((done) => setTimeout(done, PATIENCE, undefined))
  const first = await Promise.race([fetched.catch(() => undefined), late])
  if (first) {
    event.waitUntil(fill().catch(() => {}))
    return first
  }
  return (await caches.match(SHELL, loose)) ?? fetched
}

const part = async (request: Request) => (await caches.match(request, loose)) ?? fetch(request)

addEventListener('install', (event) => (event as Lasting).waitUntil(fill().then(() => worker.skipWaiting())))
addEventListener('activate', (event) => (event as Lasting).waitUntil(worker.clients.claim()))
addEventListener('fetch', (event) => {
  const asking = event as Asking
  const { pathname, origin } = new URL(asking.request.url)
  if (asking.request.method !== 'GET' || origin !== location.origin) return
  if (asking.request.mode === 'navigate') {
    if (pathname === PAGE) asking.respondWith(page(asking))
  } else if (pathname.startsWith('/_assets/') || pathname === ICON) asking.respondWith(part(asking.request))
})

// A file of its own, though nothing loads from it.
export {}
