import { flash, type PageForm } from '../bridge.ts'

/** Forms of the imports: a workbook handed in, and the steps it takes. */
export const importForms: readonly PageForm[] = [
  {
    path: '/desk/imports',
    upload: true,
    call(values, _c, file) {
      const asked = new URLSearchParams({
        kind: values.kind ?? '',
        // Without a file the API says that one is missing.
        file: file?.name ?? '没有文件',
        ...(values.whole && { whole: 'true' }),
      })
      return { method: 'POST', path: `/api/desk/imports?${asked}`, ...(file && { bytes: file.bytes }) }
    },
    done: (c, { id }) => c.redirect(`/desk/imports/${id}`, 303),
  },
  {
    path: '/desk/imports/:id',
    call({ action = '', n = '0', remark = '', goesLive = '' }, c) {
      return {
        method: 'POST',
        path: `/api/desk/imports/${encodeURIComponent(c.req.param('id') ?? '')}/steps`,
        json: { action, n, ...(remark.trim() && { remark }), ...(goesLive && { goesLive }) },
      }
    },
    done(c, _answer, { action = '' }) {
      flash(c, action)
      return c.redirect(c.req.path, 303)
    },
  },
]
