import { describe, expect, test } from 'vitest'
import type { Deps } from '../../api/context.ts'
import { timesDisplaced } from '../../api/staff/crowding.ts'
import { hashPassword } from '../../api/staff/password.ts'
import { addPeople } from '../../api/staff/people.ts'
import type { World } from '../support/world.ts'
import { Browser, PASSWORD, rows, signedIn, staffed } from './people.ts'

const DAY = 86_400_000
const hash = await hashPassword(PASSWORD)
const OUTSIDE = [
  { login: 'watcher', name: '看着的', roles: ['supervisor'], department: '', post: '社会监督员' },
  { login: 'point', name: '联络的', roles: ['contact'], department: '', post: '联络员' },
]
async function city(options: Parameters<typeof staffed>[0] = {}): Promise<World> {
  const w = await staffed(options)
  await addPeople(w.deps.store, OUTSIDE, hash, w.deps.now())
  return w
}
const later = (w: World, ms: number) => w.at(new Date(w.deps.now().getTime() + ms))
const states = (all: Browser[]) => Promise.all(all.map((one) => one.me()))
const live = async (w: World, login: string) =>
  Number((await rows(w, 'select count(*) as n from logins where person = ? and displaced = 0', [login]))[0]?.n)
interface List {
  items: { id: string; current: boolean }[]
  crowded: string | null
}
const list = async (browser: Browser) => (await (await browser.get('/api/session/list')).json()) as List

describe('an account of one person from outside', () => {
  test.each([['watcher'], ['point']])('%s is signed in at two places; a third ends the oldest', async (login) => {
    const w = await city()
    const [one, two] = [await signedIn(w, login), await signedIn(w, login)]
    expect(await states([one, two])).toEqual([200, 200])
    expect((await list(two)).crowded).toBeNull()
    const three = await signedIn(w, login)
    expect(await states([one, two, three])).toEqual([401, 200, 200])
    const told = await list(three)
    expect(told).toMatchObject({ items: [{}, {}], crowded: w.deps.now().toISOString() })
    // One of them ended leaves room for another.
    const other = told.items.find(({ current }) => !current)
    expect((await three.post('/api/session/revoke', { id: other?.id })).status).toBe(204)
    const four = await signedIn(w, login)
    expect(await states([three, four])).toEqual([200, 200])
  })

  test('of staff any number is open: they have machines of the office', async () => {
    const w = await city()
    const all = [await signedIn(w, 'handler'), await signedIn(w, 'handler'), await signedIn(w, 'handler')]
    expect(await states(all)).toEqual([200, 200, 200])
    expect(await timesDisplaced(w.deps.store, 'handler', w.deps.now())).toBe(0)
  })

  test('signed in again and again in one browser is one place', async () => {
    const w = await city()
    const [phone, desk] = [await signedIn(w, 'watcher'), await signedIn(w, 'watcher')]
    for (let n = 0; n < 4; n++) expect((await phone.signIn('watcher')).status).toBe(200)
    expect(await states([phone, desk])).toEqual([200, 200])
    expect(await timesDisplaced(w.deps.store, 'watcher', w.deps.now())).toBe(0)
  })

  test('five at the same moment leave two', async () => {
    const w = await city()
    const all = await Promise.all(Array.from({ length: 5 }, () => signedIn(w, 'watcher')))
    expect((await states(all)).filter((status) => status === 200)).toHaveLength(2)
    expect(await live(w, 'watcher')).toBe(2)
  })
})

describe('what is said of it', () => {
  test('is in the history of the account, and to the bureau a number, for thirty days', async () => {
    const w = await city()
    for (let n = 0; n < 5; n++) await signedIn(w, 'watcher')
    const admin = await signedIn(w, 'admin')
    const log = await (await admin.get('/api/desk/staff/watcher/log')).json()
    expect(JSON.stringify(log)).toContain('同时登录超过两台设备，最早的已退出')
    const times = () => timesDisplaced(w.deps.store, 'watcher', w.deps.now())
    expect([await times(), await timesDisplaced(w.deps.store, 'point', w.deps.now())]).toEqual([3, 0])
    expect(await timesDisplaced(w.deps.store, null, w.deps.now())).toBe(0)
    later(w, 2 * DAY)
    const again = await signedIn(w, 'watcher')
    // Told to the person for a day.
    expect((await list(again)).crowded).toBeNull()
    expect(await times()).toBe(3)
    later(w, 29 * DAY)
    expect(await times()).toBe(0)
  })

  test('is said on the device that was put out, and on no other', async () => {
    const render: NonNullable<Deps['render']> = async (_request, locals) =>
      new Response(`displaced: ${locals.displaced}`, { headers: { 'content-security-policy': "default-src 'self'" } })
    const w = await city({ render })
    const says = async (browser: Browser) => (await (await browser.get('/desk/sign-in')).text()).slice(11)
    const [one, two, three] = [await signedIn(w, 'watcher'), await signedIn(w, 'watcher'), await signedIn(w, 'watcher')]
    const strange = new Browser(w)
    strange.jar.set('sid', 'a'.repeat(40))
    const all = [one, two, three, strange, new Browser(w)]
    expect(await Promise.all(all.map(says))).toEqual(['true', 'false', 'false', 'false', 'false'])
    // Others who sign in do not make it forgotten; the day after nothing is left of it.
    later(w, 3_600_000)
    await signedIn(w, 'handler')
    expect(await says(one)).toBe('true')
    later(w, DAY)
    await signedIn(w, 'handler')
    expect(await says(one)).toBe('false')
    // Back again it is a place like any other.
    expect((await one.signIn('watcher')).status).toBe(200)
    expect(await one.me()).toBe(200)
  })
})
