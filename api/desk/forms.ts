import { flash, type PageForm } from '../bridge.ts'

export const deskForms: readonly PageForm[] = [
  {
    path: '/desk/cases/:no',
    call(values, c) {
      const said = Object.fromEntries(
        Object.entries(values).filter(([name, value]) => !name.startsWith('_') && value.trim() !== ''),
      )
      return {
        method: 'POST',
        path: `/api/desk/cases/${encodeURIComponent(c.req.param('no') ?? '')}/steps`,
        json: said,
      }
    },
    done(c, _answer, values) {
      flash(c, values.action ?? '')
      return c.redirect(c.req.path, 303)
    },
  },
]
