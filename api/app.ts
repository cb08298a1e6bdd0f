import { randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { TooLong } from '../db/heavy.ts'
import { databaseAway, WriteFailed } from '../db/write.ts'
import { appraisalForms } from './appraisal/forms.ts'
import { mountForms } from './bridge.ts'
import { batchForms } from './code/batch-forms.ts'
import { codeForms } from './code/forms.ts'
import { caseForms } from './complaint/forms.ts'
import { contactForms } from './contact/forms.ts'
import type { AppEnv, Deps, Inside } from './context.ts'
import { enteringForms } from './desk/entering.ts'
import { deskForms } from './desk/forms.ts'
import { ruleForms } from './desk/rules.ts'
import { directiveForms } from './directive/forms.ts'
import { guard } from './door.ts'
import { draftForms } from './draft/forms.ts'
import { dutyForms } from './duty/forms.ts'
import { enterpriseForms } from './enterprise/forms.ts'
import { fileForms } from './file/forms.ts'
import { atHand } from './front.ts'
import { secure } from './headers.ts'
import { health, type Metrics } from './health.ts'
import { importForms } from './import/forms.ts'
import { lastResort } from './last-resort.ts'
import { leadForms } from './lead/forms.ts'
import { faultOf } from './log.ts'
import { isMode, modeCookie } from './mode.ts'
import { noticeForms } from './notice/forms.ts'
import { officerForms } from './officer/forms.ts'
import { openDayDeskForms } from './open-day/desk-forms.ts'
import { doorForms } from './open-day/door-forms.ts'
import { openDayForms } from './open-day/forms.ts'
import { keepsakes } from './open-day/keepsakes.ts'
import { photographForms } from './open-day/photograph-forms.ts'
import { draw, Elsewhere, lastGood, page, send } from './pages.ts'
import { feeds } from './publication/feed.ts'
import { redactionForms } from './redaction/forms.ts'
import { Refusal } from './refusal.ts'
import { retentionForms } from './retention/forms.ts'
import { openapi, routes } from './routes.ts'
import { sendAsset } from './send.ts'
import { specialForms } from './special/forms.ts'
import { staffForms } from './staff/forms.ts'
import { interestForms } from './staff/interest-forms.ts'
import { identify } from './staff/session.ts'
import { supervisorDeskForms } from './supervisor/desk-forms.ts'
import { supervisorForms } from './supervisor/forms.ts'
import { surveyForms } from './survey/forms.ts'
import { resultForms } from './survey/result-forms.ts'
import { trackForms } from './track/forms.ts'
import { visitForms } from './visit/forms.ts'

export interface Machine {
  canary: { ready: boolean }
  metrics: Metrics
}

/**
 * Where surveys are answered. A counter that goes up is a moment, as a line is: of these the tally alone tells, unless
 * something is at fault.
 */
const ANSWERING = /^\/(api\/)?surveys\//
const isCounted = (path: string, status: number) => !ANSWERING.test(path) || status >= 500

/** The whole application: production, development and tests make the same one. */
export function createApp(deps: Deps, machine: Machine) {
  const app = new Hono<AppEnv>()
  const fetch = async (request: Request, inside: Inside) => app.fetch(request, { inside })
  const { https } = deps.env

  app.use(async (c, next) => {
    const began = performance.now()
    const inside = c.env?.inside
    c.env ??= {}
    c.set('deps', deps)
    c.set('now', deps.now())
    c.set('id', inside?.id ?? randomUUID())
    c.set('actor', inside?.actor ?? null)
    await next()
    if (inside) return
    secure(c.res.headers, https)
    c.res.headers.set('x-request-id', c.get('id'))
    note(c, c.get('id'), c.res.status, performance.now() - began)
  })

  // Who is asking, and whether they may ask here at all.
  app.use(async (c, next) => {
    if (!c.env.inside) {
      guard(c, deps.env.publicUrl)
      c.set('actor', await identify(c))
    } else if (c.req.header('cookie')) c.set('actor', await identify(c))
    await next()
  })

  app.get('*', async (c, next) => {
    const asset = deps.assets?.get(c.req.path)
    return asset ? sendAsset(c, asset) : next()
  })
  app.route('/', health(machine.canary, machine.metrics))
  app.route('/api', routes)
  app.route('/api', openapi)
  app.route('/', feeds)
  app.route('/registrations', keepsakes)

  app.get('/mode/:mode', (c) => {
    const mode = c.req.param('mode')
    if (!isMode(mode)) throw new Refusal('not_found')
    c.header('set-cookie', modeCookie(c, mode))
    return c.redirect(ownPath(c.req.query('to')), 303)
  })
  mountForms(app, fetch, [
    ...caseForms,
    ...trackForms,
    ...leadForms,
    ...surveyForms,
    ...resultForms,
    ...openDayForms,
    ...openDayDeskForms,
    ...appraisalForms,
    ...doorForms,
    ...photographForms,
    ...supervisorForms,
    ...officerForms,
    ...enterpriseForms,
    ...enteringForms,
    ...deskForms,
    ...directiveForms,
    ...specialForms,
    ...supervisorDeskForms,
    ...batchForms,
    ...codeForms,
    ...contactForms,
    ...visitForms,
    ...dutyForms,
    ...fileForms,
    ...redactionForms,
    ...ruleForms,
    ...draftForms,
    ...importForms,
    ...staffForms,
    ...interestForms,
    ...retentionForms,
    ...noticeForms,
  ])

  app.get('*', async (c) => {
    if (c.req.path.startsWith('/api/') || !deps.render || c.req.path === '/error') throw new Refusal('not_found')
    return page(c, fetch)
  })
  app.notFound(() => {
    throw new Refusal('not_found')
  })
  app.onError((error, c) => answerError(error, c, fetch))

  // Half the cost of a cached page would be the chain and its waiting, so the door has one route that looks there first.
  const front = new Hono<AppEnv>().all('*', (c) => {
    const began = performance.now()
    const id = randomUUID()
    const ready = atHand(c, deps, id)
    if (!ready) return app.fetch(c.req.raw, c.env)
    note(c, id, ready.status, performance.now() - began)
    return ready
  })

  function note(c: Context<AppEnv>, id: string, status: number, ms: number) {
    const route = c.req.routePath === '/*' || c.req.routePath === '*' ? 'page' : c.req.routePath
    if (isCounted(route, status)) machine.metrics.requests.observe({ method: c.req.method, route, status }, ms / 1000)
    const { method } = c.req
    // Staff answer surveys too, and what they answer is theirs.
    if (c.get('actor') && !ANSWERING.test(route))
      deps.log.info({ id, method, route, status, ms: Math.round(ms) }, 'answered')
    else deps.tally.count({ method, route, status }, ms)
  }

  async function answerError(thrown: Error, c: Context<AppEnv>, from: typeof fetch): Promise<Response> {
    if (thrown instanceof Elsewhere) return c.redirect(thrown.location, 303)
    const refusal = asRefusal(methodMissing(thrown, c) ?? thrown)
    if (isCounted(c.req.path, refusal.status)) machine.metrics.refusals.inc({ code: refusal.code })
    if (refusal.status >= 500) deps.log.error({ id: c.var.id, code: refusal.code, error: faultOf(thrown) }, 'refused')
    const response = wantsPage(c)
      ? await errorPage(c, refusal, from)
      : Response.json(refusal.problem(), {
          status: refusal.status,
          headers: { 'content-type': 'application/problem+json; charset=utf-8' },
        })
    if (refusal.code === 'method') response.headers.set('allow', methodsOf(c).join(', '))
    if (refusal.retryAfter) response.headers.set('retry-after', String(refusal.retryAfter))
    return response
  }

  async function errorPage(c: Context<AppEnv>, refusal: Refusal, from: typeof fetch): Promise<Response> {
    const kept = refusal.status >= 500 && c.req.method === 'GET' ? lastGood(c) : undefined
    if (kept) return kept
    try {
      return await send(
        c,
        await draw(c, from, refusal.code === 'not_found' ? '/404' : '/error', { status: refusal.status, refusal }),
      )
    } catch (error) {
      deps.log.error({ id: c.var.id, error: faultOf(error) }, 'the error page failed')
      return new Response(lastResort(refusal.title, c.var.id), {
        status: refusal.status,
        headers: { 'content-type': 'text/html; charset=utf-8' },
      })
    }
  }

  /** In which ways a path of ours may be asked for; pages are GET, whatever their address. */
  const methodsOf = (c: Context<AppEnv>) =>
    ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
      .filter((m) =>
        app.router.match(m, c.req.path)[0].some(([[, route]]) => route.method === m && !route.path.includes('*')),
      )
      .flatMap((m) => (m === 'GET' ? ['GET', 'HEAD'] : [m]))

  /** A known path asked in another way is 405, not 404. */
  function methodMissing(thrown: Error, c: Context<AppEnv>): Refusal | undefined {
    if (!(thrown instanceof Refusal) || thrown.code !== 'not_found') return undefined
    // Every address may be a page; only the API has paths that cannot be read.
    if (['GET', 'HEAD'].includes(c.req.method) && !c.req.path.startsWith('/api/')) return undefined
    const ways = methodsOf(c)
    return ways.length && !ways.includes(c.req.method) ? new Refusal('method') : undefined
  }
  // The list of what there is stays readable from outside: the tests ask every route.
  front.routes.push(...app.routes)
  return front
}

function asRefusal(thrown: Error): Refusal {
  if (thrown instanceof Refusal) return thrown
  if (thrown instanceof WriteFailed) return new Refusal('unavailable', { cause: thrown })
  if (thrown instanceof TooLong) return new Refusal('too_long', { cause: thrown })
  if (databaseAway(thrown)) return new Refusal('unavailable', { cause: thrown })
  return new Refusal('fault', { cause: thrown })
}

const wantsPage = (c: Context<AppEnv>) =>
  !c.env.inside &&
  !c.req.path.startsWith('/api/') &&
  c.var.deps.render !== undefined &&
  /text\/html|\*\/\*/.test(c.req.header('accept') ?? '*/*')

/** A path of this site, whatever was asked for. */
export const ownPath = (to: string | undefined) => (to && /^\/(?![/\\])[\w\-./?=&%]*$/.test(to) ? to : '/')
