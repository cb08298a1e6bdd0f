import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { DESKTOP, launch, type Visit, visit } from './browser.ts'
import { act, signIn } from './people.ts'
import { type Site, serve } from './server.ts'

type Settings = Record<string, string>
type How = Parameters<typeof visit>[2]

/** One portal and one browser for a file of journeys; both go when the file ends. */
export function portal(settings: Settings | (() => Promise<Settings>) = {}) {
  let site: Site
  let browser: Browser
  beforeAll(async () => {
    const env = typeof settings === 'function' ? await settings() : settings
    ;[site, browser] = await Promise.all([serve(env), launch()])
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
  })
  return {
    get site() {
      return site
    },
    /** Somebody with a device of their own, put away when the test ends. */
    async visit(how: How = {}): Promise<Visit> {
      const visitor = await visit(browser, site, how)
      onTestFinished(() => visitor.context.close())
      return visitor
    },
    /** Somebody whose device outlasts a test. */
    stay: (how: How = {}) => visit(browser, site, how),
  }
}

/** The people of the desk, each signed in once for a whole file. */
export function desk(at: Pick<ReturnType<typeof portal>, 'site' | 'stay'>) {
  const seats = new Map<string, Promise<Visit>>()
  const sit = async (login: string) => {
    const seat = await at.stay({ size: DESKTOP })
    await signIn(seat.page, login)
    await seat.page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
    return seat
  }
  const seat = (login: string) => {
    const taken = seats.get(login) ?? sit(login)
    seats.set(login, taken)
    return taken
  }
  /** In front of a page. */
  const facing = async (login: string, path: string): Promise<Page> => {
    const { page } = await seat(login)
    await page.goto(path)
    return page
  }
  /** Takes a step on the page of the case. */
  const acts = async (login: string, no: string, action: string, said: Record<string, string> = {}) => {
    const page = await facing(login, `/desk/cases/${no}`)
    await act(page, action, said)
    await page.waitForSelector('[role=status] >> text=已办')
    return page
  }
  /** Takes it as that page asks for it, without the page. */
  const does = async (login: string, no: string, action: string, said: Record<string, unknown> = {}) => {
    const { request } = (await seat(login)).page
    const { n } = (await (await request.get(`/api/desk/cases/${no}`)).json()) as { n: number }
    const answer = await request.post(`/api/desk/cases/${no}/steps`, {
      headers: { origin: at.site.url },
      data: { action, n, ...said },
    })
    expect(answer.ok(), await answer.text()).toBe(true)
  }
  /** Everything the browsers of the desk complained about. */
  const noise = async () => (await Promise.all(seats.values())).flatMap((one) => one.noise)
  return { facing, acts, does, noise }
}
