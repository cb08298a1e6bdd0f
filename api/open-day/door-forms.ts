import { randomUUID } from 'node:crypto'
import { flash, type PageForm } from '../bridge.ts'

const pageOf = (code = '') => `/desk/open-days/${encodeURIComponent(code)}/doors`

const listed = (code = '', id = '') => `/desk/open-days/${encodeURIComponent(code)}/list/${encodeURIComponent(id)}`

/** Doors of an open day and what is done without one, without a script. */
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
  {
    path: '/desk/open-days/:code/list/:id/arrive',
    page: (c) => listed(c.req.param('code'), c.req.param('id')),
    call: ({ act = '', party = '' }, c) => ({
      method: 'POST',
      path: `/api/desk/open-days/${encodeURIComponent(c.req.param('code') ?? '')}/arrivals`,
      json: {
        acts: [
          {
            id: randomUUID(),
            act,
            registration: c.req.param('id') ?? '',
            ...(party && { party: Number(party) }),
            at: c.var.now.toISOString(),
          },
        ],
      },
    }),
    // Whoever was turned away is told why, where it was pressed.
    shows: ({ results }, _values, c) => ({
      page: listed(c.req.param('code'), c.req.param('id')),
      values: { told: JSON.stringify(results) },
      errors: [],
      store: false,
    }),
    done: (c) => c.redirect(listed(c.req.param('code'), c.req.param('id')), 303),
  },
]
