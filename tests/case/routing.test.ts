import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Body, Facts } from '../../api/case/facts.ts'
import { factsOf } from '../../api/case/facts.ts'
import { ASSERTED } from '../../api/case/flag.ts'
import { MARK, type Mark, marksIn } from '../../api/case/marks.ts'
import { isReportable, route, trial } from '../../api/case/routing.ts'
import { datesOf, type Rulebook } from '../../api/case/rulebook.ts'
import { BEFORE } from '../../api/complaint/complaint.ts'
import { effort } from '../support/effort.ts'
import { bookOn, publications } from './book.ts'

const TODAY = '2026-06-15'
const books = new Map<string, Rulebook>()
const book = (day = TODAY) => {
  const known = books.get(day) ?? bookOn(day)
  books.set(day, known)
  return known
}
const { rules } = book()

/**
 * The table of situations, written so that a lawyer can read it, correct it and sign it: what is said about whom, then who
 * leads, by which rule, on which lane, who is told, who must not know and what is marked.
 */
const [head = '', ...lines] = readFileSync('tests/case/situations.csv', 'utf8').trim().split('\n')
const titles = head.split(',')
const SITUATIONS = lines.map((line, i) => {
  const cells = line.split(',')
  const row = Object.fromEntries(titles.map((title, n) => [title, cells[n] ?? ''])) as Record<string, string>
  return [`${i + 2} ${row.情形}${row.经过 && `：${row.经过}`}`, row] as const
})
const listed = (cell = '') => cell.split(';').filter((c) => c !== '')
/** `SFJ*` is the body with all that is part of it. */
const withParts = (cell: string, { departments }: Rulebook) =>
  listed(cell).flatMap((code) =>
    code.endsWith('*')
      ? [
          code.slice(0, -1),
          ...[...departments.values()].filter((d) => d.parent === code.slice(0, -1)).map((d) => d.code),
        ]
      : [code],
  )

async function said(row: Record<string, string>) {
  const more = listed(row.其他)
  const told = (what: string) => more.find((m) => m.startsWith(what))?.slice(what.length)
  const of = book(told('日期') ?? TODAY)
  const about = { ...(row.单位 && { department: row.单位 }), ...(row.镇街 && { township: row.镇街 }) }
  const effect = more.includes('停工') ? ('halted' as const) : undefined
  const before = (['review', 'court', 'petition'] as const).find((code) => more.includes(BEFORE[code]))
  const complaint = {
    category: row.类别 ?? '',
    about,
    account: row.经过 || '经过见附件，没有别的要说。',
    ...(more.includes('企业') && { enterprise: { name: '禾味餐饮', effect } }),
    ...(before && { before }),
    ...(more.includes('危险') && { danger: true }),
    ...(more.includes('未成年') && { minor: true }),
  }
  const around = {
    channel: told('渠道') ?? 'WEB',
    matter: await of.matter(row.事项),
    similar: Number(told('此前') ?? 0),
    staff: [told('名单') ?? '林知行'],
  }
  return { of, facts: factsOf(complaint, of, around, new Date(`${TODAY}T10:00:00+08:00`)) }
}

test('the table has at least 150 situations, each of them once', () => {
  expect(SITUATIONS.length).toBeGreaterThanOrEqual(150)
  expect(new Set(lines).size).toBe(lines.length)
})

test.each(SITUATIONS)('%s', async (_situation, row) => {
  const { of, facts } = await said(row)
  const routed = route(facts, of.rules)
  expect({
    主办: routed.handler.code,
    规则: routed.rule,
    通道: routed.lane,
    抄送: routed.copies.map((c) => c.code ?? c.name).sort(),
    不得知道: [...routed.blind].sort(),
    标记: [...routed.flags].sort(),
  }).toEqual({
    主办: row.主办,
    规则: row.规则,
    通道: row.通道,
    抄送: listed(row.抄送).sort(),
    不得知道: withParts(row.不得知道 ?? '', of).sort(),
    标记: listed(row.标记).sort(),
  })
})

const categories = [...book().categories.values()]
const reportable = [...book().departments.values()].filter((d) => isReportable(d.type))
const bodies = new Map<string, Body>()
for (const { code } of reportable) {
  const facts = factsOf(
    { category: 'T05', about: { department: code }, account: '没有' },
    book(),
    { channel: 'WEB' },
    new Date(`${TODAY}T10:00:00+08:00`),
  )
  for (const one of facts.bodies) bodies.set(one.code, one)
}
const anything: fc.Arbitrary<Facts> = fc.record({
  category: fc.constantFrom(...categories),
  bodies: fc.uniqueArray(fc.constantFrom(...bodies.values()), { maxLength: 3, selector: (b) => b.code }),
  perhaps: fc.subarray(
    reportable.map((d) => d.code),
    { maxLength: 2 },
  ),
  origin: fc.constantFrom(undefined, { code: 'ZFJ', name: '综合执法局' }, { code: 'SCJG', name: '市场监管局' }),
  enterprise: fc.boolean(),
  halted: fc.boolean(),
  minor: fc.boolean(),
  asserted: fc.subarray(Object.keys(ASSERTED) as (keyof typeof ASSERTED)[]),
  channel: fc.constantFrom('WEB', '12345', 'SUPERVISOR'),
  marks: fc.subarray(Object.keys(MARK) as Mark[]),
  similar: fc.nat(5),
  staff: fc.boolean(),
})
/** Whatever the editors publish, withdraw or reorder. */
const published = fc
  .tuple(
    fc.subarray([...rules], { minLength: 0 }),
    fc.infiniteStream(fc.record({ order: fc.integer({ min: 1, max: 99 }), leads: fc.boolean() })),
  )
  .map(([some, changed]) => some.map((r) => (r.order % 3 ? r : { ...r, ...changed.next().value })))

describe('whatever is sent and whatever is published', () => {
  test('exactly one leads, never one who must not know, and none of those is told', () => {
    fc.assert(
      fc.property(anything, published, (facts, some) => {
        const { handler, blind, copies, rule } = route(facts, some)
        expect(['SFJ', 'DDSFJ', 'SEALED']).toContain(handler.code)
        expect(blind).not.toContain(handler.code)
        for (const { code, name } of copies) expect(blind).not.toContain(code ?? name)
        expect(trial(facts, some).filter((t) => t.decides).length).toBe(some.some((r) => r.code === rule) ? 1 : 0)
      }),
      { numRuns: 2000 },
    )
  })
  test('what is sealed is with the sealed desk, told to nobody, and nothing else is there', () => {
    fc.assert(
      fc.property(anything, published, (facts, some) => {
        const { handler, lane, copies } = route(facts, some)
        expect(lane === 'sealed').toBe(handler.code === 'SEALED')
        if (facts.category.lane === 'sealed') expect(lane).toBe('sealed')
        if (lane === 'sealed') expect(copies).toEqual([])
      }),
      { numRuns: 2000 },
    )
  })
  test('of a complaint every body spoken about is kept out', () => {
    fc.assert(
      fc.property(anything, published, (facts, some) => {
        if (facts.category.kind !== 'complaint') return
        for (const { code } of facts.bodies) expect(route(facts, some).blind).toContain(code)
      }),
      { numRuns: 1000 },
    )
  })
  test('negative control: a route that forgot who must not know would be noticed', () => {
    const forgetful = (facts: Facts) => ({ handler: { code: 'SFJ' }, blind: route(facts, rules).blind })
    const found = fc.sample(anything, { numRuns: 500, seed: 1 }).filter((facts) => {
      const { handler, blind } = forgetful(facts)
      return blind.includes(handler.code)
    })
    expect(found.length).toBeGreaterThan(0)
  })
})

describe('a thousand submissions as people send them, on any day of the two years', () => {
  const days = ['2025-01-02', '2025-06-01', '2025-12-31', '2026-02-01', '2026-06-15', '2026-11-20']
  const codesOf = (kind: 'matter' | 'department') => [
    ...new Set(publications.filter((p) => p.kind === kind).map((p) => p.code)),
  ]
  const townships = codesOf('department').filter((c) => /^\d/.test(c))
  const sentIn = fc.record({
    day: fc.constantFrom(...days),
    category: fc.constantFrom(...categories.map((c) => c.code)),
    department: fc.option(fc.constantFrom(...reportable.map((d) => d.code)), { nil: undefined }),
    township: fc.option(fc.constantFrom(...townships), { nil: undefined }),
    matter: fc.option(fc.constantFrom(...codesOf('matter')), { nil: undefined }),
    enterprise: fc.boolean(),
    account: fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.constantFrom('他们索要红包', '我怕报复', '孩子9岁', '我们十二户'),
    ),
    channel: fc.constantFrom('WEB', '12345', 'SUPERVISOR'),
  })

  test('have one who leads and a date, and whoever they are about neither leads nor is told', async () => {
    await fc.assert(
      fc.asyncProperty(
        sentIn,
        async ({ day, category, department, township, matter, enterprise, account, channel }) => {
          const of = book(day)
          if (department && !of.departments.has(department)) return
          const around = { channel, matter: await of.matter(matter), similar: 0 }
          const about = { department, township }
          const said = { category, about, account, ...(enterprise && { enterprise: { name: '禾味餐饮' } }) }
          const facts = factsOf(said, of, around, new Date(`${day}T10:00:00+08:00`))
          const { handler, blind, copies, lane } = route(facts, of.rules)
          expect(['SFJ', 'DDSFJ', 'SEALED']).toContain(handler.code)
          expect(blind).not.toContain(handler.code)
          for (const copy of copies) expect(blind).not.toContain(copy.code)
          if (facts.category.kind === 'complaint' && department) expect(blind).toContain(department)
          const { answer } = datesOf(of, { lane, kind: facts.category.kind, channel }, day)
          expect(answer && answer.on >= day).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('what is published decides', () => {
  const about = async (row: Record<string, string>) => (await said({ 类别: 'T05', ...row })).facts

  test('the rules are those of the ruling, in its order', () => {
    const leading = rules.filter((r) => r.leads).map((r) => r.code)
    expect(leading).toEqual(['R0', 'R1', 'R8', 'R9', 'R7', 'R4', 'R5', 'R6', 'R3', 'R2', 'R15'])
    expect(rules.filter((r) => !r.leads).map((r) => r.code)).toEqual(['R10', 'R11', 'R12', 'R13', 'R14', 'R16'])
  })
  test('another order leads to another rule', async () => {
    const facts = await about({ 单位: '379981001', 事项: 'CH-SCJG-JC-001' })
    expect(route(facts, rules).rule).toBe('R6')
    expect(
      route(
        facts,
        rules.map((r) => (r.code === 'R3' ? { ...r, order: 7 } : r)),
      ).rule,
    ).toBe('R3')
  })
  test('a rule that is not in force does not apply', async () => {
    const facts = await about({ 类别: 'T14', 单位: 'XF' })
    expect(route(facts, rules)).toMatchObject({ rule: 'R7', lane: 'enterprise' })
    const fewer = route(
      facts,
      rules.filter((r) => r.code !== 'R7' && r.code !== 'R10'),
    )
    expect(fewer).toMatchObject({ rule: 'R2', lane: 'general', copies: [] })
  })
  test('with no rule at all everything still goes somewhere right', async () => {
    expect(route(await about({ 单位: 'ZFJ' }), [])).toMatchObject({ handler: { code: 'SFJ' }, rule: 'R15' })
    expect(route(await about({ 单位: 'SFJ' }), [])).toMatchObject({ handler: { code: 'DDSFJ' }, rule: 'R15' })
    expect(route(await about({ 类别: 'T28' }), [])).toMatchObject({ handler: { code: 'SEALED' }, lane: 'sealed' })
  })
  test('the words are the published ones', async () => {
    const words = rules.map((r) => (r.code === 'R2' ? { ...r, effect: '换了一句话。给办理人员的话。' } : r))
    expect(route(await about({ 单位: 'ZFJ' }), words).because).toBe('换了一句话')
  })
  test('of a sealed case no more is said than that the rules are followed', async () => {
    const { because, handler } = route(await about({ 类别: 'T28', 单位: 'ZFJ' }), rules)
    expect([because, handler.name]).toEqual(['这类问题按规定由专门人员办理', '专门人员'])
  })
  test('every published rule has its predicate, and every lead its place', async () => {
    const codes = new Set(publications.flatMap((p) => (p.kind === 'rule' ? [p.code] : [])))
    const seen = new Set<string>()
    for (const [, row] of SITUATIONS) {
      const { of, facts } = await said(row)
      for (const { rule, applies } of trial(facts, of.rules)) if (applies) seen.add(rule.code)
    }
    expect([...seen].sort()).toEqual([...codes].sort())
  })
})

describe('what the words of an account may mean', () => {
  test('five thousand characters of near misses are read in no time', () => {
    const texts = ['要'.repeat(5000), '孩子'.repeat(2500), '我们几十'.repeat(1250), '没不未'.repeat(1666)]
    expect(effort(() => texts.forEach(marksIn))).toBeLessThan(200)
  })
  test('a word split by spaces is still that word', () => {
    expect(marksIn('他 们 索 贿')).toEqual(['integrity'])
  })
})
