import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { inForceOf } from '../../api/publication/force.ts'
import { type Kind, SEARCHED } from '../../api/publication/publication.ts'
import { register, rowsOf } from '../../api/publication/register.ts'
import { excerpt, found, marksIn, search, wordsOf } from '../../api/publication/search.ts'
import { publish } from '../../api/publication/store.ts'
import { fold, textsOf } from '../../api/publication/terms.ts'
import { makeWorld, type World } from '../support/world.ts'

const ON = '2026-11-21'
const BY = Date.parse('2026-11-22T00:00:00+08:00') - 1
let w: World
/** Every text of every entry in force, folded as the index is: what a plain scan reads. */
let scan: { id: number; texts: string[] }[]

beforeAll(async () => {
  w = await makeWorld({ now: '2026-11-21T10:00:00+08:00' })
  const book = await register(w.deps.store)
  const known = SEARCHED.flatMap((kind) => [...book.inForce(kind, ON, BY)])
  scan = (await rowsOf(w.deps.store, known)).map((row) => {
    const { code, title, basis, body } = textsOf(row.kind as Kind, row.data)
    return { id: row.id!, texts: [...code, ...title, ...basis, ...body].map(fold) }
  })
  return w.close
})

const byScan = (word: string) =>
  scan
    .filter(({ texts }) => texts.some((t) => t.includes(word)))
    .map(({ id }) => id)
    .sort()
const byIndex = async (q: string) => {
  const book = await register(w.deps.store)
  const ids = await found(w.deps.store, q)
  return [...ids]
    .filter((id) => {
      const known = book.byId(id)
      return known && inForceOf(book.sayings(known.kind, known.code), ON, BY)?.id === id
    })
    .sort()
}
const titles = async (q: string, kind?: Kind) => {
  const { items } = await search(w.deps.store, { q, kind, on: ON, by: BY, from: 0, limit: 20 })
  return items.map((i) => i.known.summary.title)
}

describe('recall and precision', () => {
  test('are one for any piece of any text, of one sign and more', async () => {
    expect(scan.length).toBeGreaterThan(50)
    const all = scan.flatMap(({ texts }) => texts.filter((t) => t.length > 1))
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 12 }), async (n, from, length) => {
        const letters = [...all[n % all.length]!]
        const start = from % letters.length
        const word = letters.slice(start, start + length).join('')
        expect(await byIndex(word), word).toEqual(byScan(word))
      }),
      { numRuns: 300 },
    )
  })
  test('are one for words that stand nowhere', async () => {
    for (const word of ['天外飞仙', 'zzqq', '处罚检查罚处']) expect(await byIndex(word)).toEqual(byScan(word))
  })
  test('negative control: steps that stand apart are no find, and without their order they would be', async () => {
    // A word whose two steps both stand in an entry, but nowhere one after the other.
    const [first] = scan
    const steps = new Set(first!.texts.flatMap((t) => [...t].slice(0, -1).map((_, i) => t.slice(i, i + 2))))
    const apart = [...steps]
      .flatMap((a) => [...steps].filter((b) => b[0] === a[1]).map((b) => a + b[1]))
      .find((word) => word.length === 3 && !first!.texts.some((t) => t.includes(word)))
    expect(await byIndex(apart!)).toEqual(byScan(apart!))
    const loose = await w.deps.store.search.rows<{ rowid: number }>({
      sql: 'select rowid from publication_terms where publication_terms match ?',
      args: [`"${apart!.slice(0, 2)}" AND "${apart!.slice(1)}"`],
    })
    expect(loose.map(({ rowid }) => rowid)).toContain(first!.id)
    expect(byScan(apart!)).not.toContain(first!.id)
  })
})

describe('the obvious comes first', () => {
  test.each([
    ['ZFJ', '澄河市综合行政执法局（城市管理局）'],
    ['澄河市司法局', '澄河市司法局'],
    ['zfj', '澄河市综合行政执法局（城市管理局）'],
  ])('%s', async (q, first) => {
    expect((await titles(q))[0]).toBe(first)
  })
  test('pinyin initials find a title', async () => {
    expect(await titles('chssfj')).toContain('澄河市司法局')
  })
  test('a wrong sign that sounds the same still finds it, and says that it is only near', async () => {
    const { items, near } = await search(w.deps.store, { q: '澄河市思法局', on: ON, by: BY, from: 0, limit: 5 })
    expect(near).toBe(true)
    expect(items[0]?.known.summary.title).toBe('澄河市司法局')
  })
  test('what people say finds what the papers say, after what holds the very words', async () => {
    await publish(
      w.deps.store,
      [
        {
          kind: 'synonym',
          code: 'TYC-901',
          from: '2025-01-01',
          data: { code: 'TYC-901', words: ['管戏园子的'], means: ['文化和旅游局'] },
        },
      ],
      { proposed: 'editor', published: 'publisher' },
      new Date('2026-11-21T10:00:00+08:00'),
    )
    expect((await titles('管戏园子的')).join()).toContain('文化和旅游局')
  })
  test('what people call a bureau finds the bureau, before a title that merely mentions the name', async () => {
    expect((await titles('城管'))[0]).toBe('澄河市综合行政执法局（城市管理局）')
    expect((await titles('市监局'))[0]).toBe('澄河市市场监督管理局')
  })
  test('what one may complain about comes after what is published', async () => {
    const { items } = await search(w.deps.store, { q: '罚', on: ON, by: BY, from: 0, limit: 5 })
    expect(items.map((i) => i.known.kind)).not.toContain('category')
  })
  test('an article typed with digits finds what the law writes in words', async () => {
    const written = await titles('行政处罚法第三十三条')
    expect(written.length).toBeGreaterThan(0)
    for (const typed of ['行政处罚法第33条', '行政处罚法33条'])
      for (const title of written.slice(0, 10)) expect(await titles(typed), typed).toContain(title)
  })
  test('two words written as one find what holds one of them, and say that it is only near', async () => {
    const { items, near } = await search(w.deps.store, { q: '过期饮料', on: ON, by: BY, from: 0, limit: 5 })
    expect(near).toBe(true)
    expect(items[0]?.known.summary.title).toContain('过期')
  })
})

describe('a hostile question is just a question', () => {
  const HOSTILE = [
    '"',
    '""',
    '*',
    'a*',
    'NEAR(',
    'NEAR("a" "b", 5)',
    '^x',
    'title:处罚',
    '{title}:x',
    '-处罚',
    'AND',
    'OR OR',
    'NOT 处罚',
    "'; drop table publications; --",
    '处罚" OR "1',
    '(((((',
    '%%',
    '__',
    '\\',
    '\u0000处罚',
    '\ud800',
    '💥'.repeat(50),
    '处罚 '.repeat(60),
    '处'.repeat(300),
    '<script>alert(1)</script>',
    '\u202e处罚',
    'ﬀ',
    '①②③',
  ]
  test.each(HOSTILE.map((q) => [q.slice(0, 20), q]))('%s', async (_, q) => {
    const answer = await w.app.request(`/api/search?q=${encodeURIComponent(q.isWellFormed() ? q : q.toWellFormed())}`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toHaveProperty('items')
  })
  test('of any signs at all, answers and never fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 40 }), async (q) => {
        const { total } = await search(w.deps.store, { q, on: ON, by: BY, from: 0, limit: 5 })
        expect(total).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 300 },
    )
  })
  test.each([
    ['x'.repeat(2001), 422, '请写几个关键的词'],
    ['处'.repeat(10_000), 414, '请缩短'],
  ])('a very long one is refused with a sentence', async (q, status, sentence) => {
    const answer = await w.app.request(`/api/search?q=${encodeURIComponent(q)}`)
    expect(answer.status).toBe(status)
    expect(await answer.text()).toContain(sentence)
  })
})

describe('marks and excerpts', () => {
  test('a word is marked across the signs nobody types', () => {
    const text = '依据《食品安全法》第三十五条'
    const [[from, to]] = marksIn(text, wordsOf('食品安全法第三十五条')) as [[number, number]]
    expect(text.slice(from, to)).toBe('食品安全法》第三十五条')
  })
  test('marks lie within the excerpt and say the word', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'处罚款检查，。《》 '), minLength: 2, maxLength: 200 }),
        (text) => {
          const { text: cut, marks } = excerpt([text], ['处罚'])
          for (const [from, to] of marks) expect(fold(cut.slice(from, to))).toBe('处罚')
        },
      ),
    )
  })
})

test('nothing about a person is ever in the search index', async () => {
  const officer = { code: 'RY-ABCD2345', name: '欧阳验收', certificate: '3799819999999', department: 'SCJG' }
  await publish(
    w.deps.store,
    [{ kind: 'officer', code: officer.code, from: '2025-01-01', data: officer }],
    { proposed: 'editor', published: 'publisher' },
    new Date('2026-11-21T10:00:00+08:00'),
  )
  for (const q of ['欧阳验收', '3799819999999', 'RY-ABCD2345', 'oyys']) expect(await byIndex(q)).toEqual([])
})
