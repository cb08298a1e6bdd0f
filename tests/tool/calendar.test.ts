import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarOf } from '../../api/case/deadline.ts'
import { fold, icsOf } from '../../api/tool/calendar.ts'
import { termsOf } from '../../api/tool/remedy.ts'
import { makeWorld, world } from '../support/world.ts'

const now = new Date('2026-06-15T09:00:00+08:00')
const list = termsOf({ what: 'decision', day: '2026-06-10' }, calendarOf([]), now)
const ics = icsOf(list, '2026-06-10', now)
/** Lines as a calendar program reads them. */
const unfolded = (text: string) => text.replaceAll('\r\n ', '').split('\r\n')

describe('the calendar file', () => {
  test('has one event a date, whole days, with two reminders before each', () => {
    const lines = unfolded(ics)
    expect(lines.filter((l) => l === 'BEGIN:VEVENT')).toHaveLength(3)
    expect(lines.filter((l) => l.startsWith('TRIGGER:'))).toHaveLength(6)
    expect(lines.filter((l) => l.startsWith('DTSTART'))).toEqual([
      'DTSTART;VALUE=DATE:20260625',
      'DTSTART;VALUE=DATE:20260810',
      'DTSTART;VALUE=DATE:20261210',
    ])
    expect(lines).toContain('DTSTAMP:20260615T010000Z')
    expect(lines.find((l) => l.startsWith('DESCRIPTION:从'))).toContain('\\n依据：')
  })
  test('ends every line with CRLF and keeps it within 75 octets, no character torn', () => {
    expect(ics.endsWith('END:VCALENDAR\r\n')).toBe(true)
    for (const line of ics.split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
      expect(line).not.toMatch(/[\n\ufffd]/)
    }
  })
  test('the same question gives the same events', () => {
    const uids = (text: string) => unfolded(text).filter((l) => l.startsWith('UID:'))
    expect(uids(icsOf(list, '2026-06-10', new Date('2026-07-01')))).toEqual(uids(ics))
    expect(new Set(uids(ics)).size).toBe(3)
  })
  test('folding loses nothing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }).filter((s) => !/[\r\n]/.test(s)),
        (text) => {
          const folded = fold(text)
          expect(folded.replaceAll('\r\n ', '')).toBe(text)
          for (const line of folded.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
        },
      ),
    )
  })
  test('negative control: an unfolded line would be too long', () => {
    expect(Math.max(...unfolded(ics).map((l) => Buffer.byteLength(l)))).toBeGreaterThan(75)
  })
})

test('the API answers with dates over the published calendar, and as a file', async () => {
  const w = await world()
  const query = 'what=decision&day=2026-03-03&department=HBFJ'
  const said = (await (await w.app.request(`/api/remedy?${query}`)).json()) as {
    terms: { key: string; on: string }[]
    place: { to: string[] }
  }
  expect(said.terms.map((t) => [t.key, t.on])).toEqual([
    ['pay', '2026-03-18'],
    ['review', '2026-05-06'],
    ['court', '2026-09-03'],
  ])
  expect(said.place.to).toEqual(['岱东市人民政府', '澄河市人民政府'])
  const file = await w.app.request(`/api/remedy.ics?${query}`)
  expect(file.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="remedy.ics"')
  expect(unfolded(await file.text())).toContain('DTSTART;VALUE=DATE:20260506')
})

test.each([
  ['', 'what'],
  ['what=x&day=2026-03-03', 'what'],
  ['what=decision&day=2026-02-30', 'day'],
  ['what=decision&day=2027-03-03', 'day'],
  ['what=decision&day=2026-03-03&department=NOBODY', 'department'],
  ['what=decision&day=2026-03-03&department=SFS-379981001', 'department'],
  ['what=decision&day=2026-03-03&spot=maybe', 'spot'],
  ['what=decision&day=2026-03-03&x=1', 'x'],
])('/api/remedy?%s is refused at %s, as is its file', async (query, path) => {
  const w = await makeWorld()
  for (const end of ['', '.ics']) {
    const answer = await w.app.request(`/api/remedy${end}?${query}`)
    expect(answer.status).toBe(422)
    expect(((await answer.json()) as { fields: { path: string }[] }).fields.map((f) => f.path)).toContain(path)
  }
  await w.close()
})
