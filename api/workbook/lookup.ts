import type { Kind } from '../../content/schema.ts'

/** What a workbook may refer to, code and name of each, as plain data: it crosses over into the thread that reads. */
export type Context = { readonly [K in Kind]?: readonly (readonly [code: string, name: string])[] }

export interface Lookup {
  known(kind: string, code: string): boolean
  /** The code of an exact name, where only one entry has that name. */
  resolve(kind: string, text: string): string | undefined
}

/** Names as people type them: the width of brackets and spaces do not tell two bodies apart. */
const same = (name: string) => name.normalize('NFKC').replace(/\s/g, '')

export function lookup(context: Context): Lookup {
  const codes = new Map<string, Set<string>>()
  const names = new Map<string, Map<string, string | undefined>>()
  for (const [kind, entries] of Object.entries(context)) {
    codes.set(kind, new Set(entries.map(([code]) => code)))
    const named = new Map<string, string | undefined>()
    for (const [code, name] of entries) {
      const shared = named.has(same(name)) && named.get(same(name)) !== code
      named.set(same(name), shared ? undefined : code)
    }
    names.set(kind, named)
  }
  return {
    known: (kind, code) => codes.get(kind)?.has(code) ?? false,
    resolve: (kind, text) => names.get(kind)?.get(same(text)),
  }
}
