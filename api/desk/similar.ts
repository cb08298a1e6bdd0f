import type { Condition } from '../../db/row.ts'
import type { Found } from '../case/found.ts'
import type { Rulebook } from '../case/rulebook.ts'
import { type Trait, traitsToFind } from '../case/trait.ts'
import type { Scope } from '../case/visibility.ts'
import { STATUS, type Status } from '../case/workflow.ts'
import type { Deps } from '../context.ts'
import { within } from './query.ts'
import { MOST, QUARTER, type Same, YEAR } from './same.ts'

const DAY = 86_400_000
/** As many as a person looks through. */
const SHOWN = 5
/** Of a matter that hundreds of thousands share, the newest: whoever may read few of them does not wait for all. */
const LOOKED_AT = 20_000

interface Row {
  no: string
  category: string
  status: Status
  receivedAt: number
  flags: string | null
  gist: string
  sender: number
}

/** Cases that share something, from where they are found the newest first. */
interface Alike extends Condition {
  same: Same
  from: string
  /** The column of that index by which the newest come first. */
  at: string
}

/**
 * Cases of the same officer, matter or body of the last year, as far as this person may read them: what they may not
 * read is neither listed nor counted. That the sender is the same is said only where both gave their name openly.
 */
export async function similar(
  { store, secrets }: Pick<Deps, 'store' | 'secrets'>,
  found: Found,
  scope: Scope,
  book: Rulebook,
  now: Date,
) {
  const { row } = found
  const readable = within(scope)
  const since = (days: number) => now.getTime() - days * DAY
  const read = async ({ same, from, at, sql, args }: Alike) => {
    const where = `${sql} and ${at} >= ? and status <> 'withdrawn' and cases.no <> ? and ${readable.sql} order by ${at} desc`
    const asked = [...args, since(YEAR), row.no, ...readable.args]
    const [rows, [counted]] = await Promise.all([
      store.heavy.rows<Row>({
        sql: `select cases.no as no, category, status, cases.received_at as receivedAt, flags,
            coalesce(digest, substr(account, 1, 40)) as gist,
            ? = 'named' and appears = 'named' and exists (select 1 from identities a join identities b
              on b.phone_index = a.phone_index where a.no = cases.no and b.no = ?) as sender
          from ${from} join case_texts on case_texts.no = cases.no where ${where} limit ${SHOWN}`,
        args: [row.appears, row.no, ...asked],
      }),
      store.heavy.rows<{ quarter: number; year: number }>({
        sql: `select count(distinct no) as year, count(distinct case when at >= ? then no end) as quarter
          from (select cases.no as no, ${at} as at from ${from} where ${where} limit ${MOST})`,
        args: [since(QUARTER), ...asked],
      }),
    ])
    return { same, rows, quarter: counted?.quarter ?? 0, year: counted?.year ?? 0 }
  }
  const each = await Promise.all(alikeTo(found, secrets).map(read))
  const lines = new Map<string, Row & { same: Same[] }>()
  for (const { same, rows } of each)
    for (const one of rows) {
      const known = lines.get(one.no)
      if (known && !known.same.includes(same)) known.same.push(same)
      else if (!known) lines.set(one.no, { ...one, same: [same] })
    }
  return {
    items: [...lines.values()].map(({ no, category, status, receivedAt, flags, gist, sender, same }) => ({
      no,
      category: book.categories.get(category)?.name ?? category,
      status,
      statusLabel: STATUS[status],
      receivedAt: new Date(receivedAt).toISOString(),
      gist,
      same,
      sender: sender === 1,
      repeat: flags !== null && (JSON.parse(flags) as string[]).includes('repeat'),
    })),
    counts: each.flatMap(({ same, quarter, year }) => (year > 0 ? [{ same, quarter, year }] : [])),
  }
}

/** Where like cases are found, by an index each: what tells most comes first. */
function alikeTo({ row, details }: Found, secrets: Deps['secrets']): Alike[] {
  const body = row.aboutDepartment
  const traits = traitsToFind(secrets, { about: { officer: details.officer }, matter: details.matter })
  const by = (trait: Trait, more: Condition): Alike[] => {
    const digests = traits.filter((one) => one.trait === trait).map(({ digest }) => digest)
    if (digests.length === 0) return []
    const theirs = `trait in (${digests.map(() => '?').join(', ')})`
    return [
      {
        same: trait,
        from: 'case_traits t join cases on cases.no = t.no',
        at: 't.received_at',
        sql: `t.${theirs} and t.received_at >= coalesce((select received_at from case_traits where ${theirs}
          order by received_at desc limit 1 offset ${LOOKED_AT}), 0) and ${more.sql}`,
        args: [...digests, ...digests, ...more.args],
      },
    ]
  }
  return [
    // Namesakes in another body are other people.
    ...by('officer', { sql: "coalesce(about_department, '') = ?", args: [body ?? ''] }),
    ...by('matter', { sql: 'true', args: [] }),
    ...(body === null
      ? []
      : [{ same: 'body' as const, from: 'cases', at: 'cases.received_at', sql: 'about_department = ?', args: [body] }]),
  ]
}
