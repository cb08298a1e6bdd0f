import type { MiddlewareHandler } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type * as z from 'zod'

/** Puts the schema of a JSON body into the OpenAPI document; the handler checks it itself, so that forms share the check. */
export const takes = (schema: z.ZodType): MiddlewareHandler =>
  describeRoute({ requestBody: { required: true, content: { 'application/json': { schema: resolver(schema) as never } } } })

export const openApiInfo = {
  documentation: {
    openapi: '3.1.0',
    info: {
      title: '阳光执法 API',
      version: '1',
      description: '行政执法监督与公众反馈平台的接口。错误都是 application/problem+json（RFC 9457）。写操作接受 Idempotency-Key（至少16个字符）。',
    },
  },
}
