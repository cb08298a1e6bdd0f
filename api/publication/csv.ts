import { type Kind, type Published, publicFields } from './publication.ts'

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

const ENVELOPE = ['版本', '版本状态', '生效日期', '失效日期', '来源文件', '备案号']
export const row = (cells: readonly unknown[]) => `${cells.map(cell).join(',')}\r\n`

/** A CSV with the titles people read; a BOM first, or Excel takes it for GBK. */
export const csv = {
  head: (kind: Kind) => `\ufeff${row([...publicFields(kind).map((f) => f.title), ...ENVELOPE])}`,
  line(kind: Kind, p: Published) {
    const data = p.data as Record<string, unknown>
    const said = publicFields(kind).map((f) => {
      const value = data[f.name]
      return f.labels && typeof value === 'string' ? (f.labels[value] ?? value) : value
    })
    const status = p.status === 'cancelled' ? '已取消' : '现行有效'
    return row([...said, p.version, status, p.from, p.to, p.source, p.filingNo])
  },
}
