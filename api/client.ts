import { hc } from 'hono/client'
import type { Api } from './routes.ts'

/** The typed client: pages use it in process, islands over the network, and a citizen's script could too. */
export const client = (base: string, fetch?: typeof globalThis.fetch) => hc<Api>(base, fetch ? { fetch } : {})
export type Client = ReturnType<typeof client>
