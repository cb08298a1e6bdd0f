import { flash, type PageForm } from '../bridge.ts'
import { fromForm } from '../form.ts'
import { Closing } from './routes.ts'

export const appraisalForms: readonly PageForm[] = [
  {
    path: '/desk/appraisals',
    call: (values) => ({ method: 'POST', path: '/api/desk/appraisals', json: fromForm(Closing, values) }),
    page: (_c, { year = '' }) => `/desk/appraisals?${new URLSearchParams({ year })}`,
    done(c, _answer, { year = '' }) {
      flash(c, 'closed')
      return c.redirect(`/desk/appraisals?${new URLSearchParams({ year })}`, 303)
    },
  },
]
