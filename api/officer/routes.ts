import { Hono } from 'hono'
import * as z from 'zod'
import type { Officer } from '../../content/kinds/officer.ts'
import { describe } from '../answer.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { dayEnd } from '../publication/force.ts'
import { register, rowsOf } from '../publication/register.ts'
import { publicationRoutes } from '../publication/routes.ts'
import { Refusal } from '../refusal.ts'
import { numberOf, verdict } from './officer.ts'

const Verified = z.object({
  verdict: z.string(),
  on: z.string(),
  officer: z
    .object({
      name: z.string(),
      department: z.string(),
      departmentName: z.string(),
      certificateType: z.string(),
      fields: z.array(z.string()),
      area: z.string(),
      issuer: z.string(),
      validFrom: z.string(),
      validTo: z.string(),
    })
    .optional(),
})

const NUMBER = '证号是11到14位数字，印在证件上。请对照证件再输一次'

/**
 * The register of certificates. Lists tell little; who has the exact number, because somebody showed it, may know whether
 * it is genuine. Numbers that are not there are counted, so that nobody reads the register by trying.
 */
export const officers = new Hono<AppEnv>()
  .get('/verify/:certificate', describe('执法证件：按完整证号核验', '公开', Verified, 200, [422, 429]), async (c) => {
    const { store, limits } = c.var.deps
    const now = c.var.now.getTime()
    const wanted = numberOf(c.req.param('certificate'))
    // Nothing is looked up, so nothing is counted.
    if (!/^\d{11,14}$/.test(wanted))
      throw new Refusal('invalid', { fields: [{ path: 'certificate', message: NUMBER }] })
    return limits.spend('verify', source(c), now, async () => {
      const on = today(c.var.now)
      const by = dayEnd(on)
      const book = await register(store)
      const tail = wanted.slice(-4)
      // The register keeps only the last four digits; the few that share them are read.
      const likely = book.inForce('officer', on, by).filter((k) => k.summary.title.endsWith(tail))
      const row = (await rowsOf(store, likely)).find((r) => (r.data as Officer).certificate === wanted)
      if (!row) return c.json({ verdict: 'unknown' as const, on })
      const data = row.data as Officer
      const departmentName = book.title('department', data.department, on, by) ?? data.department
      const { name, department, certificateType, fields, area, issuer, validFrom, validTo } = data
      return c.json({
        verdict: verdict(data, row.summary?.cancelled === true, on),
        on,
        officer: { name, department, departmentName, certificateType, fields, area, issuer, validFrom, validTo },
      })
    })
  })
  .route('/', publicationRoutes('officer'))
