import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf } from '../../api/case/enquiry.ts'
import { find } from '../../api/case/found.ts'
import { play } from '../../api/case/play.ts'
import { rulebook } from '../../api/case/rulebook.ts'
import { readContent } from '../../content/load.ts'
import { identities } from '../../db/schema.ts'
import { asking, json, LOGINS, sent } from '../support/ask.ts'
import { CANARY, DIGEST, moving, singing } from '../support/canary.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())
const { step, citizen, enquire, enquiries, feed } = moving(() => w)

/** A case the handler has in hand. */
async function handled(more: Record<string, unknown> = {}) {
  const one = await sent(w, more)
  await step('intake', one.no, 'accept')
  return one
}
const BODIES = LOGINS.filter((login) => ['scjg', 'scjg-legal', 'zfj', 'chengdong', 'sfs-chengdong'].includes(login))
const rows = <T extends object>(sql: string, ...args: string[]) => w.deps.store.heavy.rows<T>({ sql, args })

/** Everything a body can ask, down to headers and bytes. */
const everything = (login: string, no: string) =>
  Promise.all(
    [
      '/api/desk/enquiries',
      '/api/desk/enquiries?limit=1',
      '/api/desk/enquiries?state=answered',
      `/api/desk/enquiries/${no}`,
      '/api/desk/enquiries/HX-0000000000',
      '/api/desk/cases',
      '/api/desk/cases?q=1',
      `/api/desk/cases/${no}`,
      '/api/desk/cases/2026-99999999A',
      `/api/desk/cases/${no}/enquiry`,
    ].map(async (path) => {
      const answer = await asking(w, login)(path)
      return [path, answer.status, [...answer.headers].sort(), await answer.text()]
    }),
  )
const bodies = async (no: string) =>
  Object.fromEntries(await Promise.all(BODIES.map(async (login) => [login, await everything(login, no)] as const)))

describe('until it is asked', () => {
  test('a body is answered byte for byte alike, whatever happens to the case', async () => {
    const before = await bodies('2026-99999999A')
    const { no } = await sent(w, singing())
    const steps: [string, Parameters<typeof step>[2], Record<string, unknown>?][] = [
      ['intake', 'accept'],
      ['assign', 'assign'],
      ['handler', 'sign'],
      ['handler', 'record', { note: '已经看过现场' }],
      ['handler', 'answer', { note: '已经责成改正，并向您说明。' }],
    ]
    const same = async () => {
      const now = JSON.stringify(await bodies(no)).replaceAll(no, '2026-99999999A')
      expect(now).toBe(JSON.stringify(before))
    }
    await same()
    for (const [who, action, more] of steps) {
      expect((await step(who, no, action, more)).status).toBe(200)
      await same()
    }
    await citizen(no, 'appeal', { text: '答复没有说清楚依据' })
    await same()
    // Negative control: being asked shows, and only to the one that is.
    await enquire('handler', no, 'ZFJ')
    const after = await bodies(no)
    expect(after.zfj).not.toEqual(before.zfj)
    for (const login of BODIES.filter((b) => b !== 'zfj'))
      expect(JSON.stringify(after[login]).replaceAll(no, '2026-99999999A')).toBe(JSON.stringify(before[login]))
  })
  test('and afterwards the enquiry does not move with the case', async () => {
    const ends: ((no: string) => Promise<unknown>)[] = [
      (no) => step('handler', no, 'answer', { note: '已经责成改正，并向您说明。' }),
      (no) => citizen(no, 'withdraw', {}),
      (no) => step('review', no, 'seal', { note: '写到了给好处的事' }),
    ]
    for (const end of ends) {
      const { no } = await handled(singing())
      await enquire('handler', no, 'ZFJ')
      const [{ id } = { id: '' }] = await rows<{ id: string }>('select id from enquiries where no = ?', no)
      const look = async () => (await asking(w, 'zfj')(`/api/desk/enquiries/${id}`)).text()
      const before = await look()
      await end(no)
      expect(await look()).toBe(before)
      expect((await feed('zfj', id)).status).toBe(200)
    }
  })
})

describe('a body that is asked', () => {
  test('sees its own number, the digest, the half month, the date and its own answer', async () => {
    const { no } = await handled(singing())
    const known = new Set((await enquiries('zfj')).map((e) => e.id))
    await enquire('handler', no, 'ZFJ')
    const one = (await enquiries('zfj')).find((e) => !known.has(e.id))!
    const seen = {
      id: one.id,
      department: { code: 'ZFJ', name: '澄河市综合行政执法局（澄河市城市管理局）' },
      by: { code: 'SFJ', name: '澄河市司法局' },
      purpose: { code: 'facts', label: '说明情况' },
      digest: DIGEST,
      period: '2026年6月上半月',
      askedAt: '2026-06-15T02:24:00.000Z',
      answerBy: '2026-06-18',
      files: [],
      answer: null,
      answeredAt: null,
      state: { code: 'sent', label: '待签收' },
      n: 1,
      may: ['sign', 'return', 'answer'],
      calls: false,
      contests: null,
      contest: null,
    }
    expect(one).toEqual({ ...seen, department: expect.objectContaining({ code: 'ZFJ' }) })
    expect(one.id).toMatch(/^HX-[0-9A-Z]{10}$/)
    expect(await (await feed('zfj', one.id)).json()).toMatchObject({
      answer: `${CANARY.fed}：已核实，手续另附。`,
      n: 2,
      may: [],
    })
    // The asker reads it on the case.
    const asker = (await (await asking(w, 'handler')(`/api/desk/cases/${no}`)).json()) as { enquiries: unknown[] }
    expect(asker.enquiries).toEqual([
      expect.objectContaining({ id: one.id, answer: `${CANARY.fed}：已核实，手续另附。` }),
    ])
  })
  test('answers once; twice, late or at once together is 409, and the first stays', async () => {
    const { no } = await handled()
    await enquire('handler', no, 'ZFJ')
    const [{ id } = { id: '' }] = await rows<{ id: string }>('select id from enquiries where no = ?', no)
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => feed('zfj', id, { note: `第${i}个人的说明，请查收。` })),
    )
    expect(answers.map((a) => a.status).sort()).toEqual([200, ...Array(7).fill(409)])
    expect((await feed('zfj', id, { n: 2 })).status).toBe(409)
    expect(await rows('select n from events where stream = ? order by n', `enquiry/${id}`)).toEqual([
      { n: 1 },
      { n: 2 },
    ])
    for (const wrong of [{ note: '短' }, { n: 'x' }, { action: 'drop' }, { answer: 'x' }])
      expect((await feed('zfj', id, wrong)).status).toBe(422)
  })
  test('with its key it is one answer', async () => {
    const { no } = await handled()
    await enquire('handler', no, 'ZFJ')
    const [{ id } = { id: '' }] = await rows<{ id: string }>('select id from enquiries where no = ?', no)
    const init = json('POST', { action: 'answer', n: 1, note: '已经核实，手续另附。' })
    const keyed = () =>
      asking(w, 'zfj')(`/api/desk/enquiries/${id}/steps`, {
        ...init,
        headers: { ...init.headers, 'idempotency-key': 'abcdefabcdef0123' },
      })
    expect(await Promise.all([keyed(), keyed()].map(async (a) => (await a).status))).toEqual([200, 200])
    expect((await keyed()).status).toBe(200)
  })
  test('another body’s enquiry does not exist, nor does it for those who ask', async () => {
    const { no } = await handled()
    await enquire('handler', no, 'ZFJ')
    const [{ id } = { id: '' }] = await rows<{ id: string }>('select id from enquiries where no = ?', no)
    for (const login of LOGINS.filter((l) => l !== 'zfj')) {
      const may = [...BODIES, 'chief'].includes(login)
      const [own, none] = await Promise.all(
        [id, 'HX-0000000000'].map((one) => asking(w, login)(`/api/desk/enquiries/${one}`)),
      )
      expect(own!.status, login).toBe(may ? 404 : 403)
      expect(await own!.text()).toBe(await none!.text())
      expect((await feed(login, id)).status).toBe(may ? 404 : 403)
    }
    expect((await asking(w, null)('/api/desk/enquiries')).status).toBe(401)
    expect((await asking(w, 'zfj')(`/api/desk/enquiries/${id.toLowerCase()}`)).status, 'typed').toBe(200)
  })
  test('what is entrusted is answered by its legal unit', async () => {
    const { no } = await handled({ about: { department: 'SCJG' } })
    await step('handler', no, 'entrust', { department: 'SCJG', digest: DIGEST })
    const [{ id } = { id: '' }] = await rows<{ id: string }>('select id from enquiries where no = ?', no)
    expect((await feed('scjg', id)).status).toBe(403)
    expect((await feed('scjg-legal', id)).status).toBe(200)
  })
  test('pages through all of them, each once', async () => {
    const ids: string[] = []
    for (let cursor = ''; ; ) {
      const page = (await (
        await asking(w, 'zfj')(`/api/desk/enquiries?state=answered&limit=2${cursor && `&cursor=${cursor}`}`)
      ).json()) as { items: { id: string }[]; total: number; next?: string }
      ids.push(...page.items.map((e) => e.id))
      if (!page.next) {
        expect(new Set(ids).size).toBe(page.total)
        expect(ids.length).toBe(page.total)
        break
      }
      cursor = page.next
    }
    expect(ids.length).toBeGreaterThan(2)
    expect((await asking(w, 'zfj')('/api/desk/enquiries?cursor=%00%ff')).status).toBe(200)
  })
  test('what it reads is written down beside the case', async () => {
    const { no } = await handled()
    await enquire('handler', no, 'ZFJ')
    const [{ id } = { id: '' }] = await rows<{ id: string }>('select id from enquiries where no = ?', no)
    await asking(w, 'zfj')(`/api/desk/enquiries/${id}`)
    expect(await rows('select person, what from accesses where no = ? and person = ?', no, 'zfj')).toEqual([
      { person: 'zfj', what: 'enquiry' },
    ])
  })
})

test('a judicial office sees what it was asked to help with, and nothing before', async () => {
  const { no } = await handled()
  expect(await enquiries('sfs-chengdong')).toEqual([])
  expect((await enquire('handler', no, 'SFS-379981001')).status).toBe(200)
  expect(await enquiries('sfs-chengdong')).toEqual([
    expect.objectContaining({ digest: DIGEST, may: ['sign', 'return', 'answer'] }),
  ])
  expect((await asking(w, 'sfs-chengdong')(`/api/desk/cases/${no}`)).status).toBe(403)
})

test('the demonstration asks as the desk would: open enquiries, each digest beyond reproach', async () => {
  // Published as if it had always been there, as at a first start.
  const city = await makeWorld({ now: '2020-01-01T00:00:00+08:00' })
  try {
    city.at('2026-11-20T17:00:00+08:00')
    const { people, samples } = readContent('content')
    await play(city.deps, people, samples, city.deps.now())
    const book = await rulebook(city.deps.store, city.deps.now())
    const sent = await city.deps.store.heavy.rows<{ no: string; digest: string }>('select no, digest from enquiries')
    expect(sent.length).toBe(samples.flatMap((s) => s.steps).filter((s) => s.action === 'enquire').length)
    expect(sent.length).toBeGreaterThanOrEqual(3)
    for (const { no, digest } of sent) {
      const found = await find(city.deps, no)
      const identity = await city.deps.store.read.select().from(identities).where(eq(identities.no, no)).get()
      expect(faultsOf(digest, found!, city.deps.secrets, identity, book), digest).toEqual([])
    }
    for (const login of ['zfj', 'scjg', 'chengdong']) {
      const list = await (await asking(city, login)('/api/desk/enquiries')).json()
      expect(list, login).toMatchObject({ total: 1 })
    }
  } finally {
    await city.close()
  }
})

test('twenty enquiries at once on one page: one is sent', async () => {
  const { no } = await handled()
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      asking(w, 'handler')(
        `/api/desk/cases/${no}/steps`,
        json('POST', { action: 'enquire', n: 2, department: 'ZFJ', digest: DIGEST }),
      ),
    ),
  )
  expect(answers.map((a) => a.status).sort()).toEqual([200, ...Array(19).fill(409)])
  expect((await rows('select id from enquiries where no = ?', no)).length).toBe(1)
})
