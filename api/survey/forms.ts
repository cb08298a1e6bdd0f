import type { Context } from 'hono'
import { flash, type PageForm } from '../bridge.ts'
import type { AppEnv } from '../context.ts'
import { fromForm, pairsOf } from '../form.ts'
import { answering } from './answering.ts'
import { Survey } from './survey.ts'
import { MOVES, type Move, step } from './workflow.ts'

const isMove = (name: string): name is Move => MOVES.some((action) => action === name)
const codeOf = (c: Context<AppEnv>) => encodeURIComponent(c.req.param('code') ?? '')
const api = (c: Context<AppEnv>) => `/api/desk/surveys/${codeOf(c)}`
const page = (c: Context<AppEnv>) => `/desk/surveys/${codeOf(c)}`

/** Answers as a program sends them: one value, or a list where a name repeats, by the names of the fields. */
const answersIn = (values: Record<string, string>): [string, string][] =>
  pairsOf(values).filter(([name]) => name.startsWith('answers.'))

export const surveyForms: readonly PageForm[] = [
  answering,
  {
    path: '/desk/surveys/new',
    call: (values) => ({ method: 'POST', path: '/api/desk/surveys', json: fromForm(Survey, values) }),
    done(c, answer) {
      flash(c, 'draw')
      return c.redirect(`/desk/surveys/${String(answer.code)}`, 303)
    },
  },
  {
    path: '/desk/surveys/:code',
    call: ({ action = '', n, ...typed }, c) => ({
      method: 'POST',
      path: `${api(c)}/steps`,
      json: { action, n, ...(isMove(action) && fromForm(step(action).says, typed)) },
    }),
    done(c, _answer, { action = '' }) {
      flash(c, action)
      return c.redirect(page(c), 303)
    },
  },
  {
    // Shown once, where they were asked for: an address of their own would be asked for again.
    path: '/desk/surveys/:code/letters',
    call: ({ n, count = '' }, c) => ({ method: 'POST', path: `${api(c)}/tokens`, json: { n, count: count.trim() } }),
    page,
    shows: ({ tokens }, _values, c) => ({
      page: `${page(c)}/letters`,
      values: { tokens: Array.isArray(tokens) ? tokens.join(' ') : '' },
      errors: [],
      store: false,
    }),
    done: (c) => c.redirect(page(c), 303),
  },
  {
    path: '/desk/surveys/:code/list',
    upload: true,
    call({ n = '', list = '' }, c, file) {
      const named = new URLSearchParams({ n, file: file?.name ?? '' })
      return file && !list.trim()
        ? { method: 'POST', path: `${api(c)}/tokens?${named}`, bytes: file.bytes }
        : { method: 'POST', path: `${api(c)}/tokens`, json: { n, list } }
    },
    page,
    done(c, { invited, repeated }) {
      flash(c, `invite-${String(invited)}-${String(repeated)}`)
      return c.redirect(page(c), 303)
    },
  },
  {
    path: '/desk/surveys/:code/enter',
    repeats: true,
    // Which bodies are graded is known when they were picked: their questions are drawn then, and nothing is sent yet.
    turn: (values, c) => (values._go ? { page: `${page(c)}/enter`, values, errors: [], store: false } : undefined),
    call: ({ stratum = '', channel = '', ...values }, c) => ({
      method: 'POST',
      path: `${api(c)}/entries`,
      json: { stratum, channel, fields: answersIn(values) },
    }),
    done(c, _answer, { stratum = '', channel = '' }) {
      flash(c, 'enter')
      return c.redirect(`${page(c)}/enter?${new URLSearchParams({ stratum, channel })}`, 303)
    },
  },
]
