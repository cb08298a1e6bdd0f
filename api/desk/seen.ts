import type { Context } from 'hono'
import { insert } from '../../db/row.ts'
import { accesses } from '../../db/schema.ts'
import { choicesFor } from '../case/bring.ts'
import { find } from '../case/found.ts'
import { reach } from '../case/reach.ts'
import { rulebook } from '../case/rulebook.ts'
import { view } from '../case/view.ts'
import { type Scope, scope } from '../case/visibility.ts'
import type { AppEnv } from '../context.ts'
import { type Option, withOptions } from '../form.ts'
import { Refusal } from '../refusal.ts'
import { openOnes, readableSpecials } from '../special/grouping.ts'
import { type Actor, signedIn } from '../staff/actor.ts'
import { called } from '../staff/called.ts'
import { alarmOf } from '../visit/referring.ts'
import { mayOversee } from '../visit/visibility.ts'
import { readableOf } from './list.ts'

/** Whoever reads cases, and which. */
export function reading(c: Context<AppEnv>): { actor: Actor; within: Scope } {
  const actor = signedIn(c)
  const within = scope(actor)
  if (!within) throw new Refusal('not_yours')
  return { actor, within }
}

/** The case and what of it this person may see; what they may not see does not exist. */
export async function seenBy(c: Context<AppEnv>, typed: string) {
  const { actor } = reading(c)
  const row = await reach(c.var.deps.store, typed, actor)
  const found = row && (await find(c.var.deps, row.no))
  const book = await rulebook(c.var.deps.store, c.var.now)
  const seen = found ? view(found, actor, book, c.var.now, c.var.deps.secrets) : undefined
  if (!found || !seen) return undefined
  const { store } = c.var.deps
  const { within } = reading(c)
  const known = await readable(c, [...seen.links, ...seen.events.flatMap(({ into }) => (into ? [{ no: into }] : []))])
  const grouped = seen.links.flatMap(({ no, kind }) => (kind === 'grouped' ? [no] : []))
  const titles = await readableSpecials(store, within, grouped)
  const links = seen.links
    .filter(({ no }) => known.has(no) || titles.has(no))
    .map((link) => ({ ...link, title: titles.get(link.no) ?? link.no }))
  const alarm = mayOversee(actor) ? await alarmOf(c.var.deps, found.row.no) : undefined
  const comesOf = alarm ? [{ no: alarm.id, kind: 'alarm' as const, label: '来自入企检查预警', title: alarm.id }] : []
  const choices = await choicesFor(c.var.deps, found, actor, book, c.var.now)
  // Whoever was asked, or has it, may have left since and is no choice any more.
  const left = await called(store, [...seen.events.flatMap(({ mention }) => mention), seen.assignee], c.var.now)
  const nameOf = (offered: Option[], login: string) =>
    offered.find(({ value }) => value === login)?.label ?? left(login)
  const events = seen.events.map(({ mention, ...e }) => ({
    ...e,
    into: e.into && known.has(e.into) ? e.into : null,
    more:
      mention.length > 0
        ? [...e.more, `请看：${mention.map((login) => nameOf(choices.mention, login)).join('、')}`]
        : e.more,
  }))
  const assignee = seen.assignee && nameOf(choices.person, seen.assignee)
  const specials = seen.allowed.some(({ action }) => action === 'group')
    ? await openOnes(store, within, found.row.aboutDepartment, book)
    : []
  const offered = seen.allowed.flatMap((one) => {
    const under = specials.filter(({ value }) => grouped.includes(value) === (one.action === 'ungroup'))
    // Where there is nothing to choose among, nothing is asked.
    const fields = withOptions(one.fields, { ...choices, special: under }).filter(
      ({ kind, options }) => kind !== 'several' || options?.length,
    )
    return fields.some(({ name, options }) => name === 'special' && !options?.length) ? [] : [{ ...one, fields }]
  })
  const may = seen.allowed.map(({ action }) => action)
  return {
    found,
    seen: { ...seen, links: [...links, ...comesOf], events, assignee, allowed: offered },
    may,
    book,
    actor,
  }
}

/** Of the cases that belong to one, those this person may read: of a sealed one not even the number. */
const readable = (c: Context<AppEnv>, of: { no: string }[]): Promise<Set<string>> =>
  readableOf(c.var.deps.store, reading(c).within, [...new Set(of.map(({ no }) => no))])

/** The same, or the refusal of what is not there. */
export async function visible(c: Context<AppEnv>, typed: string) {
  const known = await seenBy(c, typed)
  if (!known) throw new Refusal('not_found')
  return known
}

/** Writes down that something of a case was read. */
export const noteRead = (c: Context<AppEnv>, { login }: Actor, no: string, what: string, why: string | null = null) =>
  c.var.deps.store.writes.commit([insert(accesses, { at: c.var.now.getTime(), person: login, no, what, why })])
