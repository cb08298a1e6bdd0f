import { DatabaseSync } from 'node:sqlite'
import { type Kind, SEARCHED } from '../../api/publication/publication.ts'
import { fold, textsOf } from '../../api/publication/terms.ts'
import type { Chance } from './chance.ts'
import { piece } from './chance.ts'

/** An entry in force as a plain scan reads it: every text of it, folded as the search folds, a line each. */
export interface Entry {
  kind: Kind
  code: string
  cancelled: boolean
  /** What a list may be narrowed by. */
  data: Record<string, unknown>
  text: string
}

type Row = {
  kind: Kind
  code: string
  version: number
  from: string
  data: string
  summary: string
}

/** What is in force on a day, read from the file without the register and without the index. */
export function inForceIn(file: string, day: string): Entry[] {
  const db = new DatabaseSync(file, { readOnly: true })
  const rows = db
    .prepare(
      `select kind, code, version, "from", data, summary from publications
        where published_at is not null and state <> 'revoked' and "from" <= ? order by kind, code, "from", version`,
    )
    .all(day) as Row[]
  db.close()
  // Of each code the last row stands: the latest first day, then the newest version.
  const last = new Map(rows.map((row) => [`${row.kind}/${row.code}`, row]))
  return [...last.values()]
    .filter(({ kind }) => (SEARCHED as readonly Kind[]).includes(kind))
    .map(({ kind, code, data: json, summary }) => {
      const data = JSON.parse(json) as Record<string, unknown>
      const texts = textsOf(kind, data)
      const text = [...texts.code, ...texts.title, ...texts.basis, ...texts.body].map(fold).join('\n')
      const { type, department, level, exercise, townships, status } = data
      const cancelled = (JSON.parse(summary) as { cancelled?: boolean }).cancelled ?? false
      return { kind, code, cancelled, data: { type, department, level, exercise, townships, status }, text }
    })
}

/** Pieces of texts that are there, of one sign and more; half of them of matters, half of all the rest. */
export function pieces(n: number, entries: readonly Entry[], luck: Chance): string[] {
  const [matters, rest] = [true, false].map((is) => entries.filter(({ kind }) => (kind === 'matter') === is))
  return Array.from({ length: n }, (_, i) => {
    for (;;) {
      const lines = luck.pick((i % 2 ? matters : rest) ?? entries).text.split('\n')
      const found = piece(luck.pick(lines), 1 + luck.below(10), luck)
      if (found) return found
    }
  })
}

/** Where a plain scan finds a piece: the codes of the matters listed, and how many of each kind. */
export function scan(entries: readonly Entry[], word: string) {
  const matters = new Set<string>()
  const kinds: Partial<Record<Kind, number>> = {}
  for (const { kind, code, cancelled, text } of entries)
    if (text.includes(word)) {
      kinds[kind] = (kinds[kind] ?? 0) + 1
      if (kind === 'matter' && !cancelled) matters.add(code)
    }
  return { matters, kinds }
}
