import type { PageForm } from '../bridge.ts'
import { fromForm } from '../form.ts'
import { Opening } from './download.ts'

const at = (path: string) => path.replace(/^\/desk\//, '/api/desk/')

export const fileForms: readonly PageForm[] = [
  {
    path: '/desk/cases/:no/attachments/:n',
    call: (values, c) => ({ method: 'POST', path: `${at(c.req.path)}/original`, json: fromForm(Opening, values) }),
    // The answer is the file itself.
    done: (c) => c.redirect(c.req.path, 303),
  },
]
