import { eq } from 'drizzle-orm'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { scanned } from '../../api/code/found.ts'
import { grouped, readId } from '../../api/code/id.ts'
import { insertAll } from '../../db/row.ts'
import { codes } from '../../db/schema.ts'
import { chance } from '../bench/chance.ts'
import { from } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { codesOf } from './made.ts'

/** The defence of these tests, and the way to take it off. */
const off = vi.hoisted(() => ({ signature: false }))
vi.mock('../../api/code/id.ts', async (original) => {
  const real = await original<typeof import('../../api/code/id.ts')>()
  return { ...real, isSigned: (...all: Parameters<typeof real.isSigned>) => off.signature || real.isSigned(...all) }
})

const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Each run tries the same: what was signed by chance once would be so always. */
const luck = chance(20)
const signs = (n: number) => Array.from({ length: n }, () => SIGNS.charAt(luck.below(32))).join('')
const changed = (id: string, at: number) => {
  const other = SIGNS.charAt((SIGNS.indexOf(id.charAt(at)) + 1 + luck.below(31)) % 32)
  return id.slice(0, at) + other + id.slice(at + 1)
}
/** Another signature than the right one, which is one alone. */
const resigned = (id: string): string => {
  const other = id.slice(0, 7) + signs(5)
  return other === id ? changed(id, 11) : other
}

let w: World
/** Of two bodies, genuine. */
let here: string
let there: string
const rowOf = async (id: string) => {
  const row = await w.deps.store.read.select().from(codes).where(eq(codes.id, id)).get()
  if (!row) throw new Error(`${id} was not issued`)
  return row
}
beforeAll(async () => {
  w = await makeWorld({ render })
  ;[here] = await codesOf(w, 'SCJG')
  ;[there] = await codesOf(w, 'ZFJ')
})
afterAll(() => w.close())

const verdictOf = async (typed: string) => (await scanned(w.deps, typed))?.department

describe('a code that was not issued', () => {
  test('5,000 changed ones are none, and none of them is another', async () => {
    const ways: ((id: string) => string)[] = [
      (id) => changed(id, luck.below(12)),
      (id) => changed(changed(id, luck.below(6)), 6 + luck.below(6)),
      resigned,
      (id) => id.slice(0, 7) + (id === here ? there : here).slice(7),
      (id) => signs(7) + id.slice(7),
      (id) => id.slice(0, luck.below(12)),
      (id) => id + signs(1),
    ]
    expect([await verdictOf(here), await verdictOf(there)]).toEqual(['SCJG', 'ZFJ'])
    for (let i = 0; i < 5000; i++) {
      const tried = ways[i % ways.length]?.(i % 2 ? here : there) ?? ''
      expect(await verdictOf(tried), tried).toBeUndefined()
    }
  })

  test('5,000 rows that somebody wrote into the table are none; with the signature unasked each is believed', async () => {
    const row = await rowOf(there)
    const ids = new Set<string>()
    while (ids.size < 4999) ids.add(ids.size % 2 ? resigned(here) : signs(12))
    ids.add(there.slice(0, 7) + here.slice(7))
    const rows = [...ids].map((id) => ({ ...row, id }))
    await w.deps.store.writes.commit([insertAll(codes, rows)])
    try {
      for (const id of ids) expect(await verdictOf(id), id).toBeUndefined()
      off.signature = true
      for (const id of ids) expect(await verdictOf(id), id).toBe('ZFJ')
    } finally {
      off.signature = false
      await w.deps.store.writes.commit([
        { sql: 'delete from codes where id in (select value from json_each(?))', args: [JSON.stringify([...ids])] },
      ])
    }
  })

  test.each(['type', 'subject', 'version', 'id'] as const)(
    'two rows that swap their %s are both none',
    async (column) => {
      const [one, other] = [await rowOf(here), { ...(await rowOf(there)), type: 'STATION' as const, version: 7 }]
      const swap = [
        { ...one, [column]: other[column] },
        { ...other, [column]: one[column] },
      ]
      const put = (rows: (typeof one)[]) =>
        w.deps.store.writes.commit([
          { sql: 'delete from codes where id in (?, ?)', args: [here, there] },
          insertAll(codes, rows),
        ])
      const before = [one, await rowOf(there)]
      await put(swap)
      try {
        expect([await verdictOf(here), await verdictOf(there)]).toEqual([undefined, undefined])
        off.signature = true
        expect([await verdictOf(here), await verdictOf(there)]).not.toContain(undefined)
      } finally {
        off.signature = false
        await put(before)
      }
      expect([await verdictOf(here), await verdictOf(there)]).toEqual(['SCJG', 'ZFJ'])
    },
  )
})

/** All of an answer but what is new with each, and the way back to where one is. */
async function whole(path: string, init?: RequestInit) {
  const answer = await w.app.request(path, init, from('203.0.113.9', path))
  const headers = [...answer.headers].filter(([name]) => !['x-request-id', 'date'].includes(name))
  return { status: answer.status, headers, body: (await answer.text()).replace(/((?:to|page)=)[^"&]*/g, '$1') }
}

describe('nothing tells', () => {
  test('one never issued, one badly signed, a row not ours and words that are no code apart', async () => {
    const planted = { ...(await rowOf(there)), id: resigned(there) }
    await w.deps.store.writes.commit([insertAll(codes, [planted])])
    const tried = [
      'ZZZZZZZZZZZZ',
      resigned(here),
      planted.id,
      here.slice(0, 7) + there.slice(7),
      'K7M2',
      'no-code-at-all',
    ]
    for (const at of ['/api/codes/', '/q/']) {
      const answers = []
      for (const id of tried) answers.push(await whole(at + id))
      expect(answers[0]?.status).toBe(404)
      expect(answers[0]?.body.length).toBeGreaterThan(50)
      for (const answer of answers) expect(answer).toEqual(answers[0])
      expect(await whole(at + here)).not.toEqual(answers[0])
    }
    off.signature = true
    const believed = await whole(`/api/codes/${planted.id}`)
    off.signature = false
    expect(believed.status).toBe(200)
  })

  test('what stands beside a code in its address changes nothing and leads nowhere', async () => {
    const evil = encodeURIComponent('https://evil.example/q/')
    const plain = await whole(`/q/${here}`)
    for (const name of ['next', 'url', 'to', 'redirect', 'department', 'type', 'verdict', 'valid'])
      expect(await whole(`/q/${here}?${name}=${evil}`), name).toEqual(plain)
    expect(plain.status).toBe(200)
    expect(plain.body).toContain('真实有效')
    for (const at of ['/q', '/q/ZZZZZZZZZZZZ']) {
      const page = await whole(`${at}?next=${evil}&url=${evil}&to=//evil.example`)
      expect(page.body).not.toContain('evil.example')
      expect(page.headers.map(([name]) => name)).not.toContain('location')
    }
  })
})

describe('however it is written', () => {
  test('of every length from none to 400 signs, only twelve can be a code', async () => {
    for (let n = 0; n <= 400; n++) {
      const id = here.repeat(34).slice(0, n)
      expect(readId(id), String(n)).toBe(n === 12 ? here : undefined)
    }
  })

  test.each<[string, (id: string) => string, number]>([
    ['in full width', (id) => [...id].map((s) => String.fromCodePoint(s.charCodeAt(0) + 0xfee0)).join(''), 200],
    ['as a foreign address', (id) => `https:evil.example?${id}`, 404],
    ['with letters of another script', (id) => `\u0410${id.slice(1)}`, 404],
    ['with digits of another script', (id) => `${id.slice(0, 11)}\u0663`, 404],
    ['from right to left', (id) => `\u202e${[...id].reverse().join('')}`, 404],
    ['with a mark of direction', (id) => `${id.slice(0, 6)}\u200f${id.slice(6)}`, 404],
    ['with a sign of no width', (id) => `${id.slice(0, 6)}\u200b${id.slice(6)}`, 404],
    ['with an accent on it', (id) => `${id}\u0301`, 404],
    ['with an end in it', (id) => `${id}\0`, 404],
    ['with ten kilobytes behind it', (id) => id + 'A'.repeat(10_000), 414],
    ['with a path before it', (id) => `../api/codes/${id}`, 404],
    ['with a path behind it', (id) => `${id}/../../desk`, 404],
    ['encoded twice', (id) => `%32${id.slice(1)}`, 404],
    ['as a query of the table', (id) => `${id}' or '1'='1`, 404],
    ['with a pattern', (id) => `${id.slice(0, 11)}%`, 404],
  ])('%s: the verdict is its own, or that there is none', async (_, write, status) => {
    for (const at of ['/q/', '/api/codes/']) {
      const answer = await whole(at + encodeURIComponent(write(here)))
      expect(answer.status).toBe(status)
      if (status === 200) expect(answer.body).toContain(at === '/q/' ? grouped(here) : here)
      else expect(answer.body).not.toContain(here)
    }
  })

  test('anything at all is read as twelve signs or as none, and those read as themselves', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({
        unit: fc.constantFrom(...SIGNS, 'O', 'i', 'l', 'u', '-', ' ', '０', 'ſ', 'ß', 'ı', '\u202e'),
        maxLength: 16,
      }),
    )
    fc.assert(
      fc.property(typed, (one) => {
        const id = readId(one)
        if (id === undefined) return
        expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/)
        expect(readId(id)).toBe(id)
      }),
      { numRuns: 3000 },
    )
  })

  test.each<[string, string, number]>([
    ['HEAD', '/q/', 200],
    ['HEAD', '/api/codes/', 200],
    ['POST', '/q/', 404],
    ['POST', '/api/codes/', 405],
    ['PUT', '/q/', 404],
    ['DELETE', '/api/codes/', 405],
  ])('%s %s…: %i', async (method, at, status) => {
    const answer = await whole(at + here, { method })
    expect(answer.status).toBe(status)
    if (method === 'HEAD') expect(answer.body).toBe('')
  })

  test('under the name of another host there is nothing', async () => {
    const path = `/q/${here}`
    for (const host of ['evil.example', 'yangguang.example.evil.example', 'localhost.evil.example'])
      expect((await whole(path, { headers: { host } })).status, host).toBe(400)
    expect((await whole(path, { headers: { host: 'localhost' } })).status).toBe(200)
  })
})
