import { describe, expect, test } from 'vitest'
import { Filters } from '../../api/desk/view.ts'
import { chosenOf, controlsOf, narrowedBy } from '../../site/pages/desk/_filters.ts'

const known = {
  view: 'all' as const,
  scope: { handlers: ['SFJ'], department: 'SFJ', person: '@intake', sealed: false },
  departments: [],
  categories: [{ value: 'T05', label: 'T05执法程序不规范' }],
  specials: [{ value: 'ZX-ABCDEFGHJK', label: '占道执法专项监督' }],
}
/** One of each, and with them what no list of this person holds. */
const ALL: Record<string, string> = {
  special: 'ZX-ABCDEFGHJK',
  status: 'handling',
  department: 'SFJ',
  category: 'T05',
  lane: 'sealed',
  place: '379981001',
  channel: 'CALL',
  assignee: 'handler',
  due: '2026-07-01',
  q: '三轮车',
}

describe('what narrows the queue', () => {
  test('is everything its address may say', () => {
    expect(Object.keys(ALL).sort()).toEqual(
      Object.keys(Filters.shape)
        .filter((name) => name !== 'view')
        .sort(),
    )
    const asked = new URLSearchParams({ ...ALL, view: 'all', cursor: 'x', else: 'y' })
    expect(narrowedBy(asked)).toEqual(ALL)
    expect(narrowedBy(new URLSearchParams({ q: ' ', due: '' }))).toEqual({})
  })
  test.each(['all', 'received'] as const)('is sent again whole when the list of %s is narrowed further', (view) => {
    const { hidden, shown, more } = controlsOf({ ...known, view }, ALL)
    const drawn = [...hidden, ...shown, ...more]
    expect(drawn.map(({ name }) => name).sort()).toEqual([...Object.keys(ALL), 'view', 'limit'].sort())
    // A list has the value among its choices, or the browser would send another.
    for (const { name, kind, options = [] } of drawn)
      if (kind === 'select')
        expect(
          options.map(({ value }) => value),
          name,
        ).toContain(ALL[name])
  })
  test('is offered where there is something to choose', () => {
    const names = (more: Partial<typeof known> | { view: 'received' }) => {
      const { shown, more: folded } = controlsOf({ ...known, ...more }, {})
      return [...shown, ...folded].map(({ name }) => name)
    }
    expect(names({})).toEqual(expect.arrayContaining(['status', 'lane', 'place', 'channel', 'assignee']))
    expect(names({ view: 'received' })).toContain('status')
    expect(names({ scope: { ...known.scope, sealed: true } })).not.toContain('lane')
  })
  test('is said in words, each with the address of the list without it', () => {
    const href = (left: Record<string, string>) => Object.keys(left).sort().join(' ')
    const chosen = chosenOf(controlsOf(known, ALL), known, ALL, href)
    expect(chosen.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        '专项监督：占道执法专项监督',
        '状态：办理中',
        '类别：T05执法程序不规范',
        '来源：来电',
        '通道：密件',
        '承办人：handler',
        '这天以前到期：2026-07-01',
        '查找：三轮车',
      ]),
    )
    for (const [index, name] of Object.keys(ALL).entries())
      expect(chosen[index]?.href.split(' ')).toEqual(
        Object.keys(ALL)
          .filter((one) => one !== name)
          .sort(),
      )
  })
})
