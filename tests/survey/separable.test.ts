import { randomInt } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unseal } from '../../api/survey/box.ts'
import { countingOf, openBox } from '../../api/survey/opening.ts'
import { tokenDigest } from '../../api/survey/token.ts'
import { insert } from '../../db/row.ts'
import { surveyAnswers, surveyBox, surveys, surveyTokens } from '../../db/schema.ts'
import { makeWorld, type World } from '../support/world.ts'
import { attack, type Backup, backup } from './attack.ts'
import { invite, openSurvey } from './fixture.ts'
import { ballotFor, respond } from './voter.ts'

const PEOPLE = 40
/**
 * A guess pairs one of forty on average, whichever way it goes: the number of pairs it hits is all but Poisson(1). That
 * luck hits nine or more is 1.2e-6; that one of 24 ways does so with two sets of people is 1e-9. A way that works, works
 * with both.
 */
const MOST = 8

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())

/** What each said, so that nobody else said it; some at length, some in a word. */
const sayingOf = (i: number) => `${i}号说：${'办得慢，'.repeat(randomInt(1, 60))}`

interface Case {
  survey: string
  backups: Backup[]
  truth: Map<string, string>
  /** Blobs as they lay in the box, for whoever has the key. */
  blobs: Map<string, Buffer>
}
const hits = ({ truth }: Case, pairs: Map<string, string>) =>
  [...truth].filter(([token, said]) => pairs.get(token)?.includes(said)).length
const best = (one: Case, backups = one.backups, opened?: (box: string) => string | undefined) =>
  Math.max(...[...attack(backups, opened).values()].map((pairs) => hits(one, pairs)))

/** Forty people answer one after another, every second one without script; somebody copies everything after every commit. */
async function answered(survey: string, piece: number): Promise<Case> {
  await openSurvey(w.deps, { code: survey, entry: 'invited' })
  const tokens = await invite(w.deps, survey, PEOPLE)
  const backups = [await backup(w, survey)]
  const truth = new Map<string, string>()
  const keep = async () => void backups.push(await backup(w, survey))
  for (const [i, token] of tokens.entries()) {
    const say = sayingOf(i)
    truth.set(tokenDigest(w.deps.secrets, survey, token), say)
    const answers = { met: 'no', whole: String(randomInt(0, 6)), say }
    const by = i % 2 ? { ballot: (await ballotFor(w, survey, token)).ballot } : { token }
    if (i % 2) await keep()
    expect((await respond(w, survey, { answers, ...by })).status).toBe(201)
    await keep()
  }
  const rows = await w.deps.store.read.select().from(surveyBox).where(eq(surveyBox.survey, survey)).all()
  await w.deps.store.writes.commit([{ sql: "update surveys set status = 'closed' where code = ?", args: [survey] }])
  await opened(survey, piece, keep)
  return { survey, backups, truth, blobs: new Map(rows.map((r) => [r.id, r.sealed])) }
}

/** The box opened as the job does it, with a copy made after every commit. */
async function opened(survey: string, piece: number, after: () => Promise<void>) {
  const { store, secrets } = w.deps
  const commit = async (statements: Parameters<typeof store.writes.commit>[0]) => {
    const results = await store.writes.commit(statements)
    await after()
    return results
  }
  const watched = { ...store, writes: Object.assign(Object.create(store.writes), { commit }) }
  const row = await store.read.select().from(surveys).where(eq(surveys.code, survey)).get()
  const now = w.deps.now()
  await openBox({ store: watched, secrets }, survey, await countingOf(store, row!, now), now, piece)
}

describe('whoever has the database, the log and every backup', () => {
  let mixed: Case
  beforeAll(async () => {
    mixed = await answered('CP-MIXED', PEOPLE)
  }, 120_000)
  let others = 0
  /** What is hit of these forty; where that is more than luck, of others if it is less. */
  const hit = async (by: (one: Case) => number) => {
    const found = by(mixed)
    return found <= MOST ? found : Math.min(found, by(await answered(`CP-OTHER-${++others}`, PEOPLE)))
  }

  test('pairs tokens with answers no better than by guessing', async () => {
    expect(mixed.backups.at(-1)?.answers).toHaveLength(PEOPLE)
    expect(mixed.backups.at(-1)?.box).toHaveLength(0)
    expect(await hit(best)).toBeLessThanOrEqual(MOST)
  })

  test('nor with two backups, from before and after', async () => {
    const middle = ({ backups }: Case) => backups[Math.floor(backups.length / 2)]!
    expect(await hit((one) => best(one, [middle(one), one.backups.at(-1)!]))).toBeLessThanOrEqual(MOST)
    expect(await hit((one) => best(one, one.backups.slice(-2)))).toBeLessThanOrEqual(MOST)
  })

  test('finds blobs of one size, no token in any log line, and nothing of what was said', () => {
    expect(new Set(mixed.backups.flatMap((b) => b.box.map((one) => one.size))).size).toBe(1)
    const log = w.log.join('')
    for (const [hash, said] of mixed.truth) {
      expect(log).not.toContain(hash)
      expect(log).not.toContain(said)
    }
  })

  test('with the key besides, a token and a blob of one commit are paired: that is what the page says', () => {
    const text = (box: string) => {
      const blob = mixed.blobs.get(box)
      return blob && JSON.stringify(unseal(w.deps.secrets, mixed.survey, blob).answers)
    }
    expect(best(mixed, mixed.backups, text)).toBe(PEOPLE)
  })
})

describe('the same program', () => {
  test('pairs everybody where the box is opened one by one', async () => {
    const single = await answered('CP-SINGLE', 1)
    expect(best(single)).toBe(PEOPLE)
  }, 120_000)

  test('pairs everybody where answers lie in the order they came', async () => {
    const survey = 'CP-ORDER'
    await openSurvey(w.deps, { code: survey, entry: 'invited' })
    const tokens = await invite(w.deps, survey, PEOPLE)
    const truth = new Map<string, string>()
    const start = await backup(w, survey)
    const backups = [start]
    for (const [i, token] of tokens.entries()) {
      const hash = tokenDigest(w.deps.secrets, survey, token)
      const say = sayingOf(i)
      truth.set(hash, say)
      // As most tools do it: one table, its rows numbered.
      await w.deps.store.writes.commit([
        { sql: 'update survey_tokens set used = 1 where survey = ? and hash = ?', args: [survey, hash] },
        insert(surveyAnswers, {
          survey,
          id: String(i + 1).padStart(6, '0'),
          data: { say },
          channel: 'web',
          marks: [],
        }),
      ])
      backups.push(await backup(w, survey))
    }
    const used = await w.deps.store.read.select().from(surveyTokens).where(eq(surveyTokens.survey, survey)).all()
    expect(used.filter((t) => t.used)).toHaveLength(PEOPLE)
    expect(best({ survey, backups, truth, blobs: new Map() })).toBe(PEOPLE)
  }, 120_000)
})
