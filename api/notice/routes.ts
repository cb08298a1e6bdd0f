import { Hono } from 'hono'
import * as z from 'zod'
import { describe } from '../answer.ts'
import type { AppEnv } from '../context.ts'
import { channelsOf } from './channels.ts'

const Ways = z.object({ ways: z.array(z.enum(['sms', 'mail'])) }).meta({ ref: 'NoticeWays' })

export const notices = new Hono<AppEnv>().get('/', describe('有进展时发不发短信、邮件', '查询', Ways), (c) =>
  c.json({ ways: [...channelsOf(c.var.deps.env).keys()] }),
)
