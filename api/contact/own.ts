import { Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import { today } from '../case/deadline.ts'
import { rulebook } from '../case/rulebook.ts'
import { grouped } from '../code/id.ts'
import type { AppEnv } from '../context.ts'
import { ownTotal } from '../lead/own.ts'
import { Refusal } from '../refusal.ts'
import { has, signedIn } from '../staff/actor.ts'
import { industryName } from './contact.ts'
import { ofLogin } from './found.ts'
import { plaquesOf } from './list.ts'
import { rounds } from './questionnaire.ts'
import { STATE } from './workflow.ts'

const Own = z
  .object({
    name: z.string(),
    uscc: z.string(),
    industry: z.string(),
    township: z.string(),
    document: z.string(),
    from: z.string(),
    to: z.string(),
    left: z.int(),
    listed: z.boolean(),
    state: z.string(),
    stateLabel: z.string(),
    code: z.object({ id: z.string(), shown: z.string() }).nullable(),
    leads: z.int(),
    questionnaires: z.array(z.object({ title: z.string(), closesOn: z.string(), open: z.boolean() })),
  })
  .meta({ ref: 'OwnContact' })

/** A contact point as whoever speaks for it sees it. */
export const ownContact = new Hono<AppEnv>().get(
  '/',
  describe('我的联系点：期限、铭牌、线索、问卷', '企业联系点', Own, 200, [401, 403, 404]),
  async (c) => {
    const actor = signedIn(c)
    if (!has(actor, 'contact')) throw new Refusal('not_yours')
    const { deps, now } = c.var
    const row = await ofLogin(deps, actor.login)
    if (!row) throw new Refusal('not_found')
    const day = today(now)
    const [book, leads, plaques, sent] = await Promise.all([
      rulebook(deps.store, now),
      ownTotal(deps, actor.login),
      plaquesOf(deps, [row.id]),
      rounds(deps),
    ])
    const code = plaques.get(row.id)
    const { name, uscc, industry, township, document, from, to, listed, state } = row
    return c.json({
      ...{ name, uscc, document, from, to, listed, state },
      industry: industryName(industry),
      township: book.departments.get(township)?.short ?? township,
      left: Math.round((Date.parse(to) - Date.parse(day)) / 86_400_000),
      stateLabel: STATE[state],
      code: code ? { id: code.id, shown: grouped(code.id) } : null,
      leads,
      // Only those sent since it serves.
      questionnaires: sent
        .filter(({ at }) => Date.parse(at) >= row.at)
        .map(({ title, closesOn }) => ({ title, closesOn, open: closesOn >= day })),
    })
  },
)
