import type { Entry } from './entry.ts'
import { placeOf } from './entry.ts'
import type { Faults } from './fault.ts'
import { columnOf, headName } from './heads.ts'

/** For any day at most one version of a code is in force: within a workbook as in the content folder (content/check.ts). */
export function versions(all: readonly { entry: Entry; from: string; to: string | undefined }[], faults: Faults) {
  for (const same of Map.groupBy(all, ({ entry }) => entry.code).values()) {
    const sorted = same.toSorted((a, b) => a.from.localeCompare(b.from))
    for (const [i, later] of sorted.entries()) {
      const earlier = sorted[i - 1]
      if (!earlier) continue
      const { code, lines } = later.entry
      const other = placeOf(earlier.entry.lines[0])
      const say = (message: string) => {
        const { layout, row } = lines[0]
        const column = headName(layout, columnOf(layout, 'code'))
        faults.add({ sheet: layout.sheet.name, row: row + 1, column, message })
      }
      if (earlier.from === later.from) say(`编码 ${code} 重复：${other}已有同一天生效的版本。请删掉一行，或改生效日期`)
      else if (!earlier.to || earlier.to > later.from)
        say(`编码 ${code} 与${other}的版本日期重叠。请把那一行的失效日期写成 ${later.from}`)
    }
  }
}
