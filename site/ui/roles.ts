/** Shown as blocks on a narrow page, the parts of a table lose their native roles: `Table`, `Row` and `Cell` say them again. */
export const roles = {
  table: 'table',
  rowgroup: 'rowgroup',
  row: 'row',
  columnheader: 'columnheader',
  rowheader: 'rowheader',
  cell: 'cell',
} as const
