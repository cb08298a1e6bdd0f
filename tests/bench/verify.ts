import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Ack } from './sender.ts'

/** What must never be in the file, each as a query for the offenders: a case and all that belongs to it, or nothing. */
const HALVES: Record<string, string> = {
  'case without its first event':
    "select no from cases where not exists (select 1 from events where stream = 'case/' || no and n = 1 and action = 'submit')",
  'event without its case':
    "select stream from events where stream like 'case/%' and not exists (select 1 from cases where no = substr(stream, 6))",
  'case whose n is not its last event':
    "select no from cases where n <> (select max(n) from events where stream = 'case/' || no)",
  'case without its text': 'select no from cases where no not in (select no from case_texts)',
  'text without its case': 'select no from case_texts where no not in (select no from cases)',
  'case without its identity': 'select no from cases where no not in (select no from identities)',
  'identity without its case': 'select no from identities where no not in (select no from cases)',
  'event without its salt':
    'select stream from events e where not exists (select 1 from salts s where s.stream = e.stream and s.n = e.n)',
  'salt without its event':
    'select stream from salts s where not exists (select 1 from events e where e.stream = s.stream and e.n = s.n)',
  'case the search does not know':
    "select no from cases where lane <> 'sealed' and rowid not in (select id from case_terms_docsize)",
  'counter that is wrong':
    'select 1 where (select coalesce(sum(n), 0) from case_counts) <> (select count(*) from cases)',
}

/** The file and its log as they lie, for looking into without touching the original. */
export function copyOf(file: string): { file: string; drop(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-copy-'))
  const copy = join(dir, 'copy.db')
  for (const end of ['', '-wal']) if (existsSync(file + end)) copyFileSync(file + end, copy + end)
  return { file: copy, drop: () => rmSync(dir, { recursive: true, force: true }) }
}

/** Everything wrong in a copy of the file, in words: broken pages, halves, and acknowledged cases lost or doubled. */
export function faults(file: string, acks: readonly Ack[]): { lost: string[]; half: string[]; broken: string[] } {
  const db = new DatabaseSync(file)
  try {
    const rows = (sql: string) => db.prepare(sql).all() as Record<string, string>[]
    const broken = [
      ...rows('pragma integrity_check')
        .map((r) => String(r.integrity_check))
        .filter((said) => said !== 'ok'),
      ...rows('pragma foreign_key_check').map((r) => `foreign key of ${r.table}`),
    ]
    const half = Object.entries(HALVES).flatMap(([what, sql]) =>
      rows(`${sql} limit 3`).map((row) => `${what}: ${Object.values(row).join()}`),
    )
    const known = new Map<string, string[]>()
    for (const { no = '', account = '' } of rows('select no, account from case_texts')) {
      const key = /（记号([0-9a-f]+)）/.exec(account)?.[1]
      if (key) known.set(key, [...(known.get(key) ?? []), no])
    }
    const cases = new Set(rows('select no from cases').map((r) => r.no))
    const lost = acks
      .filter(({ key, no }) => known.get(key)?.join() !== no || !cases.has(no))
      .map(({ no }) => `acknowledged ${no}`)
    half.push(
      ...[...known]
        .filter(([, nos]) => nos.length > 1)
        .map(([, nos]) => `one submission, several cases: ${nos.join()}`),
    )
    return { lost, half, broken }
  } finally {
    db.close()
  }
}
