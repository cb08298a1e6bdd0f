import { once } from 'node:events'
import type { Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { serve } from '@hono/node-server'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { readAssets } from '../../../api/assets.ts'
import type { Deps } from '../../../api/context.ts'
import { hashPassword } from '../../../api/staff/password.ts'
import { colleagues } from '../../support/team.ts'
import { makeWorld, type World } from '../../support/world.ts'
import { launch, visit } from '../browser.ts'
import { PASSWORD } from '../server.ts'

const dist = new URL('../../../dist/', import.meta.url)
/** Monday. 端午 is on Friday. */
const START = '2026-06-15T10:24:00+08:00'

/** The real portal in this process, for its clock is set here: what the clock does by itself takes weeks. */
export function clocked({ start = START, flags = [] }: { start?: string; flags?: string[] } = {}) {
  let world: World
  let server: Server
  let browser: Browser
  let url: string
  beforeAll(async () => {
    const { render } = (await import(/* @vite-ignore */ new URL('server/entry.mjs', dist).href)) as {
      render: NonNullable<Deps['render']>
    }
    ;[world, browser] = await Promise.all([makeWorld({ now: start, render }), launch(...flags)])
    world.deps.assets = readAssets(fileURLToPath(new URL('client', dist)))
    await colleagues(world, await hashPassword(PASSWORD))
    server = serve({ fetch: world.app.fetch, hostname: '127.0.0.1', port: 0 }) as Server
    await once(server, 'listening')
    const address = server.address()
    url = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
    await world?.close()
  })
  return {
    get world() {
      return world
    },
    get site() {
      return { url, said: () => world.log.join(''), close: async () => {} }
    },
    stay: (how: Parameters<typeof visit>[2] = {}) =>
      visit(browser, { url, said: () => '', close: async () => {} }, how),
  }
}
