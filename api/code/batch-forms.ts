import type { Context } from 'hono'
import { flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'

const batchOf = (c: Context<AppEnv>) => encodeURIComponent(c.req.param('batch') ?? '')
/** What is said of a batch, without the fields of the page; empty controls are absent. */
const spoken = (values: Record<string, string>) =>
  Object.fromEntries(
    ['type', 'department', 'validFrom', 'validTo', 'list'].flatMap((name) => {
      const value = values[name]?.trim()
      return value ? [[name, value]] : []
    }),
  )
const asks = (_c: Context<AppEnv>, { type = '' }: Record<string, string>) =>
  `/desk/codes/batch?type=${encodeURIComponent(type)}`

export const batchForms: readonly PageForm[] = [
  {
    // Looked at before anything is issued; a file is shown as text, so that it can be mended where it stands.
    path: '/desk/codes/batch',
    upload: true,
    call(values, _c, file) {
      const { list, ...rest } = spoken(values)
      const path = '/api/desk/codes/batches/preview'
      return file && !list
        ? { method: 'POST', path: `${path}?${new URLSearchParams({ ...rest, file: file.name })}`, bytes: file.bytes }
        : { method: 'POST', path, json: { ...rest, list } }
    },
    page: asks,
    shows: ({ list, wrong }, values, c) => ({
      page: asks(c, values),
      values: { ...values, list: String(list), previewed: Array.isArray(wrong) && wrong.length > 0 ? 'wrong' : 'yes' },
      errors: [],
      store: false,
    }),
    done: (c) => c.redirect('/desk/codes/batch', 303),
  },
  {
    path: '/desk/codes/batch/issue',
    upload: true,
    call: (values) => ({ method: 'POST', path: '/api/desk/codes/batches', json: spoken(values) }),
    page: asks,
    done(c, { batch }) {
      flash(c, 'issue')
      return c.redirect(`/desk/codes/batches/${String(batch)}`, 303)
    },
  },
  {
    path: '/desk/codes/batches/:batch',
    call: ({ n, note = '' }, c) => ({
      method: 'POST',
      path: `/api/desk/codes/batches/${batchOf(c)}/reissue`,
      json: { n, note },
    }),
    done(c) {
      flash(c, 'replace')
      return c.redirect(`/desk/codes/batches/${batchOf(c)}`, 303)
    },
  },
]
