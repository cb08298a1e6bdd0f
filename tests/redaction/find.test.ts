import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { find } from '../../api/redaction/find.ts'
import type { Known } from '../../api/redaction/known.ts'
import { hidden, KIND, merged, type Span } from '../../api/redaction/span.ts'
import { readContent } from '../../content/load.ts'
import { effort } from '../support/effort.ts'
import { survives, TABLE, UNSEEN } from './table.ts'

const missed = (finder: typeof find) =>
  TABLE.filter(({ identity, text }) => survives(text, identity, finder(text))).map(({ identity }) => identity)

const { samples, publications } = readContent('content')
const PUBLISHED = publications.flatMap((p) => {
  if (p.kind !== 'department' && p.kind !== 'category') return []
  const { name, short } = p.data as { name: string; short?: string }
  return [name, ...(short ? [short] : []), ...name.split(/[（）]/).filter(Boolean)]
})

describe('identities in the forms people write', () => {
  test('there are six hundred of them, of every kind', () => {
    expect(TABLE.length).toBeGreaterThanOrEqual(600)
    expect(new Set(TABLE.map(({ kind }) => kind))).toEqual(
      new Set(Object.keys(KIND).filter((kind) => kind !== 'other')),
    )
    expect(TABLE.filter(({ identity, text }) => !text.includes(identity))).toEqual([])
  })
  test('none is left in sight', () => {
    expect(missed(find)).toEqual([])
  })
  test('of those nobody looked at, seven of ten are found: a person must read again', () => {
    expect(UNSEEN.length).toBeGreaterThanOrEqual(80)
    expect(UNSEEN.filter(({ identity, text }) => !text.includes(identity))).toEqual([])
    expect(UNSEEN.filter(({ identity }) => TABLE.some((one) => one.identity === identity))).toEqual([])
    const left = UNSEEN.filter(({ identity, text }) => survives(text, identity, find(text)))
    expect(1 - left.length / UNSEEN.length).toBeGreaterThanOrEqual(0.7)
  })
  test('with the finder off every one of them is', () => {
    expect(missed(() => []).length).toBe(TABLE.length)
  })
  test('none is in the text once it is blacked out', () => {
    for (const { identity, text } of TABLE) expect(hidden(text, find(text)), text).not.toContain(identity)
  })
  test('several in one sentence are each found', () => {
    for (let i = 0; i + 4 < TABLE.length; i += 4) {
      const some = TABLE.slice(i, i + 4)
      const text = some.map((one) => one.text.replace(/[。，]?$/u, '。')).join('')
      const spans = find(text)
      for (const { identity } of some) expect(survives(text, identity, spans), `${identity} in ${text}`).toBe(false)
    }
  })
  test('each passage says what it is and why', () => {
    for (const { text } of TABLE)
      for (const { from, to, kind, why } of find(text)) {
        expect([from >= 0, to > from, to <= text.length, kind in KIND]).toEqual([true, true, true, true])
        expect(why).toMatch(/\p{Script=Han}{2}/u)
      }
  })
})

describe('forms nobody has written down', () => {
  const SURNAMES = [...'王李张刘陈杨赵吴徐孙朱胡郭罗郑梁宋唐韩曹邓萧冯彭吕卢蒋蔡贾魏薛']
  const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华建国志海波辉鹏飞浩鑫俊斌峰']
  const sign = fc.constantFrom(...GIVEN)
  const name = fc.tuple(fc.constantFrom(...SURNAMES), sign, sign).map((signs) => signs.join(''))
  const says = fc.constantFrom(
    (it: string) => `我叫${it}，在集上卖菜。`,
    (it: string) => `执法人员${it}没有出示证件。`,
    (it: string) => `那天${it}把我的车拖走了。`,
    (it: string) => `${it}说不服就去告。`,
    (it: string) => `签字的是${it}。`,
  )
  const joint = fc.constantFrom('', '', ' ', '-', '·', '.', '\u200b', '  ', '—')
  const CHINESE = '零一二三四五六七八九'
  const DIGIT = [
    (d: number) => String(d),
    (d: number) => CHINESE[d] ?? '',
    (d: number) => String.fromCharCode(0xff10 + d),
    (d: number) => (d === 1 ? '幺' : d === 0 ? '〇' : String(d)),
    (d: number) => '零壹贰叁肆伍陆柒捌玖'[d] ?? '',
    (d: number) => `${d}\ufe0f\u20e3`,
  ]
  const spelled = (lengths: fc.Arbitrary<number[]>) =>
    lengths.chain((digits) =>
      fc
        .tuple(
          fc.array(fc.constantFrom(...DIGIT), { minLength: digits.length, maxLength: digits.length }),
          fc.array(joint, { minLength: digits.length, maxLength: digits.length }),
        )
        .map(([how, joints]) =>
          digits.map((d, i) => `${how[i]?.(d)}${i + 1 < digits.length ? joints[i] : ''}`).join(''),
        ),
    )
  const digit = fc.integer({ min: 0, max: 9 })
  const phone = spelled(
    fc
      .tuple(fc.integer({ min: 3, max: 9 }), fc.array(digit, { minLength: 9, maxLength: 9 }))
      .map(([second, rest]) => [1, second, ...rest]),
  )
  const plain = { numRuns: 400, seed: 20260615 }

  test('a name is covered, whichever it is', () => {
    fc.assert(
      fc.property(name, says, (it, say) => {
        expect(survives(say(it), it, find(say(it)))).toBe(false)
      }),
      plain,
    )
  })
  test('a name of two letters is, where a sentence goes on beside it', () => {
    const short = fc.tuple(fc.constantFrom(...SURNAMES), sign).map((signs) => signs.join(''))
    const how = fc.constantFrom(
      (it: string) => `我叫${it}。`,
      (it: string) => `车被${it}扣了。`,
      (it: string) => `执法人员${it}把本子摔在桌上。`,
      (it: string) => `${it}说不服就去告。`,
      (it: string) => `我和${it}都在场。`,
      (it: string) => `签字的是${it}。`,
    )
    fc.assert(
      fc.property(short, how, (it, say) => {
        expect(survives(say(it), it, find(say(it)))).toBe(false)
      }),
      plain,
    )
  })
  test('a name spaced apart is', () => {
    fc.assert(
      fc.property(name, fc.constantFrom(' ', '·', '\u200b', '-', '　'), (it, between) => {
        const apart = [...it].join(between)
        const text = `我叫${apart}，在集上卖菜。`
        expect(survives(text, apart, find(text))).toBe(false)
      }),
      plain,
    )
  })
  test('a telephone is covered, digit by digit in any figures and with anything between', () => {
    fc.assert(
      fc.property(phone, (it) => {
        const text = `有事打${it}，白天在。`
        expect(survives(text, it, find(text))).toBe(false)
      }),
      plain,
    )
  })
  test('a plate is', () => {
    const tail = fc.array(fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRSTUVWXYZ'), { minLength: 5, maxLength: 6 })
    fc.assert(
      fc.property(
        fc.constantFrom(...'鲁京苏冀豫'),
        fc.constantFrom(...'ABCQRY'),
        tail,
        joint,
        fc.boolean(),
        (a, b, c, gap, small) => {
          const it = `${a}${b}${gap}${c.join('')}`
          const text = `把${small ? it.toLowerCase() : it}拖走了。`
          expect(survives(text, small ? it.toLowerCase() : it, find(text))).toBe(false)
        },
      ),
      plain,
    )
  })
  test('an identity number is', () => {
    const born = fc.tuple(
      fc.integer({ min: 1950, max: 2009 }),
      fc.integer({ min: 10, max: 12 }),
      fc.integer({ min: 10, max: 28 }),
    )
    const id = spelled(
      fc
        .tuple(born, fc.array(digit, { minLength: 4, maxLength: 4 }))
        .map(([day, last]) => [...`371102${day.join('')}`].map(Number).concat(last)),
    )
    fc.assert(
      fc.property(id, (it) => {
        const text = `证件${it}。`
        expect(survives(text, it, find(text))).toBe(false)
      }),
      plain,
    )
  })
  test('whatever is sent, passages are in order, within the text, and found in time', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc
        .array(
          fc.constantFrom('王', '店', '路', '1', '一', ' ', '-', '号', '我叫', '鲁', 'a', '〔', '村', '的', '，'),
          { maxLength: 400 },
        )
        .map((p) => p.join('')),
    )
    fc.assert(
      fc.property(text, (it) => {
        let at = 0
        for (const { from, to } of find(it, [{ kind: 'name', value: '王小明' }])) {
          expect(from).toBeGreaterThanOrEqual(at)
          expect(to).toBeGreaterThan(from)
          at = to
        }
        expect(at).toBeLessThanOrEqual(it.length)
      }),
      { numRuns: 500, seed: 7 },
    )
    for (const part of ['1-', '一', 'a1', '王', '店', '我叫', '路', '号楼1', 'wang', '美容', '鲁a', '〔2', '王·'])
      for (const whole of [part.repeat(5000).slice(0, 5000)]) {
        expect(
          effort(() => find(whole)),
          part,
        ).toBeLessThan(2000)
      }
  })
  test('passages that overlap become one', () => {
    const one = (from: number, to: number): Span => ({ from, to, kind: 'name', why: '像是姓名' })
    expect(merged([one(4, 6), one(0, 3), one(2, 5)])).toEqual([one(0, 6)])
    expect(hidden('找王小明吧', [one(1, 4)])).toBe('找〔姓名或称呼〕吧')
  })
})

describe('what a case holds apart', () => {
  const KNOWN: Known[] = [
    { kind: 'shop', value: '澄河市迎春里商贸有限公司（示例）' },
    { kind: 'name', value: '钮祜民，证号A7' },
    { kind: 'document', value: '澄综罚2026第7号' },
    { kind: 'code', value: 'QUE-C0DE' },
    { kind: 'place', value: '大槐树底下' },
  ]
  test.each([
    ['迎春里', '迎春里的货被拉走了'],
    ['迎 春 里', '迎 春 里的货'],
    ['迎春里商贸', '就是迎春里商贸'],
    ['钮祜民', '钮祜民没带证'],
    ['祜民', '祜民兄在场'],
    ['老钮', '老钮也在'],
    ['钮局', '钮局打了招呼'],
    ['niuhumin', '账号 niuhumin 发的'],
    ['NIU Humin', '签的NIU Humin'],
    ['澄综罚二〇二六第七号', '单子是澄综罚二〇二六第七号'],
    ['澄综罚-2026-第7号', '澄综罚-2026-第7号'],
    ['que code', '扫出来是que code'],
    ['ＱＵＥ－ＣＯＤＥ', '码ＱＵＥ－ＣＯＤＥ'],
    ['大槐树，底下', '就在大槐树，底下'],
  ])('%s is found in: %s', (identity, text) => {
    expect(survives(text, identity, find(text, KNOWN))).toBe(false)
  })
  test('what is not known and looks like nothing is left alone', () => {
    expect(find('迎春里的货被拉走了，大槐树底下没人管')).toEqual([])
  })
})

describe('what points at nobody', () => {
  test.each([
    '公安局、财政局和市场监管局的人都说要罚款5000元，一张文书也没给。',
    '我们饭店开了三年，对面还有一家小超市和两个理发店。',
    '派出所、消防、卫生，还有街道安全员一周来四次。',
    '按照《中华人民共和国行政处罚法》第六十二条，应当听取陈述申辩。',
    '执法队长没有出示证件，也没有给扣押清单。',
    '请说明这一时期扣押车辆的依据、程序和清单交付情况。',
    '有人反映澄河市综合行政执法局（澄河市城市管理局）的行政执法问题。',
    '罚了两千块钱，又让交三百元停车费，一共两千三百元。',
    '处罚决定书上没有写明依据，也没有告知复议的期限60日。',
  ])('%s', (text) => {
    expect(find(text, [], PUBLISHED).map(({ from, to }) => text.slice(from, to))).toEqual([])
  })
  test('a name beside a published one is still a name', () => {
    const text = '澄河市综合行政执法局王强说不用给单子'
    expect(survives(text, '王强', find(text, [], PUBLISHED))).toBe(false)
  })
  /** What the finder marks in the accounts of the demonstration though it is nobody’s: known, and counted. */
  const MISTAKEN = ['们纺织路南头']
  test('of what is marked in sixty accounts, nine of ten tell something', () => {
    const found = samples.flatMap(({ account }) =>
      find(account, [], PUBLISHED).map(({ from, to }) => account.slice(from, to)),
    )
    const wrong = found.filter((passage) => MISTAKEN.includes(passage))
    expect(samples.length).toBeGreaterThanOrEqual(60)
    expect(found.length).toBeGreaterThan(20)
    // No more than one passage in two accounts: a desk that must untick everything stops reading.
    expect(found.length / samples.length).toBeLessThan(0.6)
    expect(1 - wrong.length / found.length).toBeGreaterThanOrEqual(0.9)
  })
})

describe('a text of nothing but one sign or word', () => {
  // Another end each time: what was looked through last is not looked through again.
  const quickest = (text: string, known: Known[] = []) =>
    Math.min(...['。', '！', '？'].map((end) => effort(() => find(text + end, known))))
  test.each(['1', '一', '1 ', '1-', 'a', 'a1', 'a@b.', '十百千万', '张', '公司', '东路1号', '还有', '我家', '(', ' '])(
    '%j is looked through at once',
    (sign) => {
      for (const end of ['', '号', '店'])
        expect(quickest(sign.repeat(5000).slice(0, 5000) + end), end).toBeLessThan(100)
    },
    20_000,
  )
  test('and so is the name of a business made of trades', () => {
    expect(quickest('x', [{ kind: 'shop', value: `${'美容美发'.repeat(24)}x` }])).toBeLessThan(100)
  })
})
