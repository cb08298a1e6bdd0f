import type { Client } from '../../api/client.ts'
import type { Change } from '../../api/publication/change.ts'
import { type Kind, PLURAL, type Published } from '../../api/publication/publication.ts'
import type { FieldError } from '../../api/refusal.ts'

interface Answer<T> {
  ok: boolean
  status: number
  json(): Promise<T>
}
/** What is referred to, as `kind/code`, and what it is called on the day. */
export type Names = Record<string, string>
interface Listed<K extends Kind> {
  items: Published<K>[]
  total: number
  names: Names
}
export type One<K extends Kind> = Published<K> & { names: Names }
type Past<K extends Kind> = Published<K> & {
  superseded: boolean
  proposedBy: string
  publishedBy: string
  changes: Change[]
}
export interface Link {
  kind: Kind
  code: string
  title: string
  url: string
}
type Query = Record<string, string>
type OneOf<T, Q = Query> = { $get(asked: { param: { code: string }; query: Q }): Promise<Answer<T>> }

/** The routes of one kind; every kind has the same, so one page can draw any of them. */
interface Door<K extends Kind> {
  $get(asked: { query: Query }): Promise<Answer<Listed<K>>>
  ':code': OneOf<One<K>> & {
    history: { $get(asked: { param: { code: string } }): Promise<Answer<{ items: Past<K>[]; names: Names }>> }
    links: OneOf<{ items: Link[] }>
    compare: OneOf<{ changes: Change[] }>
  }
}

/** The client’s type names each kind’s routes apart; here it is told that they are alike. */
export const doorOf = <K extends Kind>(client: Client, kind: K): Door<K> =>
  client.api[PLURAL[kind]] as unknown as Door<K>

/** A refusal as the API says it. The client’s type knows only what a route answers when it does not refuse. */
export const problemOf = async (answer: { json(): Promise<unknown> }) =>
  (await answer.json()) as { title?: string; fields?: FieldError[] }

/** What a refused question was refused for, field by field. */
export async function errorsOf(answer: { json(): Promise<unknown> }): Promise<FieldError[]> {
  const { title, fields } = await problemOf(answer)
  return fields ?? [{ path: '', message: title ?? '现在读不出来，请过几分钟再试' }]
}
