import type { Context } from 'hono'
import { fields } from '../../content/fields.ts'
import { flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { KINDS, type Kind } from '../publication/publication.ts'
import { envelopeOf, filled, fromValues } from './form.ts'
import { turned } from './turned.ts'

const LOOK = '/desk/publications/questionnaire/:code/look'

const here = (c: Context<AppEnv>) =>
  ['kind', 'code'].map((name) => encodeURIComponent(c.req.param(name) ?? '')).join('/')
/** The fields of the kind an address names; a kind that is none has none, and the API says so. */
const shapeOf = (c: Context<AppEnv>) => {
  const kind = c.req.param('kind') ?? ''
  return Object.hasOwn(KINDS, kind) ? fields(KINDS[kind as Kind].schema) : []
}

/** Forms of the publishing desk: the entry itself, and the steps it takes. */
export const draftForms: readonly PageForm[] = [
  {
    path: '/desk/publications/:kind/:code/edit',
    wide: true,
    call(values, c) {
      const shape = shapeOf(c)
      const { data } = turned(shape, fromValues(shape, values), values._do ?? '')
      return {
        method: 'POST',
        path: `/api/desk/publications/${here(c)}`,
        json: { ...envelopeOf(values), data },
      }
    },
    done(c, _answer, values) {
      const page = `/desk/publications/${here(c)}`
      if (values._do === 'look') return c.redirect(`${page}/preview`, 303)
      if (values._do === 'end') {
        flash(c, 'saved')
        return c.redirect(page, 303)
      }
      const shape = shapeOf(c)
      const { at } = turned(shape, fromValues(shape, values), values._do ?? '')
      // A row that was added or moved is what the next page shows first.
      flash(c, at ? 'turned' : 'saved')
      return c.redirect(at ? `${page}/edit?open=${at}#${at}` : `${page}/edit`, 303)
    },
  },
  {
    // What is typed so far, seen beside the form while it is typed: nothing is done, so nothing can be done twice.
    path: LOOK,
    wide: true,
    open: true,
    turn: (values, c) => ({ page: new URL(c.req.url).pathname, values, errors: [], store: false }),
    done: (c) => c.redirect(new URL(c.req.url).pathname, 303),
  },
  {
    path: '/desk/publications/:kind/:code',
    call(values, c) {
      const { action = '', n = '0', intent = '', like = '', remark = '', goesLive = '' } = values
      return {
        method: 'POST',
        path: `/api/desk/publications/${here(c)}/steps`,
        json: { action, n, ...filled({ intent, like, remark, goesLive }, ['intent', 'like', 'remark', 'goesLive']) },
      }
    },
    done(c, answer, values) {
      const page = `/desk/publications/${here(c)}`
      // A correction holds from the same day as what it corrects.
      const from = /^\d{4}-\d{2}-\d{2}$/.exec(values._from ?? '')?.[0]
      if (values.action === 'begin') return c.redirect(`${page}/edit${from ? `?from=${from}` : ''}`, 303)
      flash(c, values.action ?? '')
      // A new entry thrown away has no page any more.
      return c.redirect('title' in answer ? page : '/desk/publications', 303)
    },
  },
]
