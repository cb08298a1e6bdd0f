import type { supervisors } from '../../db/schema.ts'

type Row = typeof supervisors.$inferSelect

/** What kinds of supervisors a city appoints (domain.md A8.6, A8.8). */
export const TYPE = {
  social: '社会监督员',
  special: '特邀监督员',
  grid: '监督网格员',
} as const satisfies Record<Row['type'], string>

/** Beside every name a certificate is verified with. */
export const NAMED = '同意公开的显示全名，没有同意的只显示姓，请对照证件。'

/** From whom they are chosen (domain.md B12). */
export const GROUP = {
  deputy: '人大代表',
  member: '政协委员',
  lawyer: '律师、法律工作者',
  reporter: '新闻工作者',
  expert: '专家学者',
  business: '企业经营者',
  chamber: '商会、协会工作人员',
  resident: '群众代表',
} as const satisfies Record<Row['group'], string>
