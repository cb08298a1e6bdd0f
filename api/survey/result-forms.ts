import type { Context } from 'hono'
import { flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'

const at = (c: Context<AppEnv>) => `/desk/surveys/${encodeURIComponent(c.req.param('code') ?? '')}`

export const resultForms: readonly PageForm[] = [
  {
    path: '/desk/surveys/:code/results',
    call: ({ n, note }, c) => ({ method: 'POST', path: `/api${at(c)}/release`, json: { n, note } }),
    done(c) {
      flash(c, 'published')
      return c.redirect(`${at(c)}/results`, 303)
    },
  },
  {
    path: '/desk/surveys/:code/odd',
    call: ({ n, id, mark, review, reason }, c) => ({
      method: 'POST',
      path: `/api${at(c)}/odd`,
      json: { n, ...(id ? { id } : { mark }), review, reason },
    }),
    done(c) {
      flash(c, 'judged')
      return c.redirect(`${at(c)}/odd`, 303)
    },
  },
]
