import { describeRoute, resolver } from 'hono-openapi'
import * as z from 'zod'

/** A refusal as RFC 9457 says it. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ ref: 'Problem' })

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: resolver(Problem) } },
})

const REASONS: Record<number, string> = {
  400: '请求不完整或格式不对',
  401: '没有登录，或账号密码不对',
  403: '没有权限',
  404: '没有，或不是您能看的',
  409: '别人先办了，或现在的状态不能这样办',
  422: '内容有误，fields 指出每一处',
  429: '太频繁，Retry-After 秒后再试',
}

/** Says in the OpenAPI document what a route is for, what it answers and how it refuses. */
export const describe = (
  summary: string,
  tag: string,
  answer: z.ZodType,
  status: 200 | 201 | 204 = 200,
  refusals: readonly (keyof typeof REASONS)[] = [],
) =>
  describeRoute({
    summary,
    tags: [tag],
    responses: {
      [status]:
        status === 204
          ? { description: summary }
          : { description: summary, content: { 'application/json': { schema: resolver(answer) } } },
      ...Object.fromEntries(refusals.map((code) => [code, problem(REASONS[code] ?? '')])),
    },
  })
