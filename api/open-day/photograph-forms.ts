import type { Context } from 'hono'
import { flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'

const codeOf = (c: Context<AppEnv>) => encodeURIComponent(c.req.param('code') ?? '')
const pageOf = (c: Context<AppEnv>) => `/desk/open-days/${codeOf(c)}/photographs`

/** Photographs come and go one at a time. */
export const photographForms: readonly PageForm[] = [
  {
    path: '/desk/open-days/:code/photographs',
    upload: true,
    call: ({ alt = '', checked }, c, file) => ({
      method: 'POST',
      path: `/api${pageOf(c)}?${new URLSearchParams({ alt, ...(checked && { checked }) })}`,
      ...(file && { bytes: file.bytes }),
    }),
    done(c) {
      flash(c, 'added')
      return c.redirect(pageOf(c), 303)
    },
  },
  {
    path: '/desk/open-days/:code/photographs/:id/remove',
    page: pageOf,
    call: (_values, c) => ({
      method: 'DELETE',
      path: `/api${pageOf(c)}/${encodeURIComponent(c.req.param('id') ?? '')}`,
    }),
    done(c) {
      flash(c, 'removed')
      return c.redirect(pageOf(c), 303)
    },
  },
]
