import { flash, type PageForm } from '../bridge.ts'
import { ACTIONS, type Action, step } from '../case/workflow.ts'
import { fromForm } from '../form.ts'
import { Answer } from './view.ts'

const isAction = (name: string): name is Action => ACTIONS.some((action) => action === name)

/** One tick a file: `files.3.1` is the first redacted copy of attachment 3. */
function chosen(values: Record<string, string>) {
  const ticks = Object.keys(values).filter((name) => /^files\.\d{1,2}\.\d{1,2}$/.test(name))
  return {
    files: ticks.map((name) => name.slice('files.'.length)),
    typed: Object.fromEntries(Object.entries(values).filter(([name]) => !ticks.includes(name))),
  }
}

export const deskForms: readonly PageForm[] = [
  {
    path: '/desk/cases/:no',
    call({ action = '', n, ...values }, c) {
      const { files, typed } = chosen(values)
      return {
        method: 'POST',
        path: `/api/desk/cases/${encodeURIComponent(c.req.param('no') ?? '')}/steps`,
        json: {
          action,
          n,
          ...(isAction(action) && fromForm(step(action).says, typed)),
          ...(files.length > 0 && { files }),
        },
      }
    },
    done(c, answer, { action = '' }) {
      flash(c, action)
      // A case that was sealed has no page any more for whoever sealed it.
      return c.redirect(answer.status === 'sealed' ? '/desk' : c.req.path, 303)
    },
  },
  {
    path: '/desk/enquiries/:id',
    call: (values, c) => ({
      method: 'POST',
      path: `/api/desk/enquiries/${encodeURIComponent(c.req.param('id') ?? '')}/steps`,
      json: fromForm(Answer, values),
    }),
    done(c) {
      flash(c, 'answered')
      return c.redirect(c.req.path, 303)
    },
  },
]
