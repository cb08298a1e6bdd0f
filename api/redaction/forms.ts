import { flash, type PageForm } from '../bridge.ts'
import { readNumber } from '../case/number.ts'
import { type Box, SIDES } from './box.ts'

/** A row of four numbers a rectangle, `boxes.0.left`; an empty row is none, and what is no number is said to be none. */
function boxesIn(values: Record<string, string>): Partial<Box>[] {
  const rows = new Map<number, Partial<Box>>()
  for (const [name, value] of Object.entries(values)) {
    const [, row, side] = /^boxes\.(\d{1,3})\.(\w+)$/.exec(name) ?? []
    if (row === undefined || !side || !Object.hasOwn(SIDES, side) || value.trim() === '') continue
    const typed = value.normalize('NFKC').trim().replace(/%$/, '')
    const number = /^\d{1,3}(?:\.\d{1,6})?$/.test(typed) ? Number(typed) : Number.NaN
    rows.set(Number(row), { ...rows.get(Number(row)), [side]: number })
  }
  return [...rows].sort(([a], [b]) => a - b).map(([, box]) => box)
}

const onPage = (page: string | undefined) => (/^[1-9]\d{0,2}$/.test(page ?? '') ? `?page=${page}` : '')

export const redactionForms: readonly PageForm[] = [
  {
    // Nothing is kept: the page is drawn again with what was decided. An account never travels in an address.
    path: '/desk/cases/:no/redaction',
    open: true,
    wide: true,
    turn: (values) => ({
      page: `/desk/cases/${readNumber(values.no ?? '') ?? 'none'}/redaction`,
      values,
      errors: [],
      store: false,
    }),
    done: (c) => c.redirect(c.req.path, 303),
  },
  {
    path: '/desk/cases/:no/attachments/:n/redaction',
    page: (c, { page }) => c.req.path + onPage(page),
    call: (values, c) => ({
      method: 'POST',
      path: `${c.req.path.replace(/^\/desk\//, '/api/desk/')}s`,
      json: { ...(values.page && { page: values.page }), boxes: boxesIn(values), ...(values.clear && { clear: true }) },
    }),
    done(c, _answer, { page }) {
      flash(c, 'covered')
      return c.redirect(c.req.path + onPage(page), 303)
    },
  },
]
