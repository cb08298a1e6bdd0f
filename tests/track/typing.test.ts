import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grouped, newNumber, newQueryCode, readNumber, readQueryCode } from '../../api/case/number.ts'
import { fakeRender, form, type Sent, sent, track } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
let one: Sent
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
  one = await sent(w)
})
afterAll(() => w.close())

const CODE = '0123456789ABCDEFGHJKMNPQ'

describe('as people type it', () => {
  const separators = fc.constantFrom('', ' ', '-', '  ', ' - ', '\u3000', '‐', '–', '—', '\u00a0', '\t')
  const spell = (canonical: string, like: Record<string, string[]>) =>
    fc
      .tuple(
        ...[...canonical].map((s) =>
          fc.tuple(
            separators,
            fc.constantFrom(s, s.toLowerCase(), String.fromCharCode(s.charCodeAt(0) + 0xfee0), ...(like[s] ?? [])),
          ),
        ),
      )
      .map((parts) => parts.map(([gap, s], i) => (i === 0 ? s : gap + s)).join(''))
  const LIKE = { 0: ['O', 'o', 'Ｏ'], 1: ['I', 'i', 'L', 'l', 'Ｌ'] }

  test('1,000 spellings of a code are that code', () => {
    const spelt = fc
      .string({ unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), minLength: 24, maxLength: 24 })
      .chain((code) => fc.tuple(fc.constant(code), spell(code, LIKE)))
    fc.assert(
      fc.property(spelt, ([code, typed]) => typed.length > 100 || readQueryCode(typed) === code),
      { numRuns: 1000, seed: 8 },
    )
  })
  test('what is not that code is another or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (typed) => {
        const read = readQueryCode(typed)
        expect(read === undefined || /^[0-9A-HJKMNP-TV-Z]{24}$/.test(read)).toBe(true)
      }),
      { numRuns: 2000, seed: 9 },
    )
    for (const bad of [
      `${CODE}\0`,
      `${CODE.slice(1)}\0`,
      CODE.replace('A', 'U'),
      CODE.replace('A', 'А'),
      `${CODE}${CODE}`,
      CODE.slice(1),
      `${CODE.slice(0, 12)}.${CODE.slice(12)}`,
    ])
      expect(readQueryCode(bad)).toBeUndefined()
  })
  test('200 spellings of number and code open the case at the page and at the API', async () => {
    const ascii = fc
      .tuple(
        ...[...one.queryCode].map((s) =>
          fc.tuple(
            fc.constantFrom('', ' ', '-'),
            fc.constantFrom(
              s,
              s.toLowerCase(),
              ...((LIKE as Record<string, string[]>)[s] ?? []).filter((l) => l < '\x7f'),
            ),
          ),
        ),
      )
      .map((p) => p.map(([gap, s]) => gap + s).join(''))
    const number = fc.constantFrom(
      one.no,
      one.no.toLowerCase(),
      one.no.replace('-', ''),
      one.no.replace('-', ' '),
      [...one.no].map((s) => String.fromCharCode(s.charCodeAt(0) + 0xfee0)).join(''),
      ` ${one.no} `,
    )
    await fc.assert(
      fc.asyncProperty(number, ascii, async (no, code) => {
        expect((await track(w, no, code)).status, `${no} ${code}`).toBe(200)
      }),
      { numRuns: 150, seed: 3 },
    )
    await fc.assert(
      fc.asyncProperty(number, spell(one.queryCode, LIKE), async (no, code) => {
        expect((await form(w, '/track', { no, code })).status, `${no} ${code}`).toBe(code.length > 100 ? 404 : 303)
      }),
      { numRuns: 150, seed: 4 },
    )
  })
  test('the whole slip pasted into one field', async () => {
    for (const slip of [
      `编号：${one.no}\n查询码：${grouped(one.queryCode)}`,
      `${one.no} ${one.queryCode}`,
      `阳光执法 ${one.no}\r\n${grouped(one.queryCode).toLowerCase()}\r\n`,
    ]) {
      const answer = await form(w, '/track', { no: slip, code: '' })
      expect([answer.status, answer.headers.get('location')], slip).toEqual([303, '/track'])
      expect(answer.headers.getSetCookie().join()).toMatch(
        /track=[^;]+; Max-Age=1800; Path=\/track; HttpOnly; SameSite=Strict/,
      )
      expect(JSON.stringify([...answer.headers])).not.toContain(one.queryCode)
    }
  })
  test('a number reads the same however it is written, and its sign catches every wrong digit and every swap', () => {
    for (let i = 0; i < 100; i++) {
      const no = newNumber('2026')
      expect(readNumber(no.toLowerCase().replace('-', ' '))).toBe(no)
      for (let at = 5; at < 13; at++) {
        for (let d = 1; d < 10; d++)
          expect(readNumber(no.slice(0, at) + ((Number(no[at]) + d) % 10) + no.slice(at + 1))).toBeUndefined()
        const swapped = no.slice(0, at) + no[at + 1] + no[at] + no.slice(at + 2)
        if (at < 12 && no[at] !== no[at + 1]) expect(readNumber(swapped)).toBeUndefined()
      }
    }
  })
  test('codes come from all 32 signs, evenly at every place', () => {
    // χ² with 31 degrees of freedom at each of 24 places; a sign that never comes counts too.
    const uneven = () => {
      const codes = Array.from({ length: 3200 }, newQueryCode)
      expect(new Set(codes).size).toBe(codes.length)
      return Array.from({ length: 24 }, (_, i) => {
        const seen = new Map([...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'].map((sign) => [sign, 0]))
        for (const code of codes) seen.set(code[i]!, seen.get(code[i]!)! + 1)
        return [...seen.values()].reduce((all, n) => all + (n - 100) ** 2 / 100, 0) >= 84 ? [i] : []
      }).flat()
    }
    // Luck goes past the bound at one of 24 places every 50,000th run, and twice at the same one every 5·10¹⁰th.
    const [once, again] = [uneven(), uneven()]
    expect(once.filter((place) => again.includes(place))).toEqual([])
  })
})
