import * as z from 'zod'
import { OURS } from '../case/routing.ts'
import type { Rulebook } from '../case/rulebook.ts'
import type { Env } from '../env.ts'
import { originOf } from '../pages.ts'
import { TYPES } from './code.ts'
import type { CodeRow } from './found.ts'
import { grouped } from './id.ts'
import type { Label } from './sheet.ts'

export const LabelAnswer = z
  .object({
    id: z.string(),
    shown: z.string(),
    type: z.enum(TYPES),
    label: z.string(),
    department: z.string().nullable(),
    number: z.string().nullable(),
    place: z.string().nullable(),
    version: z.int(),
    batch: z.string().nullable(),
    validTo: z.string().nullable(),
    openDay: z.literal(true).optional(),
    demo: z.boolean(),
    address: z.string(),
    bureau: z.object({ name: z.string(), phone: z.string() }),
  })
  .meta({ ref: 'CodeLabel' })

/** What is printed of a code; the telephone is the one the register has today. */
export function labelOf(row: CodeRow, book: Rulebook, env: Pick<Env, 'publicUrl' | 'port'>): Label {
  const bureau = book.departments.get(OURS.code)
  return {
    id: row.id,
    shown: grouped(row.id),
    type: row.type,
    label: row.label,
    department: row.department ? (book.departments.get(row.department)?.name ?? row.department) : null,
    number: ['CASE', 'ENT'].includes(row.type) ? row.subject : null,
    place: row.facts.place ?? null,
    version: row.version,
    batch: row.batch,
    validTo: row.validTo,
    ...(row.facts.event !== undefined && { openDay: true }),
    demo: row.demo,
    address: new URL(`/q/${row.id}`, originOf(env)).href,
    bureau: { name: bureau?.name ?? OURS.name, phone: bureau?.phone ?? '' },
  }
}
