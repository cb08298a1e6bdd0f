import { register, stays } from '../_stay.ts'
import type { Ask, Device } from './_situation.ts'

const SCOPE = '/door'
const CACHE = 'door'
const UNTIL = '/door/until'
/** Outlasts the day: a number and nothing else. */
const LOST = 'door-lost'
const HOW_MANY = '/door/lost'
const PATIENCE = 15_000

/** What the page needs of the browser besides its database. */
export const device: Device = {
  now: () => Date.now(),
  async stay(until) {
    if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
    try {
      const cache = await caches.open(CACHE)
      await cache.put(UNTIL, new Response(String(until)))
      await register(SCOPE)
      await navigator.storage.persist?.()
    } catch {
      // Where a browser has no room for it, the page works as long as it stays open.
    }
  },
  stays: () => stays(SCOPE),
  async forget() {
    if (!('serviceWorker' in navigator)) return
    const registration = await navigator.serviceWorker.getRegistration(SCOPE).catch(() => undefined)
    await registration?.unregister()
    await caches.delete(CACHE).catch(() => false)
  },
  async lost() {
    if (!('caches' in globalThis)) return 0
    const said = await caches.match(HOW_MANY).catch(() => undefined)
    return Number((await said?.text()) ?? 0)
  },
  async lose(n) {
    if (!('caches' in globalThis)) return
    const before = await device.lost()
    await (await caches.open(LOST)).put(HOW_MANY, new Response(String(before + n)))
  },
  async found() {
    if ('caches' in globalThis) await caches.delete(LOST).catch(() => false)
  },
}

export const ask: Ask = async (path, body) => {
  const answer = await fetch(path, {
    signal: AbortSignal.timeout(PATIENCE),
    ...(body && { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  return { status: answer.status, json: answer.status === 204 ? undefined : await answer.json() }
}
