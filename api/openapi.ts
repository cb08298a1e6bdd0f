import type { MiddlewareHandler } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import * as z from 'zod'
import { problems } from './answer.ts'

/** Puts the schema of a JSON body into the OpenAPI document; the handler checks it itself, so that forms share the check. */
export const takes = (schema: z.ZodType): MiddlewareHandler =>
  describeRoute({
    requestBody: { required: true, content: { 'application/json': { schema: resolver(schema) as never } } },
    responses: problems([400, 413, 415, 422]),
  })

/** The parameters a query schema checks, as the document lists them. */
function parametersOf(schema: z.ZodObject) {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return Object.entries(properties).map(([name, property]) => {
    const { title, ...shape } = typeof property === 'object' ? property : {}
    return {
      name,
      in: 'query' as const,
      required: required.includes(name),
      ...(title && { description: title }),
      schema: shape as never,
    }
  })
}

/** Puts the query a route asks with into the document; the handler checks it by the same schema. */
export const asks = (schema: z.ZodObject): MiddlewareHandler =>
  describeRoute({ parameters: parametersOf(schema), responses: problems([422]) })

/** Headers of ours a client may or must send. */
const HEADERS = {
  'Idempotency-Key': { required: false, description: '16到200个字符；一天内同一个键、同样的内容，得到同样的回答' },
  'X-Query-Code': { required: true, description: '凭证上的查询码，不分大小写；绝不写在网址里' },
  'X-Ticket': { required: true, description: '报名凭证码，不分大小写；绝不写在网址里' },
  'Tus-Resumable': { required: true, description: '1.0.0' },
  'Upload-Length': { required: true, description: '文件的字节数' },
  'Upload-Metadata': { required: false, description: 'filename 加文件名的 Base64；封存，不给别人看' },
  'Upload-Offset': { required: true, description: '从第几个字节接着传' },
  'Upload-Checksum': { required: false, description: 'sha256 加这一段的校验值（Base64）' },
} as const

export const sends = (...names: (keyof typeof HEADERS)[]): MiddlewareHandler =>
  describeRoute({
    parameters: names.map((name) => ({ name, in: 'header', schema: { type: 'string' }, ...HEADERS[name] })),
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
  // The open data files are routes, not files lying about.
  excludeStaticFile: false,
  // tus tells what it speaks by OPTIONS.
  excludeMethods: [],
  documentation: {
    openapi: '3.1.0',
    info: {
      title: '阳光执法 API',
      version: '1',
      description:
        '行政执法监督与公众反馈平台的接口。错误都是 application/problem+json（RFC 9457）。写明 Idempotency-Key 的写操作，同一个键重发只办一次。',
    },
  },
}
