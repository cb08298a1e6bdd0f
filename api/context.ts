import type { HttpBindings } from '@hono/node-server'
import type { Logger } from 'pino'
import type { Store } from '../db/open.ts'
import type { Posted } from './antibot/posted.ts'
import type { PageCache } from './cache.ts'
import type { Env } from './env.ts'
import type { Limits } from './limits.ts'
import type { Secrets } from './secrets.ts'
import type { Actor } from './staff/actor.ts'
import type { Tally } from './tally.ts'

/** Everything the application needs from outside; tests make their own. */
export interface Deps {
  env: Env
  store: Store
  secrets: Secrets
  limits: Limits
  cache: PageCache
  log: Logger
  tally: Tally
  /** The clock is an argument everywhere; here it comes in. */
  now(): Date
  /** Draws a page; absent where only the API is under test. */
  render?: (request: Request, locals: App.Locals) => Promise<Response>
  /** Built files by path. */
  assets?: Map<string, Asset>
}

export interface Asset {
  type: string
  raw: Buffer
  br?: Buffer
  gzip?: Buffer
  etag: string
  /** Named by its content, so it may be kept forever. */
  immutable: boolean
  /** Of what runs by itself; all else may nothing. */
  csp?: string
}

/** What every handler finds on its context. */
export interface AppEnv {
  Bindings: Partial<HttpBindings> & { inside?: Inside }
  Variables: {
    deps: Deps
    /** Request number: in the log, in the answer, and on the error page a person may quote. */
    id: string
    actor: Actor | null
    /** This browser’s session ended because its holder signed in elsewhere. */
    displaced?: boolean
    now: Date
    /** The display mode, where this request chooses it. */
    mode?: App.Locals['mode']
    /** When the first page of the form in hand was opened: the pages it leads to are no newer. */
    began?: number
  }
}

/** Set when a page or a form calls the API in process: the outer request's checks have been made. */
export interface Inside {
  id: string
  actor: Actor | null
  source: string
  /** A page that shows whether a code is genuine, looked at by somebody: this counts as a scan. */
  scan?: boolean
  /** The form of a page this call stands for. */
  posted?: Posted | undefined
}
