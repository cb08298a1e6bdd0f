import { calendarOf, type Limit } from '../../api/case/deadline.ts'
import type { Rulebook } from '../../api/case/rulebook.ts'
import type { Department } from '../../content/kinds/department.ts'
import { readContent } from '../../content/load.ts'
import type { DataOf, Kind } from '../../content/schema.ts'

export const { publications } = readContent('content')

const body = (code: string, name: string, more: Partial<Department>): Department => ({
  code,
  name,
  short: name,
  type: 'organ',
  fields: [],
  desk: false,
  phone: '0000-1234599',
  address: '示例路9号',
  ...more,
})
/** Kinds of bodies the demonstration city has none of. */
const OTHERS = [
  body('SCJG-CD', '市场监督管理局城东监管所', { type: 'branch', parent: 'SCJG' }),
  body('GAJ-CD', '公安局城东派出所', { type: 'branch', parent: 'GAJ' }),
  body('WJJ-WS', '卫生健康监督所', { type: 'authorised', parent: 'WJJ' }),
  body('ZFJ-HW', '环境卫生服务中心', { entrustedBy: 'ZFJ' }),
]

/** The published rules of a day, straight from the content, with some bodies more. */
export function bookOn(day: string): Rulebook {
  const inForce = <K extends Kind>(kind: K) =>
    new Map(
      publications.flatMap((p) =>
        p.kind === kind && p.from <= day && (!p.to || p.to > day) ? [[p.code, p.data as DataOf[K]] as const] : [],
      ),
    )
  const matters = inForce('matter')
  return {
    departments: new Map([...inForce('department'), ...OTHERS.map((d) => [d.code, d] as const)]),
    categories: inForce('category'),
    limits: new Map([...inForce('limit')].map(([code, l]) => [code, l.steps as Partial<Record<string, Limit>>])),
    rules: [...inForce('rule').values()].sort((a, b) => a.order - b.order),
    calendar: calendarOf(inForce('workday').values()),
    matter: async (code) => matters.get(code ?? ''),
  }
}
