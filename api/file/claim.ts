import type { InStatement } from '@libsql/client'
import { and, asc, eq, isNotNull } from 'drizzle-orm'
import { attachments } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { type FieldError, Refusal } from '../refusal.ts'
import { FAMILY, type Family, KINDS, type Kind, MOST_A_CASE, MOST_AT_ONCE, nameOf, tooMany } from './kind.ts'
import { idOf, type Row, rowOf, toldOf } from './upload.ts'

type World = Pick<Deps, 'store' | 'secrets'>

const GONE = '有的附件找不到了：可能放了超过一天，或者已经交过。请去掉它，重新传一次'

export interface Claim {
  /** To be written in the case's own commit; it fails as a whole when somebody else was first. */
  statements: InStatement[]
  /** The same, where the commit depends on a condition. */
  on(when: { sql: string; args: (string | number)[] }): InStatement[]
  /** What is wrong; nothing may be written then. */
  fields: FieldError[]
}

/** Brings uploads to a case, each once: the capabilities are good for this and then spent. */
export async function claim(world: World, ids: readonly string[], no: string, by: string, now: Date): Promise<Claim> {
  const fields: FieldError[] = []
  const wrong = (message: string) => {
    if (!fields.some((f) => f.message === message)) fields.push({ path: 'attachments', message })
  }
  const wanted = [...new Set(ids)]
  const counts = new Map<Family, number>()
  if (wanted.length > MOST_AT_ONCE) wrong(`附件一次最多${MOST_AT_ONCE}个，请去掉几个`)
  for (const id of fields.length ? [] : wanted) {
    const found = await usable(world, id, now)
    if ('why' in found) wrong(found.why)
    else counts.set(found.family, (counts.get(found.family) ?? 0) + 1)
  }
  for (const [family, count] of counts) if (count > FAMILY[family].count) wrong(tooMany(family))
  if (wanted.length > 0 && fields.length === 0) {
    const before = await world.store.read.$count(attachments, and(eq(attachments.no, no), isNotNull(attachments.n)))
    if (before + wanted.length > MOST_A_CASE) wrong(`一件最多带${MOST_A_CASE}个附件，已经有${before}个`)
  }
  const on: Claim['on'] = (when) => wanted.flatMap((id) => taking(idOf(id), no, by, when))
  return { statements: fields.length ? [] : on({ sql: 'true', args: [] }), on, fields }
}

/** Its family, or why it cannot be attached. */
async function usable(world: World, capability: string, now: Date): Promise<{ family: Family } | { why: string }> {
  const row = await rowOf(world, capability)
  if (!row || row.no !== null || (row.expiresAt ?? 0) <= now.getTime()) return { why: GONE }
  if (row.state === 'receiving') return { why: '有的附件还没有传完，请等它传完再提交' }
  if (row.state === 'refused') return { why: new Refusal(toldOf(world, row).why ?? 'file_broken').title }
  if (row.state === 'quarantined') return { why: new Refusal('file_found').title }
  return { family: KINDS[row.kind as Kind].family }
}

/**
 * Two statements a file: take it if it is free, and break the commit if it is not ours then. Breaking is rare, two
 * submissions of one capability at once, and the loser is told by the look-up of its next try.
 */
const taking = (
  id: string,
  no: string,
  by: string,
  when: { sql: string; args: (string | number)[] },
): InStatement[] => [
  {
    sql: `update attachments set no = ?, by = ?, expires_at = null,
      n = (select coalesce(max(n), 0) + 1 from attachments where no = ?)
      where id = ? and no is null and state in ('checking', 'clean', 'sealed') and ${when.sql}`,
    args: [no, by, no, id, ...when.args],
  },
  {
    sql: `insert into attachments (id) select null where ${when.sql}
      and not exists (select 1 from attachments where id = ? and no = ?)`,
    args: [...when.args, id, no],
  },
]

/** Whether a commit broke because somebody else had taken one of its files: to be said as any other mistake. */
export function asTaken(error: unknown): unknown {
  const lost = error instanceof Error && /constraint failed: attachments\.id/i.test(error.message)
  return lost ? new Refusal('invalid', { fields: [{ path: 'attachments', message: GONE }], cause: error }) : error
}

/** The files of a case, by number. */
export const filesOf = ({ store }: Pick<World, 'store'>, no: string): Promise<Row[]> =>
  store.read.select().from(attachments).where(eq(attachments.no, no)).orderBy(asc(attachments.n))

export const STATE = {
  receiving: '正在接收',
  checking: '正在检查',
  clean: '可以查看',
  sealed: '原件封存',
  quarantined: '查出病毒，已隔离',
  refused: '没有收下',
} as const satisfies Record<Row['state'], string>

/** One copy is named as the file is; of several each has its page. */
export function copyNameOf({ n, copies }: Pick<Row, 'n' | 'copies'>, nth: number) {
  const kind = copies?.[nth - 1]?.kind as Kind
  return nameOf(n ?? 0, kind, (copies?.length ?? 0) > 1 ? nth : undefined)
}

/** What may be said of a file: never the name it had. */
export const told = (row: Row) => {
  const kind = row.kind as Kind
  return {
    n: row.n ?? 0,
    kind,
    family: FAMILY[KINDS[kind].family].label,
    name: nameOf(row.n ?? 0, kind),
    bytes: row.size,
    sha256: row.sha256 ?? '',
    receivedAt: new Date(row.createdAt).toISOString(),
    state: row.state,
    stateLabel: STATE[row.state],
    /** The names of what others than its sender get: one cleaned copy, of a paper its pages, nothing where it is sealed. */
    copies: row.state === 'clean' ? (row.copies ?? []).map((_, i) => copyNameOf(row, i + 1)) : [],
  }
}
