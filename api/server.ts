import { once } from 'node:events'
import { globSync } from 'node:fs'
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { createAdaptorServer } from '@hono/node-server'
import type { Logger } from 'pino'
import { ContentError } from '../content/problem.ts'
import { StoreError } from '../db/connection.ts'
import { ensureBuilt } from '../site/build.ts'
import { forgetSpent } from './antibot/proof.ts'
import { createApp } from './app.ts'
import { readAssets } from './assets.ts'
import { PageCache } from './cache.ts'
import { missingYears } from './case/deadline.ts'
import { rulebook } from './case/rulebook.ts'
import { sweep, tidy } from './case/sweep.ts'
import { keepScans } from './code/scans.ts'
import { contactTurn } from './contact/turn.ts'
import type { Deps } from './context.ts'
import { dutyTurn } from './duty/turn.ts'
import { type Env, EnvError, readEnv } from './env.ts'
import { keepFiles } from './file/clean.ts'
import { sweepOrphans } from './file/finish.ts'
import { secure } from './headers.ts'
import { Canary, metrics } from './health.ts'
import { turnOf, watched } from './job/job.ts'
import { Limits } from './limits.ts'
import { faultOf, openLog } from './log.ts'
import { noticeTurn } from './notice/digest.ts'
import { Outbox } from './notice/outbox.ts'
import { beginNotices } from './notice/staff.ts'
import { sweepLost, sweepPhotographs } from './open-day/photographs.ts'
import { openDayTurn } from './open-day/turn.ts'
import { settle } from './publication/settling.ts'
import { Refusal } from './refusal.ts'
import { eraseTurn } from './retention/erase.ts'
import { start } from './start.ts'
import { supervisorTurn } from './supervisor/turn.ts'
import { surveyTurn } from './survey/turn.ts'
import { Tally } from './tally.ts'

const dist = new URL('../dist/', import.meta.url)
/** What must be there even when the database is not: drawn once, in both modes, before anybody needs it. */
const ALWAYS_THERE = ['/', '/help', '/about', '/privacy', '/accessibility', '/sitemap', '/departments']
/** Five thousand who register in one second, and as many who read meanwhile. */
const MOST_CONNECTIONS = 10_000
/** Requests that carry files. Here, for what stands below is not there yet while `main` runs. */
const FILES = /^\/api\/uploads\/|^\/(complaint\/evidence|track\/supplement)$/

try {
  await main()
} catch (error) {
  // What an operator can mend is a sentence; anything else is a fault of ours and shows where.
  const plain = error instanceof EnvError || error instanceof StoreError || error instanceof ContentError
  console.error(plain ? `不能启动：${error.message}` : error)
  process.exit(1)
}

async function main() {
  // What is kept is the running account's alone, whatever the folder was before.
  process.umask(0o077)
  const env = readEnv(process.env)
  const log = openLog(env.logLevel)
  ensureBuilt()
  const { store, secrets, demo, say } = await start(env, new Date())
  for (const warning of env.warnings) say.push(`注意：${warning}`)
  const years = missingYears((await rulebook(store, new Date())).calendar, new Date())
  if (years.length > 0) {
    log.warn({ years }, 'dates run into a year whose holidays are not loaded')
    say.push(`注意：${years.join('、')}年的放假安排还没有录入，跨到那一年的期限是暂定的。请在发布台更新工作日历。`)
  }
  const canary = new Canary(store)
  await canary.start((failing) =>
    failing ? log.error({ failing }, 'the canary write fails') : log.info('the canary write works'),
  )
  // Every page is loaded now: an upgrade may replace the built files under a running server.
  for (const file of globSync('server/**/*.mjs', { cwd: fileURLToPath(dist) })) await import(new URL(file, dist).href)
  const { render } = (await import(new URL('server/entry.mjs', dist).href)) as { render: NonNullable<Deps['render']> }
  const cache = new PageCache()
  const deps: Deps = {
    env: { ...env, demo: demo ? 'on' : 'off' },
    store,
    secrets,
    cache,
    limits: new Limits(env.limits),
    log,
    tally: new Tally(log),
    now: () => new Date(),
    render,
    assets: readAssets(fileURLToPath(new URL('client', dist))),
  }
  const app = createApp(deps, { canary, metrics: metrics(deps) })
  // Node looks for overdue clients every thirty seconds unless told otherwise.
  const serverOptions = { connectionsCheckingInterval: 2000 }
  const server = createAdaptorServer({ fetch: app.fetch, hostname: env.host, serverOptions }) as Server
  tighten(server)
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseUnread(error, socket, env.https))
  // Said before anything can fail: a password made here is shown this once.
  console.log(say.join('\n'))
  await listening(server, env)

  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : env.port
  // A port the system chose is the one that codes and feeds write out.
  deps.env.port = port
  console.log(
    [
      '阳光执法已启动',
      `网址：${env.publicUrl ?? `http://localhost:${port}`}`,
      `数据：${env.database.url.startsWith('file:') ? env.dataDir : '数据库服务器'}`,
    ].join('\n'),
  )

  await sweepOrphans(deps)
  await sweepLost(deps)
  const outbox = new Outbox(deps)
  await outbox.begin()
  await beginNotices(store)
  const notices = setInterval(() => {
    const now = new Date()
    watched(store, 'notices', 5000, now, () => outbox.turn(now)).catch((error) =>
      log.error({ error: faultOf(error) }, 'the notices failed'),
    )
  }, 5000)

  const minute = setInterval(() => {
    const failed = (error: unknown) => log.error({ error: faultOf(error) }, 'the minute’s work failed')
    const now = new Date()
    const upkeep = () =>
      Promise.all([settle(store, now), forgetSpent(store, now), keepFiles(deps, now), sweepPhotographs(deps, now)])
    keepScans(store).catch(failed)
    watched(store, 'tidy', 60_000, now, upkeep).catch(failed)
    turnOf(store, 'cases', 50_000, now, () => sweep(deps, now)).catch(failed)
    turnOf(store, 'staff-notices', 50_000, now, () => noticeTurn(deps, now)).catch(failed)
    turnOf(store, 'open-days', 50_000, now, () => openDayTurn(deps, now)).catch(failed)
    turnOf(store, 'supervisors', 50_000, now, () => supervisorTurn(deps, now)).catch(failed)
    turnOf(store, 'duties', 50_000, now, () => dutyTurn(deps, now)).catch(failed)
    turnOf(store, 'surveys', 50_000, now, () => surveyTurn(deps, now)).catch(failed)
    turnOf(store, 'contacts', 50_000, now, () => contactTurn(deps, now)).catch(failed)
    turnOf(store, 'retention', 50_000, now, () => eraseTurn(deps, now)).catch(failed)
  }, 60_000)
  const hour = setInterval(() => {
    const now = new Date()
    turnOf(store, 'case-ends', 3_500_000, now, () => tidy(deps, now)).catch((error) =>
      log.error({ error: faultOf(error) }, 'the hour’s work failed'),
    )
  }, 3_600_000)

  const stop = async (signal: string) => {
    log.info({ signal }, 'stopping')
    canary.stop()
    clearInterval(minute)
    clearInterval(hour)
    clearInterval(notices)
    // What is under way is finished, what is idle is let go; nobody is waited for longer than ten seconds.
    const closed = once(server, 'close')
    server.close()
    server.prependListener('request', (_request, response) => {
      response.shouldKeepAlive = false
    })
    setInterval(() => server.closeIdleConnections(), 100)
    setTimeout(() => server.closeAllConnections(), 10_000).unref()
    await closed
    await outbox.rest().catch(() => undefined)
    await keepScans(store).catch(() => undefined)
    deps.tally.hand()
    await store.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal))
  process.on('unhandledRejection', (reason) => {
    log.fatal({ error: faultOf(reason) }, 'unhandled')
    process.exit(1)
  })
  await warm(app, env.publicUrl ?? 'http://localhost', log)
}

async function warm(app: ReturnType<typeof createApp>, origin: string, log: Logger) {
  for (const path of ALWAYS_THERE) {
    for (const mode of ['standard', 'elder']) {
      const { status } = await app.request(new URL(path, origin).href, { headers: { cookie: `mode=${mode}` } })
      if (status !== 200) log.warn({ path, status }, 'a page that must always be there was not drawn')
    }
  }
}

/** What Node's parser refuses never reaches the application; it gets the same words and the same headers. */
function refuseUnread(error: NodeJS.ErrnoException, socket: Duplex, https: boolean) {
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  // A browser connects before it has anything to ask: words sent to it then would be taken for the answer to what it asks next.
  const unused = late && socket instanceof Socket && socket.bytesRead === 0
  if (!socket.writable || error.code === 'ECONNRESET' || unused) return socket.destroy()
  const refusal = new Refusal(late ? 'too_slow' : error.code === 'HPE_HEADER_OVERFLOW' ? 'too_big_header' : 'malformed')
  const body = JSON.stringify(refusal.problem())
  const headers = new Headers({ 'content-type': 'application/problem+json; charset=utf-8', connection: 'close' })
  headers.set('content-length', String(Buffer.byteLength(body)))
  secure(headers, https)
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return socket.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines}\r\n${body}`)
}

/** Against clients that trickle: Node's defaults are 60 and 300 seconds and no bound on connections (security.md 0.8). */
function tighten(server: Server) {
  server.headersTimeout = 10_000
  // Files may take their time, and are watched as they come; everything else has thirty seconds.
  server.requestTimeout = 15 * 60_000
  server.prependListener('request', hurry)
  server.keepAliveTimeout = 15_000
  server.maxConnections = MOST_CONNECTIONS
  server.maxHeadersCount = 100
  server.setTimeout(120_000)
}

/** A body that takes longer than its kind may is cut off. */
function hurry(request: IncomingMessage) {
  if (request.method === 'GET' || request.method === 'HEAD' || FILES.test(request.url ?? '')) return
  const late = setTimeout(() => request.complete || request.destroy(), 30_000)
  request.once('close', () => clearTimeout(late))
}

async function listening(server: Server, { host, port }: Pick<Env, 'host' | 'port'>) {
  // Whoever finds no room in the line at the door knocks again after a second, and then after three.
  server.listen({ host, port, backlog: MOST_CONNECTIONS })
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new EnvError(
      error.code === 'EADDRINUSE'
        ? `端口 ${port} 已被占用。请停止占用它的程序，或用 PORT 指定另一个。`
        : `不能监听端口 ${port}：${error.code}`,
    )
  })
}
