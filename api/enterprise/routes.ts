import { Hono } from 'hono'
import { describe } from '../answer.ts'
import { jsonBody } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { check } from '../form.ts'
import { takes } from '../openapi.ts'
import { Refusal } from '../refusal.ts'
import { Asked, Inspections } from './inspection.ts'
import { inspectionsOf } from './told.ts'

/** What a company may ask about itself. Number and codes travel in the body, never in an address. */
export const enterpriseRoutes = new Hono<AppEnv>().post(
  '/inspections',
  describe('谁检查过我：凭统一社会信用代码和手里的监督码', '企业', Inspections, 200, [400, 404, 422, 429]),
  takes(Asked),
  async (c) => {
    const { deps, now } = c.var
    const asked = check(Asked, await jsonBody(c))
    // A number and a code that do not belong together say nothing of either, and are counted.
    return deps.limits.spend('company_miss', source(c), now.getTime(), async (free) => {
      const told = await inspectionsOf(deps, asked, now)
      if (!told) throw new Refusal('no_such_company')
      free()
      return c.json(told)
    })
  },
)
