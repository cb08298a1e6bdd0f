import type { Kept } from '../_worker.ts'

const CACHE = 'door'
/** Until when anything may stay here, put there by the page; names go before, by the page. */
const UNTIL = '/door/until'
/** How many acts went untold; the page says so when it is opened next. */
const LOST = 'door-lost'
const HOW_MANY = '/door/lost'

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

/** When the day is over, nothing of it is here any more. */
async function over(registration: ServiceWorkerRegistration): Promise<boolean> {
  const until = await (await caches.match(UNTIL, { ignoreVary: true }))?.text()
  if (until === undefined || Date.now() < Number(until)) return false
  const shelf = await shelves()
  const untold = shelf ? await done(shelf.transaction('owed').objectStore('owed').count()) : 0
  shelf?.close()
  indexedDB.deleteDatabase('door')
  if (untold > 0) await (await caches.open(LOST)).put(HOW_MANY, new Response(String(untold)))
  await caches.delete(CACHE)
  await registration.unregister()
  return true
}

/** The page of the door; names are not its business. */
export const door: Kept = {
  page: '/door',
  shell: '/door',
  as: {},
  cache: CACHE,
  beside: [UNTIL],
  patience: 3_000,
  over,
}
