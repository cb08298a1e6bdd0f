import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import * as z from 'zod'
import { problems } from '../answer.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { newChallenge } from './challenge.ts'

const ChallengeAnswer = z
  .object({
    parameters: z.record(z.string(), z.union([z.string(), z.number()])),
    signature: z.string(),
  })
  .meta({ ref: 'Challenge' })

/** A piece of work for a browser or a program to do before it sends something; 204 where none is asked for. */
export const challenge = new Hono<AppEnv>().get(
  '/',
  describeRoute({
    summary: '取一份防自动提交的验证题（ALTCHA，10分钟有效，每份只能用一次）',
    description:
      '答案是 {challenge, solution} 的 JSON 再作 base64，放在提交内容的 antibot 里。任何 ALTCHA 客户端都能算；同一来源取得越多，题目越难。',
    tags: ['提交'],
    responses: {
      200: { description: '题目', content: { 'application/json': { schema: resolver(ChallengeAnswer) } } },
      204: { description: '没有开启，不用带 antibot' },
      ...problems([429, 503]),
    },
  }),
  async (c) => {
    const { env, limits, secrets } = c.var.deps
    const now = c.var.now.getTime()
    if (!env.antibot) return c.body(null, 204)
    const used = limits.used('challenge', source(c), now)
    return limits.spend('challenge', source(c), now, async () => c.json(await newChallenge(secrets, c.var.now, used)))
  },
)
