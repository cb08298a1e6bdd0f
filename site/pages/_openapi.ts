import { PLURAL } from '../../api/publication/publication.ts'
import { REFUSALS } from '../../api/refusal.ts'
import { KINDS, type Kind } from '../../content/schema.ts'

/** The part of an OpenAPI document that the readable page shows. */
interface Document {
  info: { title: string; version: string; description?: string }
  paths: Record<string, Record<string, Operation>>
}
interface Operation {
  summary?: string
  tags?: string[]
  responses?: Record<string, unknown>
}

interface Route {
  method: string
  path: string
  summary: string
  answers: string[]
  refusals: string[]
}

/** Routes under their tags, in the order of the document. */
export function routesByTag(document: Document): [tag: string, routes: Route[]][] {
  const groups = new Map<string, Route[]>()
  for (const [path, operations] of Object.entries(document.paths))
    for (const [method, { summary = '', tags = [], responses = {} }] of Object.entries(operations)) {
      const tag = tags[0] ?? '其他'
      const codes = Object.keys(responses).sort()
      const route = {
        method: method.toUpperCase(),
        path,
        summary,
        answers: codes.filter((c) => c < '400'),
        refusals: codes.filter((c) => c >= '400'),
      }
      groups.set(tag, [...(groups.get(tag) ?? []), route])
    }
  return [...groups]
}

export const readDocument = (json: unknown): Document => json as Document

/** Every refusal by its code: a problem’s `type` is the address of its row. */
export const refusals = Object.entries(REFUSALS).map(([code, [status, title]]) => ({ code, status, title }))

/** The open data files, whole kinds. */
export const openFiles = (paths: string[]) =>
  (Object.keys(KINDS) as Kind[]).flatMap((kind) => {
    const path = paths.find((p) => p === `/api/${PLURAL[kind]}`)
    return path ? [{ title: KINDS[kind].title, path }] : []
  })
