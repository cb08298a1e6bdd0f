/** What a circumstance is about, in the order people can answer (domain.md B9). */
export const ABOUT = {
  times: '第几次',
  amount: '数量、金额、时间',
  harm: '后果',
  mend: '改正和配合',
  intent: '是不是有意',
  other: '其他情况',
} as const
export type About = keyof typeof ABOUT

/** The first that fits decides: “第一次，不超过5平方米” is about how often, although it has a number. */
const SIGNS: readonly (readonly [About, RegExp])[] = [
  ['times', /第[一二三四五\d]次|[首初再屡多两]次|初犯|再犯|头一回|(处罚|查处|处理|告诫|约谈)过/],
  ['intent', /故意|明知|隐瞒|伪造|涂改|欺|骗|胁迫|诱骗|冒用|不知情/],
  ['harm', /造成|后果|危害|损害|损失|损坏|[受致]伤|死亡|事故|疾病|不适|投诉|影响|污染/],
  [
    'mend',
    /改正|整改|纠正|停止|停业|撤除|搬|清扫|补[齐上办正]|配合|主动|责令|召回|退[款还清回]|拒|逾期|阻挠|销毁|下架/,
  ],
  [
    'amount',
    /[\d一二三四五六七八九十百千万][^，、]{0,3}(元|米|公斤|吨|件|种|倍|个|天|日|月|年|小时|分贝|家|辆|人|台)|货值|金额|%|％/,
  ],
]
export const aboutOf = (text: string): About => SIGNS.find(([, sign]) => sign.test(text))?.[0] ?? 'other'

/**
 * A short name for a text, the same as long as its words are (FNV-1a). An address with such names can be kept and
 * shared: after a new version it either means the same circumstances or is told to choose again.
 */
export function keyOf(text: string): string {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash.toString(36)
}
