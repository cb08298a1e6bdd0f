import { flash, type PageForm } from '../bridge.ts'
import { fromForm } from '../form.ts'
import { Declaration, shownAs, Withdrawal } from './interest.ts'

const PAGE = '/desk/account/interests'

export const interestForms: readonly PageForm[] = [
  {
    path: PAGE,
    // What it hides is shown first, and counts once it is confirmed.
    turn: ({ confirm, ...values }) =>
      confirm === shownAs(values) ? undefined : { page: PAGE, values, errors: [], store: false },
    call: ({ confirm: _confirm, ...values }) => ({
      method: 'POST',
      path: '/api/desk/interests',
      json: fromForm(Declaration, values),
    }),
    done(c) {
      flash(c, 'declared')
      return c.redirect(PAGE, 303)
    },
  },
  {
    path: `${PAGE}/end`,
    call: (values) => ({ method: 'POST', path: '/api/desk/interests/end', json: fromForm(Withdrawal, values) }),
    page: () => `${PAGE}?form=end`,
    done(c) {
      flash(c, 'withdrawn')
      return c.redirect(PAGE, 303)
    },
  },
]
