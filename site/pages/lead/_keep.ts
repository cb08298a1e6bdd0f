/** What waits on a device to be sent: one draft, of one person. */
export interface Draft {
  owner: string
  /** Under what it is sent: however often, it is one case. */
  key: string
  at: number
  /** Written on, or finished and frozen until there is an answer. */
  state: 'writing' | 'ready'
  values: Record<string, string>
  files: { name: string; blob: Blob; id?: string }[]
}

export const DATABASE = 'lead'
const STORE = 'draft'
const LASTS = 7 * 86_400_000

const over = <T>(request: IDBRequest<T>) =>
  new Promise<T>((done, fail) => {
    request.onsuccess = () => done(request.result)
    request.onerror = () => fail(request.error)
  })

/** Opened for each act and closed at once: whoever clears the device is never kept waiting. */
async function within<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => Promise<T>): Promise<T> {
  const request = indexedDB.open(DATABASE, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(STORE)
  const db = await over(request)
  try {
    const transaction = db.transaction(STORE, mode, { durability: 'strict' })
    const written = new Promise<void>((done, fail) => {
      transaction.oncomplete = () => done()
      transaction.onabort = () => fail(transaction.error)
    })
    const [result] = await Promise.all([act(transaction.objectStore(STORE)), written])
    return result
  } finally {
    db.close()
  }
}

export const keep = async (draft: Draft) => void (await within('readwrite', (store) => over(store.put(draft, 'draft'))))

export const forget = () =>
  new Promise<void>((done) => {
    attempts.clear()
    const request = indexedDB.deleteDatabase(DATABASE)
    request.onsuccess = request.onerror = request.onblocked = () => done()
  })

/** The draft of this person; one of anybody else, or one that is too old, goes. */
export async function recall(owner: string, now: number): Promise<Draft | undefined> {
  const draft = await within<Draft | undefined>('readonly', (store) => over(store.get('draft')))
  if (!draft) return undefined
  if (owner !== '' && draft.owner === owner && now - draft.at < LASTS) return draft
  await forget()
  return undefined
}

/** What went out under a key and had no answer yet: it may be there, so nothing else goes out under it. */
const attempts = new Map<string, string>()
const named = (key: string) => `tried ${key}`

export async function tried(key: string): Promise<string | undefined> {
  const here = attempts.get(key)
  if (here !== undefined) return here
  return within<string | undefined>('readonly', (store) => over(store.get(named(key)))).catch(() => undefined)
}

/** Writes an attempt down before it is made; of two windows the first one counts. */
export async function attempt(key: string, body: string): Promise<string> {
  const first = await within('readwrite', async (store) => {
    const before = await over<string | undefined>(store.get(named(key)))
    if (before === undefined) await over(store.put(body, named(key)))
    return before ?? body
  }).catch(() => body)
  attempts.set(key, first)
  return first
}

export async function settled(key: string) {
  attempts.delete(key)
  await within('readwrite', (store) => over(store.delete(named(key)))).catch(() => undefined)
}

/** Whose device it is at this moment, as signing in said last. */
export const ownerHere = () => /(?:^|;\s*)lead-owner=([\w-]+)/.exec(document.cookie)?.[1] ?? ''
/** Whether they signed in here within a day. */
export const lately = () => /(?:^|;\s*)lead-day=1/.test(document.cookie)
