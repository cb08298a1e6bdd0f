import { type Column, listed } from '../workbook/simple.ts'
import type { lineOf } from './view.ts'

type Line = ReturnType<typeof lineOf>

const COLUMNS: readonly Column<Line>[] = [
  ['编号', 18, (l) => l.id],
  ['企业', 30, (l) => l.name],
  ['统一社会信用代码', 22, (l) => l.uscc],
  ['行业', 18, (l) => l.industry.label],
  ['镇街', 14, (l) => l.township.name],
  ['授牌文号', 22, (l) => l.document],
  ['期限第一天', 14, (l) => l.from],
  ['期限最后一天', 14, (l) => l.to],
  ['状态', 10, (l) => l.stateLabel],
  ['同意公开', 10, (l) => (l.listed ? '是' : '否')],
  ['线索（条）', 12, (l) => l.leads],
]

/** The list as a sheet; it names companies and nobody who speaks for them. */
export const contactSheet = (lines: readonly Line[]) => listed('企业联系点', COLUMNS, lines)
