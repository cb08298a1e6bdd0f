import { describe, expect, test } from 'vitest'
import { readContent } from '../../content/load.ts'
import { APART } from './apart.ts'
import { REAL } from './folder.ts'
import {
  type Demand,
  type Entry,
  edited,
  enough,
  every,
  FOUNDING,
  filled,
  filledBut,
  invented,
  leaves,
  meant,
  own,
  thick,
} from './founding.ts'

const all = readContent(REAL).publications.map(
  ({ file: _f, line: _l, at: _a, ...entry }) => ({ ...entry, data: entry.data }) as Entry,
)
/** A copy in which some entries are changed, or gone. */
const spoilt = (which: (e: Entry) => boolean, change: (e: Entry) => Entry | undefined) =>
  all.flatMap((e) => (which(e) ? (change(structuredClone(e)) ?? []) : e))
const gone = (which: (e: Entry) => boolean) => spoilt(which, () => undefined)
const last = (kind: Entry['kind']) => all.findLast((e) => e.kind === kind) as Entry
const first = (kind: Entry['kind']) => all.find((e) => e.kind === kind) as Entry

/** Each demand, and copies of the content that it must refuse, with what it says. */
const DEMANDS: [string, Demand, [string, () => readonly Entry[], RegExp][]][] = [
  [
    'is complete in number',
    enough,
    [
      [
        'half of the matters',
        () => gone((e) => e.kind === 'matter' && Number(e.code.at(-1)) % 2 === 0),
        /执法事项只有/,
      ],
      ['one officer fewer', () => gone((e) => e.code === first('officer').code), /执法人员证件只有59/],
      ['one guide counted twice', () => gone((e) => e.code === 'ZY-H62').concat(first('guide')), /一业一册.*只有7/],
    ],
  ],
  [
    'has every type, list, kind of bulletin and sector',
    every,
    [
      ['no requisition', () => gone((e) => e.data.type === 'ZY'), /行政征用/],
      ['an empty list', () => gone((e) => e.data.list === 'spare'), /不予实施行政强制措施/],
      ['no conduct code', () => gone((e) => e.data.type === 'conduct'), /执法行为规范/],
      [
        'a sector inspected without limit',
        () =>
          spoilt(
            (e) => e.kind === 'inspection',
            (e) => ({ ...e, data: { ...e.data, cap: 0 } }),
          ),
        /餐饮业/,
      ],
    ],
  ],
  [
    'has guides that are books',
    thick,
    [
      [
        'a leaflet',
        () =>
          spoilt(
            (e) => e.kind === 'guide',
            (e) => ({ ...e, data: { checklist: [] } }),
          ),
        /0个汉字/,
      ],
      [
        'a checklist without law',
        () =>
          spoilt(
            (e) => e.kind === 'guide',
            (e) => ({ ...e, data: { ...e.data, checklist: [{ item: '？' }] } }),
          ),
        /只有0条有依据/,
      ],
    ],
  ],
  [
    'shows how entries change',
    edited,
    [['only what is in force', () => gone((e) => e.to !== undefined), /只有0个编码有两个/]],
  ],
  [
    'says of every record that it is invented',
    invented,
    [
      [
        'a real source',
        () =>
          spoilt(
            (e) => e === all[0],
            (e) => ({ ...e, source: '《某文件》' }),
          ),
        /没有写（示例）/,
      ],
      [
        'no source',
        () =>
          spoilt(
            (e) => e.kind === 'device',
            ({ source: _, ...e }) => e,
          ),
        /SB-JTJ-001/,
      ],
    ],
  ],
  [
    'fills every column in at least 95 of 100 records',
    filled,
    [
      [
        'a tenth of the addresses missing',
        () =>
          spoilt(
            (e) => e.kind === 'department' && /[05]$/.test(e.code),
            (e) => without(e, 'address'),
          ),
        /department\.address 只填了\d+%/,
      ],
      [
        'no filing numbers',
        () =>
          spoilt(
            (e) => e.kind === 'matter',
            ({ filingNo: _, ...e }) => e,
          ),
        /matter\.filingNo/,
      ],
      [
        'joint plans missing',
        () =>
          spoilt(
            (e) => e.data.type === 'joint',
            (e) => without(e, 'joint'),
          ),
        /inspection\.joint 只填了0%/,
      ],
      [
        'tiers without their words',
        () =>
          spoilt(
            (e) => e.kind === 'benchmark',
            (e) => ({
              ...e,
              data: { ...e.data, tiers: (e.data.tiers as object[]).map((t) => ({ ...t, penalty: '' })) },
            }),
          ),
        /benchmark\.tiers\.penalty 只填了0%/,
      ],
    ],
  ],
  [
    'tells no story twice',
    own,
    // Officers, devices and synonyms have no long text.
    FOUNDING.filter((kind) => !['officer', 'device', 'synonym'].includes(kind)).map((kind) => [
      `a ${kind} copied under another code`,
      () => [...all, { ...last(kind), code: 'COPY-1' }],
      new RegExp(`${last(kind)?.code}.*COPY-1.*100%`),
    ]),
  ],
  [
    'leads from what people say to what is written',
    meant,
    [
      [
        'a phrase nobody wrote',
        () =>
          spoilt(
            (e) => e.code === 'TYC-001',
            (e) => ({ ...e, data: { ...e.data, means: ['城管执法总队'] } }),
          ),
        /TYC-001 的“城管执法总队”/,
      ],
    ],
  ],
]

function without(e: Entry, column: string): Entry {
  const { [column]: _, ...data } = e.data
  return { ...e, data }
}

describe.each(DEMANDS)('the demonstration %s', (_, demand, controls) => {
  test('as it is', () => expect(demand(all)).toEqual([]))
  test.each(controls)('but not with %s', (_, copy, said) => expect(demand(copy()).join('\n')).toMatch(said))
})

describe('what the demands rest on', () => {
  test('two editions of one code may say the same', () => {
    const edition = { ...first('exemplar'), from: '2026-11-21' }
    expect(own([first('exemplar'), edition])).toEqual([])
    expect(own([first('exemplar'), { ...edition, code: 'AL-X' }])).toHaveLength(1)
  })
  test('a fifth is allowed, a little more is not', () => {
    const entry = (code: string, tail: string) => ({ ...first('exemplar'), code, data: { facts: tail } })
    const signs = (from: number, n: number) => String.fromCodePoint(...Array.from({ length: n }, (_, i) => from + i))
    // 107 signs make a hundred runs of eight; 27 signs in common make twenty of them.
    const shared = signs(0x4e00, 27)
    const a = entry('A', shared + signs(0x5000, 80))
    expect(own([a, entry('B', shared + signs(0x6000, 80))])).toEqual([])
    expect(own([a, entry('B', shared + signs(0x5000, 1) + signs(0x6000, 79))])).toHaveLength(1)
  })
  test('every exception is needed, and says why', () => {
    const open = filledBut({})(all).map((said) => said.split(' ')[0]?.replace(/^[a-z]+\.to$/, '*.to'))
    expect(Object.keys(APART).filter((name) => !open.includes(name))).toEqual([])
    expect(Object.values(APART).filter(({ why }) => why.length < 10)).toEqual([])
  })
  test('an exception spares only the records it names', () => {
    const empowered = all.filter((e) => e.data.exercise === 'empowered')
    expect(empowered.length).toBeGreaterThan(0)
    const copy = spoilt(
      (e) => e.data.exercise === 'empowered',
      (e) => without(e, 'townships'),
    )
    expect(filled(copy).join('\n')).toContain('matter.townships 只填了0%')
  })
  test('texts are found at any depth', () => expect(leaves({ a: ['x', { b: 'y' }], c: 1 })).toEqual(['x', 'y']))
})
