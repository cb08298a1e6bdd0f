import { pinyin } from 'pinyin-pro'
import { type FieldSpec, fields } from '../../content/fields.ts'
import { KINDS, type Kind } from '../../content/schema.ts'
import { bigrams } from '../case/search.ts'

/** The text of an entry by how much a find in it means: the obvious thing comes first. */
interface Texts {
  code: string[]
  title: string[]
  basis: string[]
  body: string[]
}
/** Looks up what a reference is called. */
export type NameOf = (kind: Kind, code: string) => string | undefined

/** One spelling, without the signs people do not type: 《食品安全法》第35条 is found by 食品安全法第35条. */
export const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

const CODES = new Set(['code'])
const BASES = new Set(['basis', 'violates', 'basisText', 'docNo'])

const NO_NAMES: NameOf = () => undefined

/**
 * Every text of an entry, labels included. What it refers to stands in the index by its code, since names change: a
 * search looks up what the names of the day stand for. Excerpts for people have the names.
 */
export function textsOf(kind: Kind, data: Readonly<Record<string, unknown>>, nameOf = NO_NAMES): Texts {
  const texts: Texts = { code: [], title: [], basis: [], body: [] }
  for (const field of fields(KINDS[kind].schema)) {
    const column = CODES.has(field.name)
      ? 'code'
      : field.name === 'name' || field.name === 'short'
        ? 'title'
        : BASES.has(field.name)
          ? 'basis'
          : 'body'
    texts[column].push(...said(field, data[field.name], nameOf))
  }
  return texts
}

function said(field: FieldSpec, value: unknown, nameOf: NameOf): string[] {
  if (value === undefined || value === null || field.kind === 'flag') return []
  const each = Array.isArray(value) ? value : [value]
  if (field.kind === 'map') return Object.values(value).flatMap((v) => parts(field, v, nameOf))
  if (field.of) return each.flatMap((v) => parts(field, v, nameOf))
  if (field.labels) return each.map((v) => field.labels?.[String(v)] ?? String(v))
  if (field.ref) return each.flatMap((v) => [String(v), nameOf(field.ref as Kind, String(v)) ?? ''])
  return each.map(String)
}
const parts = (field: FieldSpec, value: unknown, nameOf: NameOf) =>
  (field.of ?? []).flatMap((f) => said(f, (value as Record<string, unknown>)[f.name], nameOf))

/** The columns of the index: two-character steps, so that every substring is a phrase; and how the title sounds. */
export function termsOf(texts: Texts): Record<'code' | 'title' | 'basis' | 'body' | 'pinyin', string> {
  const steps = (all: string[]) => all.map((t) => bigrams(fold(t))).join(' ')
  return {
    code: steps(texts.code),
    title: steps(texts.title),
    basis: steps(texts.basis),
    body: steps(texts.body),
    pinyin: texts.title
      .flatMap((t) => sounds(t))
      .map(bigrams)
      .join(' '),
  }
}

/** How a title sounds: its initials and its syllables, without tones. */
export function sounds(text: string): string[] {
  const plain = fold(text)
  if (!/\p{Script=Han}/u.test(plain)) return []
  const spoken = (pattern: 'first' | 'pinyin') =>
    pinyin(plain, { toneType: 'none', pattern, type: 'array', v: true }).join('').replaceAll('ü', 'v')
  return [spoken('first'), spoken('pinyin')]
}
