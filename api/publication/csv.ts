import { KINDS, type Kind, type Published } from './publication.ts'

/** Characters with which a spreadsheet starts a formula, full-width ones included; a quote before them makes it text. */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n|%]/

/** One cell: quoted always, and never the start of a formula. */
export const cell = (value: unknown): string => {
  const text =
    value === null || value === undefined
      ? ''
      : typeof value === 'object'
        ? Array.isArray(value) && value.every((v) => typeof v === 'string')
          ? value.join('；')
          : JSON.stringify(value)
        : String(value)
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}

/** Lines of a CSV with the titles people read; a BOM first, or Excel takes it for GBK. */
export function* csv<K extends Kind>(kind: K, items: readonly Published<K>[]): Generator<string> {
  const shape = KINDS[kind].schema.shape as Record<string, { meta(): { title?: string } | undefined }>
  const columns = Object.keys(shape)
  const titles = columns.map((name) => shape[name]?.meta()?.title ?? name)
  yield `\ufeff${[...titles, '版本', '生效日期', '失效日期', '来源文件', '备案号'].map(cell).join(',')}\r\n`
  for (const p of items) {
    const data = p.data as Record<string, unknown>
    yield `${[...columns.map((name) => data[name]), p.version, p.from, p.to, p.source, p.filingNo].map(cell).join(',')}\r\n`
  }
}
