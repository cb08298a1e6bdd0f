import { flash, type PageForm } from '../bridge.ts'
import { fromForm } from '../form.ts'
import { Retry } from '../job/health.ts'
import { Read } from './staff-routes.ts'
import { Ways } from './ways.ts'

export const noticeForms: readonly PageForm[] = [
  {
    path: '/desk/notices',
    call: (values) => ({ method: 'POST', path: '/api/desk/notices/read', json: fromForm(Read, values) }),
    done: (c) => c.redirect('/desk/notices', 303),
  },
  {
    path: '/desk/account/ways',
    call: (values) => ({ method: 'POST', path: '/api/desk/notices/ways', json: fromForm(Ways, values) }),
    page: () => '/desk/account?form=ways',
    done(c) {
      flash(c, 'ways')
      return c.redirect('/desk/account', 303)
    },
  },
  {
    path: '/desk/jobs',
    call: (values) => ({ method: 'POST', path: '/api/desk/jobs/retry', json: fromForm(Retry, values) }),
    done(c) {
      flash(c, 'retried')
      return c.redirect('/desk/jobs', 303)
    },
  },
]
