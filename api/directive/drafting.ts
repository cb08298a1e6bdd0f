import type { InStatement } from '@libsql/client'
import type { DirectiveType } from '../../content/kinds/template.ts'
import { type Condition, insert } from '../../db/row.ts'
import { directiveCases, directives } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { type Rulebook, rulebook } from '../case/rulebook.ts'
import { Refusal } from '../refusal.ts'
import { find as findSpecial } from '../special/found.ts'
import { type Actor, actorOf } from '../staff/actor.ts'
import { addressable } from './directive.ts'
import { gapsOf, templatesOf, type Written } from './document.ts'
import { type Found, find, newId, refuseUnless, stateOf, unmoved, type World } from './found.ts'
import type { State } from './state.ts'
import { casesOf, refuseTelling, type Spoken, told } from './telling.ts'
import type { Parts } from './workflow.ts'

/** The parts of a text that leave the bureau. */
export const spoken = (parts: Pick<Parts, 'subject' | 'facts' | 'basis' | 'demands'>): Spoken[] => [
  { path: 'subject', title: '主题', text: parts.subject },
  { path: 'facts', title: '事由', text: parts.facts },
  { path: 'basis', title: '依据', text: parts.basis, dated: true },
  { path: 'demands', title: '要求', text: parts.demands, dated: true },
]

/** What a draft may say: to whom it may be written, with nothing that tells who spoke. */
export async function checked(
  world: World,
  type: DirectiveType,
  parts: Parts,
  actor: Actor,
  book: Rulebook,
  now: Date,
  special: string | null,
) {
  const cases = await casesOf(world, parts.cases ?? [], actor)
  if (!addressable(book, actor.department).some(({ value }) => value === parts.department))
    throw new Refusal('invalid', { fields: [{ path: 'department', message: '不能向这个单位制发，请重新选择' }] })
  if ((type === 'decision') !== (parts.conclusion !== undefined))
    throw new Refusal('invalid', {
      fields: [
        {
          path: 'conclusion',
          message: type === 'decision' ? '决定书要写结论，请选择' : '只有决定书写结论，请改为不选',
        },
      ],
    })
  await refuseTelling(world, spoken(parts), await told(world, parts.cases ?? [], special, actor), book, actor, now)
  return cases
}

interface Drafting {
  template: string
  previous?: string | undefined
  /** The special supervision it belongs to. */
  special?: string | undefined
  parts: Parts
  demo: boolean
}

/** Begins a document; what follows another one does so on the condition that the other has not moved. */
export async function draft(
  world: World,
  { template: code, previous, special: typed, parts, demo }: Drafting,
  actor: Actor,
  now: Date,
  also?: (id: string, when: Condition | undefined) => InStatement[],
): Promise<string> {
  if (!actor.roles.includes('handler')) throw new Refusal('not_yours')
  const book = await rulebook(world.store, now)
  const template = (await templatesOf(world.store, now)).get(code)
  if (!template || template.for === 'reply')
    throw new Refusal('invalid', { fields: [{ path: 'template', message: '没有这个文书模板，请重新选择' }] })
  const before = previous ? await find(world, previous) : undefined
  if (previous && before?.row.issuer !== actor.department) throw new Refusal('not_found')
  if (before) refuseUnless(before, 'follow', actor, now)
  const under = typed ? await findSpecial(world, typed, actor) : undefined
  if (typed && (!under || under.row.status === 'closed')) throw new Refusal('not_found')
  // What follows a document belongs where it belongs.
  const special = before?.row.special ?? under?.row.id ?? null
  const nos = await checked(world, template.for, parts, actor, book, now, special)
  const { department, subject, facts, basis, demands, conclusion = null } = parts
  const written: Written = {
    type: template.for,
    issuer: actor.department,
    department,
    subject,
    facts,
    basis,
    demands,
    conclusion,
  }
  const gaps = gapsOf(written, template, book, before?.row.number ?? null)
  if (gaps.length > 0) throw new Refusal('invalid', { fields: gaps })

  const id = newId()
  const state: State = {
    status: 'draft',
    dueOn: null,
    result: null,
    objectBy: null,
    objection: null,
    ruleBy: null,
    escalatedTo: null,
    shown: 'no',
  }
  const when = before && unmoved(before.row)
  const event = append(
    {
      stream: `directive/${id}`,
      n: 1,
      at: now,
      actor: actorOf(actor),
      action: 'draft',
      data: { template: code, previous: previous ?? null, ...(special && { special }), ...parts, cases: nos },
      state: { ...state },
    },
    when,
  )
  const row = {
    id,
    ...written,
    template: code,
    previous: before?.row.id ?? null,
    special,
    ...state,
    named: false,
    createdAt: now.getTime(),
    demo,
    n: 1,
  }
  const [appended] = await world.store.writes.commit([
    ...event.statements,
    ...(also?.(id, when) ?? []),
    insert(directives, row, when),
    ...nos.map((no) => insert(directiveCases, { directive: id, no }, when)),
    ...(before && when ? followed(before, id, actor, now, when) : []),
  ])
  if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
  return id
}

/** That another document follows, in the history of the first. */
const followed = ({ row }: Found, id: string, actor: Actor, now: Date, when: Condition): InStatement[] => [
  ...append(
    {
      stream: `directive/${row.id}`,
      n: row.n + 1,
      at: now,
      actor: actorOf(actor),
      action: 'follow',
      data: { directive: id },
      state: { ...stateOf(row) },
    },
    when,
  ).statements,
  { sql: 'update directives set n = n + 1 where id = ? and n = ?', args: [row.id, row.n] },
]
