import { flash, type PageForm } from '../bridge.ts'
import { fromForm } from '../form.ts'
import { Decision } from '../staff/person.ts'
import { Holding } from './holding.ts'
import { Proposal } from './routes.ts'

const page = () => '/desk/retention'
const done =
  (code: string): PageForm['done'] =>
  (c) => {
    flash(c, code)
    return c.redirect('/desk/retention', 303)
  }

export const retentionForms: readonly PageForm[] = [
  {
    path: '/desk/retention',
    call: (values) => ({ method: 'POST', path: '/api/desk/retention', json: fromForm(Proposal, values) }),
    page,
    done: done('proposed'),
  },
  {
    path: '/desk/retention/holds',
    call: (values) => ({ method: 'POST', path: '/api/desk/retention/holds', json: fromForm(Holding, values) }),
    page: () => '/desk/retention?form=hold',
    done: done('held'),
  },
  {
    path: '/desk/retention/holds/:id/end',
    call: (_values, c) => ({
      method: 'POST',
      path: `/api/desk/retention/holds/${encodeURIComponent(c.req.param('id') ?? '')}/end`,
    }),
    page,
    done: done('released'),
  },
  {
    path: '/desk/retention/runs/:id',
    call: (values, c) => ({
      method: 'POST',
      path: `/api/desk/retention/runs/${encodeURIComponent(c.req.param('id') ?? '')}`,
      json: fromForm(Decision, values),
    }),
    page,
    done: done('decided'),
  },
]
