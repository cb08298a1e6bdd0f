import { flash, type PageForm } from '../bridge.ts'
import { Calling, TASKS } from '../case/task.ts'
import { ACTIONS, type Action, step } from '../case/workflow.ts'
import { fromForm } from '../form.ts'
import { bulkOf } from './bulk.ts'
import { savedForms } from './saved.ts'

const isAction = (name: string): name is Action => ACTIONS.some((action) => action === name)

/** What a body’s step must say. */
const saidBy = (action: string) =>
  action === 'call' ? Calling : action in TASKS ? TASKS[action as keyof typeof TASKS].says : TASKS.sign.says

export const deskForms: readonly PageForm[] = [
  {
    path: '/desk/cases/:no',
    // A template, a look at how it will be read, or throwing it away: the page asks the API itself and takes no step.
    turn: (values, c) => (values.aside ? { page: c.req.path, values, errors: [], store: false } : undefined),
    call: ({ action = '', n, template: _template, ...typed }, c) => ({
      method: 'POST',
      path: `/api/desk/cases/${encodeURIComponent(c.req.param('no') ?? '')}/steps`,
      json: { action, n, ...(isAction(action) && fromForm(step(action).says, typed)) },
    }),
    done(c, answer, { action = '' }) {
      flash(c, action)
      // A case that was sealed has no page any more for whoever sealed it.
      return c.redirect(answer.status === 'sealed' ? '/desk' : c.req.path, 303)
    },
  },
  {
    path: '/desk/enquiries/:id',
    call: ({ action = '', n, ...typed }, c) => ({
      method: 'POST',
      path: `/api/desk/enquiries/${encodeURIComponent(c.req.param('id') ?? '')}/steps`,
      json: { action, n, ...fromForm(saidBy(action), typed) },
    }),
    done(c, _answer, { action = '' }) {
      flash(c, action)
      return c.redirect(c.req.path, 303)
    },
  },
  {
    path: '/desk/bulk',
    // Nothing is done before it was looked at: ticks lead to the page that says what each case would come to.
    turn({ results: _forged, ...values }) {
      if (values.confirm) return undefined
      const { action, cases } = bulkOf(values)
      const errors = [
        ...(cases.length === 0 ? [{ path: '', message: '请先勾选办件' }] : []),
        ...(action === '' ? [{ path: 'action', message: '请选择要一起办哪一步' }] : []),
      ]
      return {
        page: errors.length > 0 ? `/desk?${new URLSearchParams(values.here)}` : '/desk/bulk',
        values,
        errors,
        store: false,
      }
    },
    call: (values) => ({ method: 'POST', path: '/api/desk/bulk', json: bulkOf(values) }),
    shows: ({ items, label }, { here = '' }) => ({
      page: '/desk/bulk',
      values: { here, label: String(label), results: JSON.stringify(items) },
      errors: [],
      store: false,
    }),
    done: (c) => c.redirect('/desk', 303),
  },
  ...savedForms,
]
