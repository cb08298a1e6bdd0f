import type { Context } from 'hono'
import { type Call, flash, type PageForm } from '../bridge.ts'
import { readNumber } from '../case/number.ts'
import { keepReceipt } from '../complaint/forms.ts'
import type { AppEnv } from '../context.ts'
import { fromForm } from '../form.ts'
import { idsIn, ratingOf } from '../track/forms.ts'
import { SentAnswer } from './answer.ts'
import { Lead } from './lead.ts'

/** What the page of a lead says, as the API takes it. */
export function leadOf(values: Record<string, string>) {
  const { attachments, ...said } = values
  const files = idsIn(attachments)
  return { ...fromForm(Lead, said), ...(files.length > 0 && { attachments: files }) }
}

const own = (c: Context<AppEnv>) => readNumber(c.req.param('no') ?? '') ?? 'none'
const pageOf = (c: Context<AppEnv>) => `/lead/mine/${own(c)}`
const asked = (c: Context<AppEnv>, path: string, json?: unknown): Call => ({
  method: 'POST',
  path: `/api/track/${own(c)}/${path}`,
  ...(json !== undefined && { json }),
})

/** One of the forms below a lead, for whoever is signed in and sent it. */
const step = (
  path: string,
  jsonOf: (values: Record<string, string>) => unknown,
  more: Pick<PageForm, 'files'> = {},
): PageForm => ({
  path: `/lead/mine/:no/${path}`,
  page: pageOf,
  ...more,
  call: (values, c) => asked(c, path, jsonOf(values)),
  done(c) {
    flash(c, path)
    return c.redirect(pageOf(c), 303)
  },
})

export const leadForms: readonly PageForm[] = [
  {
    path: '/lead',
    files: true,
    call: (values) => ({ method: 'POST', path: '/api/leads', json: leadOf(values) }),
    // Number and query code: whoever is suspended later follows it without signing in.
    done(c, answer) {
      const { no, queryCode, way } = SentAnswer.parse(answer)
      keepReceipt(c, { no, queryCode, way })
      return c.redirect('/complaint/receipt', 303)
    },
  },
  step('withdraw', () => ({})),
  step('messages', ({ text }) => ({ text })),
  step('supplement', ({ text, attachments }) => ({ ...(text?.trim() && { text }), attachments: idsIn(attachments) }), {
    files: true,
  }),
  step('rating', ratingOf),
  step('improvement/rating', ratingOf),
  step('improvement/messages', ({ text }) => ({ text })),
  step('recheck', ({ text }) => ({ text })),
  {
    path: '/lead/mine/:no/attachments',
    open: true,
    page: pageOf,
    call: ({ n = '' }, c) => ({ ...asked(c, `attachments/${/^\d{1,3}$/.test(n) ? n : '0'}`), method: 'GET' }),
    // The answer is the file itself.
    done: (c) => c.redirect(pageOf(c), 303),
  },
]
