import { and, asc, eq, gte, lte } from 'drizzle-orm'
import { Hono } from 'hono'
import * as z from 'zod'
import { contacts } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { today } from '../case/deadline.ts'
import { rulebook } from '../case/rulebook.ts'
import type { AppEnv } from '../context.ts'
import { industryName } from './contact.ts'

const Named = z.object({ code: z.string(), name: z.string() })
const Listed = z
  .object({
    items: z.array(
      z.object({
        name: z.string(),
        industry: z.string(),
        township: Named,
        document: z.string(),
        from: z.string(),
        to: z.string(),
      }),
    ),
    total: z.int(),
  })
  .meta({ ref: 'Contacts' })

/** The contact points that agreed to be named: those that serve today, and of each what it agreed to. */
export const publicContacts = new Hono<AppEnv>().get(
  '/',
  describe('公开的企业联系点：企业同意公开的', '企业联系点', Listed, 200, []),
  async (c) => {
    const { deps, now } = c.var
    const day = today(now)
    const [rows, book] = await Promise.all([
      deps.store.read
        .select()
        .from(contacts)
        .where(
          and(eq(contacts.state, 'serving'), eq(contacts.listed, true), lte(contacts.from, day), gte(contacts.to, day)),
        )
        .orderBy(asc(contacts.township), asc(contacts.name)),
      rulebook(deps.store, now),
    ])
    const items = rows.map(({ name, industry, township, document, from, to }) => ({
      name,
      industry: industryName(industry),
      township: { code: township, name: book.departments.get(township)?.short ?? township },
      document,
      from,
      to,
    }))
    return c.json({ items, total: items.length })
  },
)
