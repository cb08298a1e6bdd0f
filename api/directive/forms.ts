import { flash, type PageForm } from '../bridge.ts'
import { fromForm } from '../form.ts'
import { Drafted } from './directive.ts'
import { ACTIONS, type Action, step } from './workflow.ts'

const isAction = (name: string): name is Action => ACTIONS.some((action) => action === name)

/** A form has one line for the numbers of cases, the API a list. */
const listed = ({ cases, ...rest }: Record<string, unknown>) => ({
  ...rest,
  ...(typeof cases === 'string' && { cases: cases.split(/[\s,，、;；]+/).filter(Boolean) }),
})

export const directiveForms: readonly PageForm[] = [
  {
    path: '/desk/directives/new',
    call: (values) => ({ method: 'POST', path: '/api/desk/directives', json: listed(fromForm(Drafted, values)) }),
    page: (c) => `/desk/directives/new${new URL(c.req.url).search}`,
    done(c, answer) {
      flash(c, 'draft')
      return c.redirect(`/desk/directives/${String(answer.id)}`, 303)
    },
  },
  ...['/desk/directives/:id', '/desk/directives/:id/edit'].map(
    (path): PageForm => ({
      path,
      call({ action = '', n, ...typed }, c) {
        return {
          method: 'POST',
          path: `/api/desk/directives/${encodeURIComponent(c.req.param('id') ?? '')}/steps`,
          json: { action, n, ...(isAction(action) && listed(fromForm(step(action).says, typed))) },
        }
      },
      done(c, _answer, { action = '' }) {
        flash(c, action)
        return c.redirect(`/desk/directives/${encodeURIComponent(c.req.param('id') ?? '')}`, 303)
      },
    }),
  ),
]
