import type * as z from 'zod'
import { disagreements } from '../../content/agree.ts'
import { fields } from '../../content/fields.ts'
import { say, titled } from '../../content/problem.ts'
import { Envelope, KINDS, type Kind } from '../../content/schema.ts'
import type { Built } from './build.ts'
import type { Faults } from './fault.ts'
import { headName } from './heads.ts'
import { narrow } from './value.ts'

interface Judged {
  envelope: z.output<typeof Envelope> | undefined
  data: Record<string, unknown> | undefined
}

/** An entry by its kind's schema; every issue is said where its value stands. */
export function judge(kind: Kind, built: Built, faults: Faults): Judged {
  const before = faults.count
  const { schema } = KINDS[kind]
  const data = parsed(schema, built.data, built, faults)
  const envelope = parsed(Envelope, built.envelope, built, faults) as Judged['envelope']
  if (envelope?.to && envelope.to <= envelope.from)
    point(built, ['to'], `失效日期 ${envelope.to} 应晚于生效日期 ${envelope.from}。请核对`, faults)
  if (data && built.settled.size === 0 && faults.count === before)
    for (const { path, message } of disagreements(kind, data as never)) point(built, path, message, faults)
  return { envelope, data: data as Judged['data'] }
}

function parsed(schema: z.ZodObject, value: Record<string, unknown>, built: Built, faults: Faults): unknown {
  const ask = () => schema.safeParse(value, { error: say, reportInput: true })
  let result = ask()
  // A telephone in full-width digits is right once they are narrow; what was right stays as it was written.
  if (!result.success && result.error.issues.map((issue) => narrowAt(value, issue)).some(Boolean)) result = ask()
  if (result.success) return result.data
  for (const issue of result.error.issues) {
    const path = issue.path.map(String)
    const said = path.some((_, i) => built.settled.has(path.slice(0, i + 1).join('/')))
    if (said || (issue.input === undefined && path.length === 1 && built.absent.has(path[0] ?? ''))) continue
    const message = issue.input === undefined ? '缺少，请补上' : issue.message
    point(built, issue.path, message, faults, schema)
  }
  return undefined
}

/** Codes, telephones and provisions in full-width signs, made narrow in place; whether there was something to do. */
function narrowAt(value: Record<string, unknown>, { path, code }: z.core.$ZodIssue): boolean {
  const last = path.at(-1)
  if (last === undefined || (code !== 'invalid_format' && code !== 'custom')) return false
  const holder = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], value)
  const text = (holder as Record<PropertyKey, unknown> | undefined)?.[last]
  if (typeof text !== 'string' || text.length > 200 || narrow(text) === text) return false
  ;(holder as Record<PropertyKey, unknown>)[last] = narrow(text)
  return true
}

function point(
  { where }: Built,
  path: readonly PropertyKey[],
  message: string,
  faults: Faults,
  schema?: z.ZodObject,
): void {
  const { line, column } = where(path)
  const last = path.at(-1)
  const item = typeof last === 'number' && path.length !== 1 && column !== undefined ? `第 ${last + 1} 项：` : ''
  const what = column === undefined && schema ? `${titled(schema, path).replace(/（\w+）/g, '')}：` : item
  const { sheet } = line.layout
  faults.add({ sheet: sheet.name, row: line.row + 1, column: headName(line.layout, column), message: what + message })
}

export const specOf = (kind: Kind) => fields(KINDS[kind].schema)
