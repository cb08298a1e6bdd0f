import { OUTCOME } from '../../content/demo.ts'
import type { Store } from '../../db/open.ts'
import type { Rulebook } from '../case/rulebook.ts'
import type { Scope } from '../case/visibility.ts'
import { STATUS, type Status } from '../case/workflow.ts'
import { holding } from '../desk/query.ts'
import type { SpecialRow } from './found.ts'
import { FEWEST } from './special.ts'

interface Counted {
  code: string | null
  n: number
}
interface Total {
  label: string
  n: number
}

/**
 * Without what a few cases would tell of a body; where a single one would follow from the sum, another goes with it
 * (security.md I-08).
 */
export function kept<T extends { n: number }>(rows: readonly T[]): T[] {
  const shown = rows.filter(({ n }) => n >= FEWEST).sort((a, b) => b.n - a.n)
  return rows.length - shown.length === 1 ? shown.slice(0, -1) : shown
}

/** What the cases under it come to, counted over those this person may read and no others. */
export async function totalsOf(store: Store, scope: Scope, row: SpecialRow, book: Rulebook, today: string) {
  const { sql: where, args } = holding(scope, { view: 'all', special: row.id, limit: 1 }, { today, next: today })
  const by = (column: string) =>
    store.heavy.rows<Counted>({
      sql: `select ${column} as code, count(*) as n from cases where ${where} group by 1 order by 2 desc, 1`,
      args,
    })
  const [status, category, department, outcome] = await Promise.all([
    by('status'),
    by('category'),
    by('about_department'),
    by(OUTCOME_OF),
  ])
  const n = status.reduce((sum, one) => sum + one.n, 0)
  const about = row.department !== null
  const shown = (rows: Counted[], label: (code: string) => string, aboutBody: boolean): Total[] =>
    (aboutBody ? kept(rows.filter(({ code }) => code !== null)) : rows.filter(({ code }) => code !== null)).map(
      (one) => ({ label: label(one.code ?? ''), n: one.n }),
    )
  return {
    cases: n,
    status: shown(status, (code) => STATUS[code as Status] ?? code, about),
    category: shown(category, (code) => book.categories.get(code)?.name ?? code, about),
    department: shown(department, (code) => book.departments.get(code)?.name ?? code, true),
    outcome: shown(outcome, (code) => OUTCOME[code as keyof typeof OUTCOME] ?? code, about),
  }
}

/** What the last answer of a case found. */
const OUTCOME_OF = `(select json_extract(e.data, '$.outcome') from events e where e.stream = 'case/' || cases.no and e.action = 'answer' order by e.n desc limit 1)`
