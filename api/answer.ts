import { describeRoute, resolver } from 'hono-openapi'
import * as z from 'zod'
import type { XLSX } from './workbook/file.ts'

/** A refusal as RFC 9457 says it. */
const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ ref: 'Problem' })

/** Something to choose from, as forms list it. */
export const Option = z.object({ value: z.string(), label: z.string() })

const REASONS = {
  400: '请求不完整或格式不对',
  401: '没有登录，或账号密码不对',
  403: '没有权限',
  404: '没有，或不是您能看的',
  409: '别人先办了，或现在的状态不能这样办',
  410: '曾经有，已经收回或者结束',
  412: '上传的协议版本不对',
  413: '内容太大',
  415: '不是所要求的内容格式',
  422: '内容有误，fields 指出每一处',
  423: '别处正在传同一个文件',
  429: '太频繁，Retry-After 秒后再试',
  503: '现在办不了，Retry-After 秒后再试',
}
type Status = keyof typeof REASONS

const WAIT = { 'Retry-After': { schema: { type: 'integer' as const }, description: '秒' } }

/** How a route refuses, by status; whoever is told to wait is told how long. */
export const problems = (statuses: readonly Status[]) =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: REASONS[status],
        content: { 'application/problem+json': { schema: resolver(Problem) } },
        ...((status === 429 || status === 503) && { headers: WAIT }),
      },
    ]),
  )

/** Files and feeds are answered as they are. */
type MediaType =
  | 'text/csv'
  | 'text/calendar'
  | 'image/svg+xml'
  | 'image/webp'
  | 'application/atom+xml'
  | 'application/xml'
  | typeof XLSX
  | 'application/octet-stream'

/** Says in the OpenAPI document what a route is for, what it answers (a schema, or a file's media type) and how it refuses. */
export const describe = (
  summary: string,
  tag: string,
  answer: z.ZodType | MediaType,
  status: 200 | 201 | 204 = 200,
  refusals: readonly Status[] = [],
) =>
  describeRoute({
    summary,
    tags: [tag],
    responses: {
      [status]:
        status === 204
          ? { description: summary }
          : {
              description: summary,
              content:
                typeof answer === 'string'
                  ? { [answer]: { schema: { type: 'string' } } }
                  : { 'application/json': { schema: resolver(answer) } },
            },
      // Without its database no route answers.
      ...problems([...refusals, 503]),
    },
  })
