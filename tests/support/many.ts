import type { Draft } from '../../api/publication/store.ts'
import { EXERCISE, LEVEL, MATTER_STATUS, type MATTER_TYPE, type Matter } from '../../content/kinds/matter.ts'
import { DUTIES, ENDS, FAULTS, LAWS, ROADS, RULES, STEPS, TRADES, UNITS } from './phrases.ts'

const BODIES = 'SFJ SCJG ZFJ JTJ YJJ NYJ WLJ WJJ ZJJ ZRZY RSJ JTYJ GAJ SPJ MZJ SWJ HBFJ XF YZ'.split(' ')
const TOWNSHIPS =
  '379981001 379981002 379981003 379981100 379981101 379981102 379981103 379981104 379981105 379981200'.split(' ')

/** Most of a real catalogue are penalties; every type comes at least once in forty. */
const SHARE = { CF: 22, XK: 4, QZ: 3, JC: 3, ZS: 1, ZY: 1, JF: 1, QR: 1, CJ: 1, JL: 1, QT: 2 } as const
const TURN = Object.entries(SHARE).flatMap(([type, n]) => Array<keyof typeof SHARE>(n).fill(type as keyof typeof SHARE))

const NAMED: Record<keyof typeof MATTER_TYPE, (t: string, d: string, f: string) => string> = {
  CF: (t, d, f) => `对${t}${f}${d}义务的处罚`,
  XK: (t, d) => `${t}${d}许可`,
  QZ: (t, d) => `查封、扣押${t}与${d}有关的物品`,
  JC: (t, d) => `${t}${d}监督检查`,
  ZS: (t, d) => `${t}${d}费用征收`,
  ZY: (t, d) => `应急征用${t}的设备和场所（${d}）`,
  JF: (t, d) => `${t}从业人员困难补助给付（${d}）`,
  QR: (t, d) => `${t}${d}情况确认`,
  CJ: (t, d) => `${t}之间${d}争议裁决`,
  JL: (t, d) => `举报${t}${d}问题的奖励`,
  QT: (t, d) => `${t}${d}备案`,
}

/** Mulberry32: the same seed gives the same matters on every machine. */
function dice(seed: number) {
  let a = seed >>> 0
  const roll = () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const upTo = (n: number) => Math.floor(roll() * n)
  return {
    upTo,
    one: <T>(list: readonly T[]): T => list[upTo(list.length)] as T,
    /** Some of a list, each once, in their order. */
    some<T>(list: readonly T[], n: number): T[] {
      const left = [...list.keys()]
      const taken = Array.from(
        { length: Math.min(n, list.length) },
        () => left.splice(upTo(left.length), 1)[0] as number,
      )
      return taken.sort((x, y) => x - y).map((i) => list[i] as T)
    },
  }
}
type Dice = ReturnType<typeof dice>

const NUMERALS = '一二三四五六七八九'
/** 1 to 99 as laws write it. */
function numeral(n: number): string {
  const [tens, ones] = [Math.floor(n / 10), n % 10]
  return `${tens > 1 ? NUMERALS[tens - 1] : ''}${tens ? '十' : ''}${ones ? NUMERALS[ones - 1] : ''}`
}

/** `n` valid matters, all different, over all types, bodies and levels, of 1.5 to 2.5 kB each: for measuring. */
export function manyMatters(n: number, seed = 1): Draft[] {
  if (n > 99_999) throw new RangeError('a matter’s code has five digits')
  const d = dice(seed)
  return Array.from({ length: n }, (_, i) => draft(matter(i, d), i, d))
}

function draft(data: Matter, i: number, d: Dice): Draft {
  const from = new Date(Date.UTC(2025, 0, 1 + d.upTo(670))).toISOString().slice(0, 10)
  const filingNo = `澄备〔${from.slice(0, 4)}〕${i + 1}号（示例）`
  const source = `《${from.slice(0, 4)}年行政执法事项目录第${numeral(1 + (i % 99))}批》（示例）`
  const reason = `第${i + 1}项，按目录动态调整公布。`
  return { kind: 'matter', code: data.code, from, data: { ...data }, source, filingNo, reason, reviewOn: '2027-06-30' }
}

function matter(i: number, d: Dice): Matter {
  const type = TURN[i % TURN.length] ?? 'CF'
  const body = BODIES[Math.floor(i / TURN.length) % BODIES.length] ?? 'SCJG'
  const [trade, duty, fault] = [d.one(TRADES), d.one(DUTIES), d.one(FAULTS)]
  const exercise = d.upTo(4) ? 'direct' : d.one(Object.keys(EXERCISE) as Matter['exercise'][])
  const townships = d.some(TOWNSHIPS, 1 + d.upTo(4))
  const filled = (text: string) =>
    text.replace(/\{(.)\}/g, (_, what: string) => {
      if (what === 't') return trade
      if (what === 'd') return duty
      if (what === 'n') return String(3 + d.upTo(87))
      if (what === 'm') return String(100 * (1 + d.upTo(499)))
      return d.one(what === 'u' ? UNITS : ENDS)
    })
  const told = (from: readonly string[], n: number) => d.some(from, n).map(filled)
  return {
    code: `CH-${body}-${type}-${String(i + 1).padStart(5, '0')}`,
    name: `${NAMED[type](trade, duty, fault)}（第${numeral(1 + d.upTo(99))}类）`,
    plain: filled('{t}没有把{d}做好会怎样：{u}先提醒，给{n}日时间，屡次不改才罚，最多{m}元。'),
    type,
    subitems: d.some(FAULTS, 2 + d.upTo(2)).map((f) => `${f}${duty}`),
    department: body,
    unit: d.one(UNITS),
    level: d.one(Object.keys(LEVEL) as Matter['level'][]),
    exercise,
    ...(exercise === 'empowered' && { townships }),
    objects: `${trade}及其${d.one(ENDS)}`,
    basis: d
      .some(LAWS, 2 + d.upTo(2))
      .map((law) => `《${law}》第${numeral(1 + d.upTo(99))}条第${numeral(1 + d.upTo(4))}款`),
    basisText: told(RULES, 5 + d.upTo(3)).join(''),
    procedure: told(STEPS, 4 + d.upTo(3)),
    term: filled('自立案之日起九十日内作出决定；检测、鉴定{n}日内完成，不计入办案时间。'),
    fee: type === 'ZS' ? filled('按批准的标准计算，一般不超过{m}元') : '不收费',
    remedies: told(ROADS, 3 + d.upTo(2)).join(''),
    phone: `0000-12${String(10_000 + d.upTo(90_000))}`,
    status: d.upTo(20) ? 'effective' : d.one(Object.keys(MATTER_STATUS) as Matter['status'][]),
  }
}
