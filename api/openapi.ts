import type { MiddlewareHandler } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type * as z from 'zod'

/** Puts the schema of a JSON body into the OpenAPI document; the handler checks it itself, so that forms share the check. */
export const takes = (schema: z.ZodType): MiddlewareHandler =>
  describeRoute({
    requestBody: { required: true, content: { 'application/json': { schema: resolver(schema) as never } } },
  })

/** Adds that the same may be sent as an HTML form, which leads on to a page. */
export const alsoForm = (leadsTo: string): MiddlewareHandler =>
  describeRoute({
    requestBody: {
      content: {
        'application/x-www-form-urlencoded': {
          schema: { type: 'object', description: '同样的内容，嵌套的写作 about.department；勾选的写 on' },
        },
      },
    },
    responses: { 303: { description: `表单：转到${leadsTo}`, headers: { Location: { schema: { type: 'string' } } } } },
  })

export const openApiInfo = {
  documentation: {
    openapi: '3.1.0',
    info: {
      title: '阳光执法 API',
      version: '1',
      description:
        '行政执法监督与公众反馈平台的接口。错误都是 application/problem+json（RFC 9457）。写操作接受 Idempotency-Key（至少16个字符）。',
    },
  },
}
