import { describe, expect, test } from 'vitest'
import { doorsOf } from '../../api/complaint/steps.ts'
import { PLAY } from '../../content/demo.ts'
import { DIRECTIVE } from '../../content/kinds/template.ts'
import { readContent } from '../../content/load.ts'
import { sharesRun } from '../../content/play.ts'
import { fieldsIn } from '../../site/pages/complaint/_fields.ts'
import { REAL } from './folder.ts'

const { publications, people, samples } = readContent(REAL)
const codes = (kind: string) => [...new Set(publications.filter((p) => p.kind === kind).map((p) => p.code))]
const moves: Record<string, { by: readonly string[]; to?: string }> = PLAY
const statusOf = (sample: (typeof samples)[number]) =>
  sample.steps.reduce((status, { action }) => moves[action]?.to ?? status, 'received')

describe('the city of the demonstration', () => {
  test('has the bodies, townships, judicial offices and external bodies of its papers', () => {
    const departments = codes('department')
    expect(departments).toHaveLength(1 + 19 + 10 + 10 + 5)
    expect(departments).toEqual(
      expect.arrayContaining(['SFJ', 'HBFJ', '379981200', 'SFS-379981200', 'DDSFJ', 'DCS', 'JW', 'XFJ', 'HOTLINE']),
    )
  })

  test('every body has its own telephone, visibly fictional', () => {
    const phones = new Map(
      publications.flatMap((p) => (p.kind === 'department' ? [[p.code, p.data.phone] as const] : [])),
    )
    expect(new Set(phones.values()).size).toBe(phones.size)
    expect([...phones.values()].every((phone) => phone.startsWith('0000-'))).toBe(true)
  })

  test('has every category once in force, explained with examples', () => {
    expect(codes('category')).toHaveLength(31 + 5 + 1)
    expect(codes('category')).toEqual(expect.arrayContaining(['T01', 'T31', 'T90', 'T93', 'T94', 'T99']))
  })

  test('has a limit table for every lane and all seventeen rules in the order of the rulings', () => {
    expect(codes('limit').filter((code) => !code.startsWith('DOC-'))).toEqual([
      'GEN',
      'ENT',
      '12345',
      'LEAD',
      'BAD',
      'LIGHT',
      'SECRET',
      'SITE',
    ])
    const rules = publications
      .flatMap((p) => (p.kind === 'rule' && !p.to ? [p.data] : []))
      .toSorted((a, b) => a.order - b.order)
    expect(rules.filter((r) => r.leads).map((r) => r.code)).toEqual([
      'R0',
      'R1',
      'R8',
      'R9',
      'R7',
      'R4',
      'R5',
      'R6',
      'R3',
      'R2',
      'R15',
    ])
    expect(rules.filter((r) => !r.leads).map((r) => r.code)).toEqual(['R10', 'R11', 'R12', 'R13', 'R14', 'R16'])
  })

  test('says beside every limit what it rests on, and which are demonstration values', () => {
    const terms = publications.flatMap((p) => (p.kind === 'limit' ? Object.values(p.data.steps) : []))
    expect(terms.every((t) => t.demo === t.basis.includes('示例'))).toBe(true)
  })

  test('says whom to turn to for everything the form turns away, and rests every limit on a provision', () => {
    const referrals = new Map(publications.flatMap((p) => (p.kind === 'referral' && !p.to ? [[p.code, p.data]] : [])))
    const asked = fieldsIn('triage').flatMap(({ name, options = [] }) =>
      options.map(({ value }) => ({ [name]: value })),
    )
    const doors = new Set([...asked, { danger: 'true' }].flatMap((said) => doorsOf(said as Record<string, string>)))
    expect(doors.size).toBe(8)
    for (const door of doors) expect(referrals.get(door.toUpperCase())?.here, door).toMatch(/。$/)
    for (const { code, limit, basis } of referrals.values()) expect(limit === undefined, code).toBe(basis === undefined)
    expect(referrals.get('ENTERPRISE')).toMatchObject({ contact: expect.stringMatching(/（示例）$/) })
    expect(referrals.get('ENTERPRISE')?.phones.every(({ number }) => number.startsWith('0000-'))).toBe(true)
  })

  test('remembers the renamed body', () => {
    const names = publications.flatMap((p) =>
      p.kind === 'department' && p.code === 'ZFJ' ? [[p.from, p.to, p.data.short]] : [],
    )
    expect(names).toEqual([
      ['2025-01-01', '2026-03-01', '城管局'],
      ['2026-03-01', undefined, '综合执法局'],
    ])
  })

  test('has the accounts of the contract', () => {
    expect(people.map((p) => p.login).join(' ')).toBe(
      'admin intake assign handler review chief superior sealed1 sealed2 editor publisher stats scjg scjg-legal zfj chengdong sfs-chengdong supervisor1 supervisor2 contact1 evaluator1',
    )
  })
})

describe('the templates of documents', () => {
  const templates = publications.flatMap((p) => (p.kind === 'template' ? [p.data] : []))
  const documents = templates.filter((t) => t.for !== 'reply')

  test('there is one for every kind of document, and each kind has its limit and its own mark', () => {
    expect([...new Set(documents.map((t) => t.for))].toSorted()).toEqual(Object.keys(DIRECTIVE).toSorted())
    expect(codes('limit').filter((code) => code.startsWith('DOC-'))).toEqual(
      Object.keys(DIRECTIVE).map((type) => `DOC-${type.toUpperCase()}`),
    )
    const marks = new Set(documents.map((t) => `${t.mark} ${t.for}`))
    expect(marks.size).toBe(Object.keys(DIRECTIVE).length)
    expect(new Set(documents.map((t) => t.mark)).size).toBe(marks.size)
  })
})

describe('the calendars', () => {
  const years = publications.flatMap((p) => (p.kind === 'workday' ? [p.data] : []))
  const daysOff = (year: string) =>
    (years.find((y) => y.code === year)?.off ?? []).reduce(
      (sum, { from, to }) => sum + (Date.parse(to) - Date.parse(from)) / 864e5 + 1,
      0,
    )

  test.each([
    ['2025', 28, 5, false],
    ['2026', 33, 6, false],
    ['2027', 13, 0, true],
  ])('%s', (year, off, work, provisional) => {
    expect(daysOff(year)).toBe(off)
    expect(years.find((y) => y.code === year)).toMatchObject({
      provisional,
      work: { length: work },
    })
  })
})

describe('the sixty samples', () => {
  test('stand where a desk would be on an ordinary morning', () => {
    const count = Object.fromEntries([...Map.groupBy(samples, statusOf)].map(([status, list]) => [status, list.length]))
    expect(count).toEqual({
      received: 12,
      accepted: 8,
      assigned: 8,
      handling: 14,
      answered: 8,
      closed: 6,
      refused: 2,
      withdrawn: 2,
    })
  })

  test('cover every category, every township and most bodies', () => {
    expect([...new Set(samples.map((s) => s.category))].toSorted()).toEqual(codes('category').toSorted())
    expect(new Set(samples.map((s) => s.place).filter(Boolean)).size).toBe(10)
    expect(new Set(samples.map((s) => s.about.department).filter(Boolean)).size).toBeGreaterThan(22)
    expect(samples.filter((s) => s.enterprise)).toHaveLength(8)
  })

  test('are anonymous, confidential and named', () => {
    expect(samples.filter((s) => s.anonymous).length).toBeGreaterThan(5)
    expect(samples.filter((s) => s.confidential).length).toBeGreaterThan(10)
    expect(samples.filter((s) => s.person && !s.confidential).length).toBeGreaterThan(10)
  })

  test('give every person another name and another number', () => {
    const persons = samples.flatMap((s) => (s.person ? [s.person] : []))
    expect(new Set(persons.map((p) => p.phone)).size).toBe(persons.length)
    expect(new Set(persons.map((p) => p.name)).size).toBe(persons.length)
  })

  test('leave sealed matters to the sealed desk and the bureau’s own to its superior', () => {
    for (const s of samples) {
      if (s.category === 'T27' || s.category === 'T28') expect(s.steps.every((x) => x.by === 'sealed1')).toBe(true)
      if (s.category === 'T31' || s.category === 'T20') expect(s.steps).toEqual([])
    }
  })

  test.each(samples.map((s) => [s.gist, s] as const))('%s: says nothing that identifies', (gist, s) => {
    expect([...gist].length).toBeLessThanOrEqual(20)
    expect(sharesRun(gist, s.account)).toBe(false)
  })

  test('answers are whole letters: 80 to 250 characters, polite, without exclamation marks', () => {
    const notes = samples.flatMap((s) =>
      s.steps.filter((x) => x.action === 'answer' || x.action === 'refuse').map((x) => x.note ?? ''),
    )
    expect(notes).toHaveLength(16)
    for (const note of notes) {
      expect([...note].length, note).toBeGreaterThanOrEqual(80)
      expect([...note].length, note).toBeLessThanOrEqual(250)
      expect(note).toMatch(/^您好[。，]/)
      expect(note).not.toMatch(/[！!]|温馨提示|敬请谅解/)
    }
  })

  test('no two tell the same story: at most a fifth of their runs of eight are shared', () => {
    const runs = samples.map(({ account }) => new Set([...account].slice(0, -7).map((_, i) => account.slice(i, i + 8))))
    for (const [i, a] of runs.entries()) {
      for (const b of runs.slice(i + 1)) {
        expect([...a].filter((run) => b.has(run)).length / Math.min(a.size, b.size)).toBeLessThanOrEqual(0.2)
      }
    }
  })
})
