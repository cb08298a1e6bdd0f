import { flash, type PageForm } from '../bridge.ts'

const pageOf = (code = '') => `/desk/open-days/${encodeURIComponent(code)}/doors`

/** Doors of an open day without a script. */
export const doorForms: readonly PageForm[] = [
  {
    path: '/desk/open-days/:code/doors',
    call: ({ label = '' }, c) => ({
      method: 'POST',
      path: `/api${pageOf(c.req.param('code'))}`,
      json: { label },
    }),
    // The code is shown there and then, and nowhere again.
    shows: ({ label, code }, _values, c) => ({
      page: pageOf(c.req.param('code')),
      values: { label: String(label), code: String(code) },
      errors: [],
      store: false,
    }),
    done: (c) => c.redirect(pageOf(c.req.param('code')), 303),
  },
  {
    path: '/desk/open-days/:code/doors/:id/revoke',
    call: (_values, c) => ({
      method: 'POST',
      path: `/api${pageOf(c.req.param('code'))}/${encodeURIComponent(c.req.param('id') ?? '')}/revoke`,
    }),
    page: (c) => pageOf(c.req.param('code')),
    done(c) {
      flash(c, 'revoke')
      return c.redirect(pageOf(c.req.param('code')), 303)
    },
  },
]
