import { letter } from './fault.ts'

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const SIGN: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const hex = (sign: string) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`

/** Text for XML; what XML cannot hold, and what looks like it, as ECMA-376 part 1, 22.9.2.19 writes it. */
const safe = (text: string): string =>
  text
    .toWellFormed()
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[^\t\n\u0020-\ufffd\u{10000}-\u{10ffff}]/gu, hex)
    .replace(/[&<>"]/g, (sign) => SIGN[sign] ?? sign)

/** Styles by number: text; a head; an explanation. Text throughout, so that nothing typed turns into a date. */
export const STYLE = { text: 0, head: 1, hint: 2 } as const

/** A row of text cells: never a number, a formula or a link, whatever the text looks like. */
export function row(number: number, cells: readonly string[], style: number = STYLE.text, lines?: number): string {
  const made = cells.map((text, column) =>
    text === ''
      ? ''
      : `<c r="${letter(column)}${number}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${safe(text)}</t></is></c>`,
  )
  const height = lines ? ` ht="${15 * lines}" customHeight="1"` : ''
  return `<row r="${number}"${height}>${made.join('')}</row>`
}

export interface Choice {
  column: number
  from: number
  to: number
  labels: readonly string[]
}

/** What stands before the rows of a sheet: columns as wide as they need, heads that stay in view. */
export const before = (widths: readonly number[], frozen = true): string => {
  const pane = frozen ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' : ''
  const columns = widths.map(
    (width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" style="${STYLE.text}" customWidth="1"/>`,
  )
  return `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${columns.join('')}</cols><sheetData>`
}

/** What stands after them: lists to choose from. Excel takes at most 255 signs of a list, none with a comma in it. */
export const after = (choices: readonly Choice[] = []): string => {
  const lists = choices
    .filter(({ labels }) => labels.join(',').length <= 255 && !labels.some((l) => l.includes(',')))
    .map(({ column, from, to, labels }) => {
      const at = `${letter(column)}${from}:${letter(column)}${to}`
      return `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${at}"><formula1>"${safe(labels.join(','))}"</formula1></dataValidation>`
    })
  const all = lists.length > 0 ? `<dataValidations count="${lists.length}">${lists.join('')}</dataValidations>` : ''
  return `</sheetData>${all}</worksheet>`
}

const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><fonts count="3"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font><font><sz val="10"/><color rgb="FF555555"/><name val="宋体"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF4"/></patternFill></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">${[
  [0, 0],
  [1, 2],
  [2, 0],
]
  .map(
    ([font, fill]) =>
      `<xf numFmtId="49" fontId="${font}" fillId="${fill}" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>`,
  )
  .join('')}</cellXfs></styleSheet>`

/** Names of sheets as Excel allows them. */
const sheetName = (title: string): string => title.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31)

/** The parts of a workbook besides its sheets. No author, no day, no program: who made it is said in the sheet 说明. */
export function frame(titles: readonly string[]): { name: string; text: string[] }[] {
  const parts = titles.map((title, i) => ({ title: safe(sheetName(title)), id: i + 1 }))
  const types = parts.map(
    ({ id }) => `<Override PartName="/xl/worksheets/sheet${id}.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/>`,
  )
  const sheets = parts.map(({ title, id }) => `<sheet name="${title}" sheetId="${id}" r:id="rId${id}"/>`)
  const links = parts.map(
    ({ id }) => `<Relationship Id="rId${id}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${id}.xml"/>`,
  )
  const relations = (all: string) => `${XML}<Relationships xmlns="${PACKAGE}/relationships">${all}</Relationships>`
  return [
    {
      name: '[Content_Types].xml',
      text: [
        `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${SHEET_TYPE}.styles+xml"/>${types.join('')}</Types>`,
      ],
    },
    {
      name: '_rels/.rels',
      text: [relations(`<Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/>`)],
    },
    {
      name: 'xl/workbook.xml',
      text: [`${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets.join('')}</sheets></workbook>`],
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: [
        relations(
          `${links.join('')}<Relationship Id="rId${parts.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/>`,
        ),
      ],
    },
    { name: 'xl/styles.xml', text: [STYLES] },
  ]
}
