const cells = (row: string) =>
  [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, inner = '']) => inner.trim())
const plain = (inner: string) => inner.replace(/<[^>]+>/g, '').replaceAll('"', '&quot;')

/** The first cell of a row names it; the others carry their column’s name for narrow pages. */
const bodyRow = (labels: string[], [head = '', ...rest]: string[]) =>
  `<tr role="row"><th role="rowheader" scope="row">${head}</th>${rest.map((inner, index) => `<td role="cell" data-label="${plain(labels[index + 1] ?? '')}">${inner}</td>`).join('')}</tr>`

/** An empty corner is no heading. */
const headCell = (inner: string) =>
  inner === '' ? '<td role="cell"></td>' : `<th role="columnheader" scope="col">${inner}</th>`

/** Gives the plain tables of our own Markdown the markup of the kit’s `Table`, so that they too stack on a phone. */
export const kitTables = (html: string): string =>
  html.replace(/<table>[\s\S]*?<\/table>/g, (table) => {
    const [labels = [], ...rows] = [...table.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row = '']) => cells(row))
    return `<table role="table" class="table" data-stack><thead role="rowgroup"><tr role="row">${labels.map(headCell).join('')}</tr></thead><tbody role="rowgroup">${rows.map((row) => bodyRow(labels, row)).join('')}</tbody></table>`
  })
