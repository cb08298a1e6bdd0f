/**
 * Keeps the page of the door on a telephone, so that it opens without a line; names are not its business. It is one
 * classic script, loads nothing and is written at `/door-worker.js` by site/offline.ts, which fills in the list.
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
  registration: ServiceWorkerRegistration
}
/** The built files this page may load by itself, beside those it names. */
const PARTS: readonly string[] = JSON.parse('__PARTS__')
const PAGE = '/door'
const ICON = '/favicon.svg'
const CACHE = 'door'
/** Until when anything may stay here, put there by the page; names go before, by the page. */
const UNTIL = '/door/until'
/** How many acts went untold; the page says so when it is opened next. */
const LOST = 'door-lost'
const HOW_MANY = '/door/lost'
const PATIENCE = 3_000
const loose: CacheQueryOptions = { ignoreVary: true, ignoreSearch: true }

const done = <T>(request: IDBRequest<T>) =>
  new Promise<T>((good, bad) => {
    request.onsuccess = () => good(request.result)
    request.onerror = () => bad(request.error)
  })

/** What the page keeps, where it keeps anything. */
function shelves(): Promise<IDBDatabase | undefined> {
  const request = indexedDB.open('door')
  request.onupgradeneeded = () => request.transaction?.abort()
  return done(request).catch(() => undefined)
}

/** True when the day is over: then nothing of it is here any more. */
async function over(): Promise<boolean> {
  const until = await (await caches.match(UNTIL, loose))?.text()
  if (until === undefined || Date.now() < Number(until)) return false
  const shelf = await shelves()
  const untold = shelf ? await done(shelf.transaction('owed').objectStore('owed').count()) : 0
  shelf?.close()
  indexedDB.deleteDatabase('door')
  if (untold > 0) await (await caches.open(LOST)).put(HOW_MANY, new Response(String(untold)))
  await caches.delete(CACHE)
  await worker.registration.unregister()
  return true
}

/** The page last, so that what is kept is never a page without its parts. */
async function fill(page: Response) {
  const cache = await caches.open(CACHE)
  const named = (await page.clone().text()).match(/\/_assets\/[\w.-]+/g) ?? []
  const all = new Set([ICON, ...PARTS, ...named])
  const known = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname))
  await cache.addAll([...all].filter((path) => !known.has(path)))
  await cache.put(PAGE, page)
  const stale = [...known].filter((path) => ![PAGE, UNTIL].includes(path) && !all.has(path))
  await Promise.all(stale.map((path) => cache.delete(path)))
}

async function fetchPage(request: RequestInfo): Promise<Response> {
  const answer = await fetch(request)
  if (answer.ok && !answer.redirected) await fill(answer.clone())
  return answer
}

/** The line first, but a door does not wait for it. */
async function page(event: Asking): Promise<Response> {
  if (await over()) return fetch(event.request)
  const fetched = fetchPage(event.request)
  event.waitUntil(fetched.catch(() => {}))
  const late = new Promise<undefined>((done) => setTimeout(done, PATIENCE, undefined))
  const first = await Promise.race([fetched.catch(() => undefined), late])
  return first ?? (await caches.match(PAGE, loose)) ?? fetched
}

const part = async (request: Request) => (await caches.match(request, loose)) ?? fetch(request)

addEventListener('install', (event) => (event as Lasting).waitUntil(fetchPage(PAGE).then(() => worker.skipWaiting())))
addEventListener('activate', (event) => (event as Lasting).waitUntil(over().then(() => worker.clients.claim())))
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
