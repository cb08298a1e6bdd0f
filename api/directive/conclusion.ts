import { and, asc, eq, isNotNull, ne } from 'drizzle-orm'
import { DIRECTIVE } from '../../content/kinds/template.ts'
import type { Store } from '../../db/open.ts'
import { directiveCases, directives } from '../../db/schema.ts'
import { CONCLUSION, RESULT } from './workflow.ts'

/** What the sender of a case is told of a document that rests on it (domain.md D8): codes, and words two people made public. */
export interface Conclusion {
  type: string
  servedOn: string
  /** What was decided, and what came of it. */
  conclusion: string | null
  result: string | null
  revoked: boolean
  /** Once its digest is public. */
  number: string | null
  digest: string | null
}

const labelIn = (labels: Record<string, string>, code: string | null) => (code === null ? null : (labels[code] ?? null))

/** Of those that were served; a draft is nobody's but the bureau's. */
export async function conclusionsOf({ read }: Pick<Store, 'read'>, no: string): Promise<Conclusion[]> {
  const { type, servedOn, conclusion, result, status, shown, number, digest } = directives
  const rows = await read
    .select({ type, servedOn, conclusion, result, status, shown, number, digest })
    .from(directiveCases)
    .innerJoin(directives, eq(directives.id, directiveCases.directive))
    .where(and(eq(directiveCases.no, no), isNotNull(servedOn), ne(status, 'void')))
    .orderBy(asc(servedOn), asc(directives.id))
  return rows.map((row) => ({
    type: DIRECTIVE[row.type],
    servedOn: row.servedOn ?? '',
    conclusion: labelIn(CONCLUSION, row.conclusion),
    result: labelIn(RESULT, row.result),
    revoked: row.status === 'revoked',
    number: row.shown === 'published' ? row.number : null,
    digest: row.shown === 'published' ? row.digest : null,
  }))
}
