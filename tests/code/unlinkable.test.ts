import { randomInt } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepScans } from '../../api/code/scans.ts'
import { unseal } from '../../api/survey/box.ts'
import { countingOf, openBox } from '../../api/survey/opening.ts'
import { tokenDigest } from '../../api/survey/token.ts'
import { insert } from '../../db/row.ts'
import { surveyAnswers, surveyBox, surveys } from '../../db/schema.ts'
import { makeWorld, type World } from '../support/world.ts'
import { attack, type Backup, backup } from '../survey/attack.ts'
import { team } from '../survey/desk.ts'
import { openSurvey } from '../survey/fixture.ts'
import { ballotFor, respond } from '../survey/voter.ts'
import { inspecting } from '../visit/inspecting.ts'
import { INSPECTED, ratingOf, tokenFor } from './rated.ts'

const VISITS = 40
/** A guess pairs one of forty on average; of all ways tried eight or fewer, but once in 10,000 runs (separable.test.ts). */
const MOST = 8

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await team(w)
})
afterAll(() => w.close())
const { entered } = inspecting(() => w)

interface Rated {
  no: string
  code: string
  token: string
  hash: string
  said: string
}
interface Case {
  survey: string
  all: Rated[]
  backups: Backup[]
  blobs: Map<string, Buffer>
  /** What the log and the database said all the while, besides the box. */
  log: string
}

const hits = (all: readonly Rated[], pairs: Map<string, string>) =>
  all.filter(({ hash, said }) => pairs.get(hash)?.includes(said)).length

/** The ways of whoever knows the inspections besides: which was entered when, and under which number and code. */
function byVisit({ all, backups }: Case): Map<string, string>[] {
  const answers = backups.at(-1)?.answers ?? []
  const orders = [
    answers,
    answers.toSorted((a, b) => a.place - b.place),
    answers.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  ]
  const visits = [
    all,
    all.toSorted((a, b) => (a.no < b.no ? -1 : 1)),
    all.toSorted((a, b) => (a.code < b.code ? -1 : 1)),
  ]
  return visits.flatMap((of) => orders.map((by) => new Map(of.map(({ hash }, i) => [hash, by[i]?.text ?? '']))))
}
const best = (one: Case, opened?: (box: string) => string | undefined) =>
  Math.max(...[...attack(one.backups, opened).values(), ...byVisit(one)].map((pairs) => hits(one.all, pairs)))

/** Inspections are entered, and each is rated: by ballot, or by its invitation where there is no script. */
async function rated(survey: string, how: 'ballot' | 'token'): Promise<Case> {
  await w.deps.store.writes.commit([
    { sql: "update surveys set status = 'closed' where purpose = 'inspected'", args: [] },
  ])
  await openSurvey(w.deps, { code: survey, purpose: 'inspected', entry: 'invited' }, 'WJ-QY')
  const all: Rated[] = []
  for (let i = 0; i < VISITS; i++) {
    const visit = await entered()
    const code = visit.code?.id ?? ''
    const token = await tokenFor(w, code)
    const said = `${i}号企业说：${'来得勤，'.repeat(randomInt(1, 60))}`
    all.push({ no: visit.no, code, token, hash: tokenDigest(w.deps.secrets, survey, token), said })
  }
  const backups = [await backup(w, survey)]
  const keep = async () => void backups.push(await backup(w, survey))
  for (const { code, token, said } of all) {
    await ratingOf(w, code)
    const answers = { body: ['SCJG'], overall: String(randomInt(1, 6)), problem: said }
    const by = how === 'ballot' ? { ballot: (await ballotFor(w, survey, token)).ballot } : { token }
    await keepScans(w.deps.store)
    await keep()
    const answer = await respond(w, survey, { answers, ...by })
    expect(answer.status, await answer.clone().text()).toBe(201)
    await keep()
  }
  const rows = await w.deps.store.read.select().from(surveyBox).where(eq(surveyBox.survey, survey))
  await opened(survey, keep)
  return { survey, all, backups, blobs: new Map(rows.map((row) => [row.id, row.sealed])), log: w.log.join('') }
}

/** The box opened as the job does it, with a copy made after every commit. */
async function opened(survey: string, after: () => Promise<void>, piece = VISITS) {
  const { store, secrets } = w.deps
  await store.writes.commit([{ sql: "update surveys set status = 'closed' where code = ?", args: [survey] }])
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
  let one: Case
  beforeAll(async () => {
    one = await rated(INSPECTED, 'ballot')
  }, 120_000)

  test('pairs inspections with answers no better than by guessing', () => {
    expect(one.backups.at(-1)?.answers).toHaveLength(VISITS)
    expect(best(one)).toBeLessThanOrEqual(MOST)
  })

  test('nor with two backups, from before and after', () => {
    expect(best({ ...one, backups: [one.backups[VISITS]!, one.backups.at(-1)!] })).toBeLessThanOrEqual(MOST)
  })

  test('finds what is in the box under no inspection, code or day, with our key besides', () => {
    for (const blob of one.blobs.values()) {
      const said = unseal(w.deps.secrets, one.survey, blob)
      expect(Object.keys(said).sort()).toEqual(['answers', 'channel', 'marks'])
      const text = JSON.stringify(said)
      expect(one.all.filter(({ no, code, token }) => [no, code, token].some((known) => text.includes(known)))).toEqual(
        [],
      )
      expect(text).not.toMatch(/2026-\d\d-\d\d/)
    }
  })

  test('finds in no log line an invitation, a code that was scanned, or what was said', () => {
    for (const { token, hash, code, said } of one.all)
      for (const known of [token, hash, code, said]) expect(one.log).not.toContain(known)
  })

  test('finds of ratings a number by type and day, none by code', async () => {
    const kept = await w.deps.store.heavy.rows<{ type: string; department: string }>(
      "select distinct type, department from scan_days where what = 'rating'",
    )
    expect(kept).toEqual([{ type: 'TASK', department: '' }])
  })
})

describe('the same program', () => {
  test('pairs every inspection that was rated without script, if it has the key besides: that is what the page says', async () => {
    const plain = await rated('CP-2026-74', 'token')
    expect(best(plain)).toBeLessThanOrEqual(MOST)
    const text = (box: string) => {
      const blob = plain.blobs.get(box)
      return blob && JSON.stringify(unseal(w.deps.secrets, plain.survey, blob).answers)
    }
    expect(best(plain, text)).toBe(VISITS)
  }, 120_000)

  test('pairs every inspection where an answer kept its moment', async () => {
    const survey = 'CP-2026-75'
    await w.deps.store.writes.commit([
      { sql: "update surveys set status = 'closed' where purpose = 'inspected'", args: [] },
    ])
    await openSurvey(w.deps, { code: survey, purpose: 'inspected', entry: 'invited' }, 'WJ-QY')
    const all: Rated[] = []
    for (let i = 0; i < VISITS; i++) {
      const visit = await entered()
      const code = visit.code?.id ?? ''
      const token = await tokenFor(w, code)
      const hash = tokenDigest(w.deps.secrets, survey, token)
      const said = `${i}号企业说：来得勤`
      all.push({ no: visit.no, code, token, hash, said })
      // As most tools do it: the answer beside its time, which sorts.
      await w.deps.store.writes.commit([
        { sql: 'update survey_tokens set used = 1 where survey = ? and hash = ?', args: [survey, hash] },
        insert(surveyAnswers, {
          survey,
          id: `2026-06-16T09:${String(i).padStart(2, '0')}`,
          data: { problem: said },
          channel: 'invited',
          marks: [],
        }),
      ])
    }
    const one = { survey, all, backups: [await backup(w, survey)], blobs: new Map(), log: '' }
    expect(Math.max(...byVisit(one).map((pairs) => hits(all, pairs)))).toBe(VISITS)
  }, 120_000)
})
