import type { Release } from '../../../api/survey/release.ts'
import type { Result } from '../../../api/survey/result.ts'
import type { Line, Table } from '../../../api/survey/table.ts'

/** What pages show of a result; published or, at the desk, before. */
export type Shown = Result & { how: string[] } & Partial<Pick<Release, 'release' | 'publishedAt' | 'note'>>
export type { Line, Table }

export const FEW = '样本不足'
export const HIDDEN = '不显示'

/** A range that does not break behind its dash. */
const range = (low: number, high: number, unit = '') => `（${low}–\u2060${high}${unit}）`

/** A mean with how far it may be off. */
export const meanWords = ({ mean, n }: Pick<Line, 'mean' | 'n'>): string =>
  n === null ? FEW : !mean ? '不公布' : 'low' in mean ? `${mean.mean}${range(mean.low, mean.high)}` : `约${mean.mean}`

export const rateWords = ({ satisfied, n }: Pick<Line, 'satisfied' | 'n'>): string =>
  n === null ? FEW : satisfied ? `${satisfied.rate}%${range(satisfied.low, satisfied.high, '%')}` : '不公布'

export const countWords = (n: number | null): string => (n === null ? HIDDEN : String(n))

/** The share of those who said something, where both may be shown. */
export const shareWords = (n: number | null, of: number | null): string =>
  n === null || !of ? '' : `${Math.round((n / of) * 1000) / 10}%`

/** What came out, in one sentence. */
export function summaryOf({ answers, total, tables }: Shown): string {
  const overall = tables.find((t) => t.dimension === 'overall' && t.graded)?.all
  const came = answers.counted
    ? `${answers.counted}份答卷计入结果${answers.rate === null ? '' : `，受邀的人里${answers.rate}%答了`}`
    : `收到${answers.received}份答卷，不足30份，不公布结果`
  const said = [
    overall?.satisfied && `对整体满意的占${overall.satisfied.rate}%`,
    overall?.mean && `平均${overall.mean.mean}分（满分5分）`,
    total !== null && `总分${total}分（满分100分）`,
  ].filter(Boolean)
  return `${came}${said.length ? `：${said.join('，')}` : ''}。`
}
