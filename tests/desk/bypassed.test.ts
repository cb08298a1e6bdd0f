import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { phrase } from '../../api/case/search.ts'
import { type Flock, flock } from '../support/flock.ts'
import { PLANS } from '../support/lives.ts'
import { makeWorld, type World } from '../support/world.ts'
import { ASKERS, BLIND, loginOf, pathsOf, routesOf, type Watch, watch } from './blind.ts'
import { DIFFERENCES, differ, everything, turn } from './pairs.ts'

/** The defences off: everybody may read every case, every field is shown, nothing is masked before it is indexed. */
const off = vi.hoisted(() => ({ now: false }))
vi.mock('../../api/case/visibility.ts', async (original) => {
  const real = await original<typeof import('../../api/case/visibility.ts')>()
  return {
    ...real,
    mayRead: (...args: Parameters<typeof real.mayRead>) => off.now || real.mayRead(...args),
    scope: (actor: Parameters<typeof real.scope>[0]) =>
      off.now && actor
        ? { handlers: ['SFJ', 'DDSFJ', 'SEALED'], sealed: false, department: '', person: '' }
        : real.scope(actor),
    eyes: (...args: Parameters<typeof real.eyes>) =>
      off.now ? (_what: unknown, value: unknown) => value : real.eyes(...args),
  }
})
vi.mock('../../api/case/search.ts', async (original) => {
  const real = await original<typeof import('../../api/case/search.ts')>()
  return {
    ...real,
    mask: (text: string, names: readonly string[]) =>
      names.length > 0 ? text.normalize('NFKC').toLowerCase() : real.mask(text, names),
  }
})

let w: World
let birds: Flock
let watching: Watch
/** What a body is told of the world as it is, undefended. */
let plain: string[]
const bare = async (of: World, hidden: string) => {
  off.now = true
  const told = await everything(
    of,
    birds,
    ASKERS.find((one) => loginOf(one) === 'zfj') ?? null,
    hidden,
    /^\/api\/desk\/cases/,
  )
  off.now = false
  return told
}
beforeAll(async () => {
  w = await makeWorld()
  birds = await flock(w)
  await turn(w)
  w.at('2026-06-16T09:00:00+08:00')
  watching = watch(birds)
  plain = await bare(w, '2026-99999999A')
}, 60_000)
afterAll(() => w.close())

/** Whose cases somebody is told of who must not be. */
async function toldOf(login: string): Promise<string[]> {
  const asker = ASKERS.find((one) => loginOf(one) === login) ?? null
  const about = routesOf(w).filter((route) => /^\/api\/(desk\/cases|track)\/:no/.test(route))
  const finds = []
  for (const path of about.flatMap((route) => pathsOf(route, birds)))
    finds.push(...(await watching.ask(w, asker, path)))
  return [...new Set(finds.map(({ bird }) => bird.case))].sort()
}
const notTheirs = (login: string) =>
  Object.keys(birds.of)
    .filter(
      (name) => !birds.birds.some((bird) => bird.case === name && bird.what === 'number' && bird.seers.includes(login)),
    )
    .sort()
const SIGNED_IN = BLIND.map(loginOf).filter((login) => login !== 'the public')

describe('with the view bypassed', () => {
  test.each(SIGNED_IN)('the search for identities finds every case %s must not know', async (login) => {
    off.now = true
    // The auditor reads numbers; of the cases themselves nothing.
    const expected = login === 'stats' ? Object.keys(birds.of).sort() : notTheirs(login)
    expect((await toldOf(login)).filter((name) => expected.includes(name))).toEqual(expected)
    off.now = false
  })
  test('nor would the public be kept out, if any code opened any case', async () => {
    expect(await toldOf('the public')).toEqual([])
    vi.spyOn(w.deps.secrets, 'matches').mockReturnValue(true)
    expect(await toldOf('the public')).toEqual(notTheirs('the public'))
    vi.restoreAllMocks()
  })
  test.each(DIFFERENCES.map((one) => [one.what, one] as const))(
    'two worlds do not answer alike: %s',
    async (_what, difference) => {
      const other = await makeWorld({ like: w, now: '2026-06-16T09:00:00+08:00' })
      const { no } = await differ(other, difference)
      expect(await bare(other, no)).not.toEqual(plain)
      await other.close()
    },
  )
  test('and with nothing masked, the search is an oracle', async () => {
    const found = new Set<string>()
    for (const { word, what, case: name } of birds.birds) {
      const args = [phrase(word) ?? '']
      const hit = await w.deps.store.heavy.rows({ sql: 'select rowid from case_terms where terms match ?', args })
      if (hit.length > 0 && PLANS[name]?.realm !== 'sealed') found.add(what)
    }
    for (const what of ['id', 'plate'] as const) expect(found).toContain(what)
  })
})
