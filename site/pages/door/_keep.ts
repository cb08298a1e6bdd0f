import type { List, Owed } from './_list.ts'

/** What the server judged otherwise than this door did, or gave a number to after it: it names nobody. */
export interface Odd {
  id: string
  registration?: string
  /** Of whoever came in without having registered, while there was no line. */
  number?: string
  act: Owed['act']
  party: number
  at: string
  say: string
}

/** The list as fetched, how far this clock is behind the server’s, and until when anything may be kept. */
export interface Kept {
  list: List
  skew: number
  session?: string
}

export interface Shelf {
  kept?: Kept
  owed: Owed[]
  odd: Odd[]
  /** Since when this door is not let in any more, by this clock. */
  ended?: number
}

/** Where the door keeps what it needs without a line. */
export interface Keep {
  read(): Promise<Shelf>
  put(kept: Kept): Promise<void>
  owe(told: Omit<Owed, 'n'>): Promise<Owed>
  /** The server has answered: the acts go, what it judged otherwise stays until it was looked at. */
  told(owed: readonly Owed[], odd: readonly Odd[]): Promise<void>
  looked(id: string): Promise<void>
  /** Names go; what is owed stays, and names nobody. */
  shut(ended: number): Promise<void>
  empty(): Promise<void>
}

const DATABASE = 'door'
const STORES = ['kept', 'owed', 'odd'] as const

const over = <T>(request: IDBRequest<T>) =>
  new Promise<T>((done, fail) => {
    request.onsuccess = () => done(request.result)
    request.onerror = () => fail(request.error)
  })

/** In the browser’s own database; each call is one transaction, on the disk before it is answered. */
export function onDevice(): Keep {
  let opened: Promise<IDBDatabase> | undefined
  const open = () => {
    opened ??= new Promise((done, fail) => {
      const request = indexedDB.open(DATABASE, 1)
      request.onupgradeneeded = () => {
        request.result.createObjectStore('kept')
        request.result.createObjectStore('owed', { keyPath: 'n', autoIncrement: true })
        request.result.createObjectStore('odd', { keyPath: 'id' })
      }
      request.onsuccess = () => {
        const db = request.result
        // Emptied by the worker, in another window or by the browser: this one must not stand in its way.
        db.onversionchange = () => {
          db.close()
          opened = undefined
        }
        db.onclose = () => {
          opened = undefined
        }
        done(db)
      }
      request.onerror = () => fail(request.error)
    })
    return opened
  }
  const write = async <T>(act: (at: (store: (typeof STORES)[number]) => IDBObjectStore) => T): Promise<T> => {
    const transaction = (await open()).transaction(STORES, 'readwrite', { durability: 'strict' })
    const result = act((store) => transaction.objectStore(store))
    await new Promise<void>((done, fail) => {
      transaction.oncomplete = () => done()
      transaction.onabort = () => fail(transaction.error)
    })
    return result
  }
  return {
    async read() {
      const at = (await open()).transaction(STORES)
      const [kept, ended, owed, odd] = await Promise.all([
        over<Kept | undefined>(at.objectStore('kept').get('list')),
        over<number | undefined>(at.objectStore('kept').get('ended')),
        over<Owed[]>(at.objectStore('owed').getAll()),
        over<Odd[]>(at.objectStore('odd').getAll()),
      ])
      return { ...(kept && { kept }), ...(ended !== undefined && { ended }), owed, odd }
    },
    put: (kept) =>
      write((at) => {
        at('kept').put(kept, 'list')
        at('kept').delete('ended')
      }),
    async owe(told) {
      const n = await write((at) => at('owed').add(told))
      return { ...told, n: Number(n.result) }
    },
    told: (owed, odd) =>
      write((at) => {
        for (const { n } of owed) at('owed').delete(n)
        for (const one of odd) at('odd').put(one)
      }),
    looked: (id) => write((at) => void at('odd').delete(id)),
    shut: (ended) =>
      write((at) => {
        at('kept').clear()
        at('odd').clear()
        at('kept').put(ended, 'ended')
      }),
    async empty() {
      await write((at) => {
        for (const store of STORES) at(store).clear()
      })
      ;(await open()).close()
      opened = undefined
      await new Promise<void>((done) => {
        const request = indexedDB.deleteDatabase(DATABASE)
        request.onsuccess = request.onerror = request.onblocked = () => done()
      })
    },
  }
}
