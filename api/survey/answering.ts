import type { Context } from 'hono'
import type { PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { type FieldError, Refusal } from '../refusal.ts'
import { knownOn } from './asked.ts'
import { invited } from './invited.ts'
import { type Row, running } from './running.ts'
import { answersIn, BEGIN, CHECK, SPENT, THANKS, turn, type Values } from './steps.ts'

const codeOf = (c: Context<AppEnv>) => c.req.param('code') ?? ''
/** The page of one step, as it is drawn inside; no address says how far somebody is. */
const drawn = (c: Context<AppEnv>, at: string) =>
  `/surveys/${encodeURIComponent(codeOf(c))}?at=${encodeURIComponent(at)}`

/**
 * Said before anything is answered: whoever types an invitation wrong, or used it, must not find out at the end. Where
 * officers hold it too, that it was used is told only to who sends an answer.
 */
async function uninvited(
  c: Context<AppEnv>,
  { code, entry, purpose }: Row,
  sent: Values,
): Promise<FieldError | undefined> {
  const { token, 'ask.ballot': held } = sent
  if (!token?.trim())
    return entry === 'invited' && !held
      ? { path: 'token', message: '请输入邀请码，它在给您的短信、邮件或信里' }
      : undefined
  try {
    const { used } = await invited(c.var.deps, code, token)
    return used && purpose !== 'inspected'
      ? { path: 'token', message: '这个邀请码已经用过了，每个只能答一次' }
      : undefined
  } catch (error) {
    const field = error instanceof Refusal && error.fields?.[0]
    if (!field) throw error
    return field
  }
}

/** Without a script everything is here; with one the browser adds a ballot and keeps the invitation to itself. */
export const answering: PageForm = {
  path: '/surveys/:code',
  repeats: true,
  async turn(sent, c) {
    const { store } = c.var.deps
    const { row, asked } = await running(store, codeOf(c), c.var.now)
    const begins = (sent._at ?? BEGIN) === BEGIN && !sent._mode
    const turned = turn(
      {
        asked,
        version: row.version,
        known: await knownOn(store, c.var.now),
        uninvited: begins ? await uninvited(c, row, sent) : undefined,
      },
      sent,
    )
    // Answers name nobody, and the browser's own way back must work; an invitation is left in no browser's store.
    return (
      turned && { page: drawn(c, turned.at), values: turned.values, errors: turned.errors, store: !turned.values.token }
    )
  },
  page(c, values, { code, fields }) {
    if (code === 'survey_spent') return drawn(c, SPENT)
    if (code === 'survey_invited') return drawn(c, BEGIN)
    const named = fields?.map(({ path }) => path).find((path) => path.startsWith('answers.') || path === 'token')
    const at = named === 'token' ? BEGIN : named?.slice('answers.'.length)
    return drawn(c, at ?? values._at ?? CHECK)
  },
  async call(values, c) {
    const { row, asked } = await running(c.var.deps.store, codeOf(c), c.var.now)
    const { token, antibot, 'ask.scanned': scanned, 'ballot.message': message, 'ballot.signature': signature } = values
    return {
      method: 'POST',
      path: `/api/surveys/${encodeURIComponent(row.code)}/responses`,
      json: {
        answers: answersIn(asked, values),
        ...(/^\d{1,6}$/.test(values.version ?? '') && { version: Number(values.version) }),
        ...(message ? { ballot: { message, signature } } : token?.trim() && { token }),
        ...(antibot && { antibot }),
        ...(scanned && { scanned }),
      },
    }
  },
  // What was said decides what is offered next; the invitation is not needed any more.
  shows: (_answer, values, c) => ({
    page: drawn(c, THANKS),
    values: Object.fromEntries(Object.entries(values).filter(([name]) => name.startsWith('answers.'))),
    errors: [],
    store: false,
  }),
  done: (c) => c.redirect(`/surveys/${encodeURIComponent(codeOf(c))}`, 303),
}
