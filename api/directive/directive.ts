import * as z from 'zod'
import type { Rulebook } from '../case/rulebook.ts'
import { words } from '../vocabulary.ts'
import { Parts, type Status } from './workflow.ts'

/** The register's views: which statuses each shows, and how near the date must be. */
export const VIEWS = {
  writing: { label: '拟办中', status: ['draft', 'review', 'approved', 'signed'] },
  waiting: { label: '等单位反馈', status: ['served'] },
  soon: { label: '快到期', status: ['served'] },
  overdue: { label: '逾期未反馈', status: ['served'] },
  checking: { label: '等核验和后续', status: ['answered', 'failing', 'verified'] },
  ended: { label: '已结束', status: ['closed', 'revoked', 'void'] },
  all: {
    label: '全部',
    status: [
      'draft',
      'review',
      'approved',
      'signed',
      'served',
      'answered',
      'failing',
      'verified',
      'closed',
      'revoked',
      'void',
    ],
  },
} as const satisfies Record<string, { label: string; status: readonly Status[] }>
export type DirectiveView = keyof typeof VIEWS

/** A new document: the template it is written with, what it follows, the special supervision it belongs to, what it says. */
export const Drafted = z.strictObject({
  template: words(1, 40, '模板').meta({ title: '模板', kind: 'select' }),
  previous: words(1, 40, '上一份文书').optional().meta({ title: '上一份文书', kind: 'hidden' }),
  special: words(1, 40, '专项监督').optional().meta({ title: '专项监督', kind: 'hidden' }),
  ...Parts.shape,
})

/** Bodies a document may be written to: those that enforce, never the writer itself. */
export const addressable = (book: Pick<Rulebook, 'departments'>, issuer: string) =>
  [...book.departments.values()]
    .filter((d) => d.code !== issuer && !['external', 'supervisor', 'office', 'government'].includes(d.type))
    .map(({ code, name }) => ({ value: code, label: name }))
