import { and, eq } from 'drizzle-orm'
import { fields, references } from '../../content/fields.ts'
import type { Store } from '../../db/open.ts'
import { publications } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { fieldsOf } from '../form.ts'
import { changes } from '../publication/change.ts'
import { dayEnd, inForceOf } from '../publication/force.ts'
import { KINDS, type Kind, titleOf } from '../publication/publication.ts'
import { register, rowsOf } from '../publication/register.ts'
import type { NameOf } from '../publication/terms.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { called } from '../staff/called.ts'
import { ACTS, allowedActs, DRAFT_STATE, INTENT, mayEdit } from './draft.ts'
import { draftOf, scheduledOf } from './editing.ts'
import { faultsIn } from './fit.ts'
import { trailOf } from './trail.ts'

/** Which entry somebody looks at. */
interface On {
  store: Store
  kind: Kind
  code: string
  actor: Actor
  now: Date
}

/** A record as the publishing desk sees it: the draft, what is in force, what would change, and what this person may do. */
export async function recordOf({ store, kind, code, actor, now }: On) {
  const book = await register(store)
  const day = today(now)
  const sayings = book.sayings(kind, code)
  const current = inForceOf(sayings, day, dayEnd(day)) ?? sayings.at(-1)
  const [draft, trail, waiting, [row], [base]] = await Promise.all([
    draftOf(store, kind, code),
    trailOf(store, kind, code),
    scheduledOf(store, kind, code, now),
    rowsOf(store, current ? [current] : []),
    draftBase(store, kind, code),
  ])
  if (!draft && !sayings.length) throw new Refusal('not_found')
  const nameOf: NameOf = (k, other) => book.title(k, other, day, Number.MAX_SAFE_INTEGER)
  // What the public would see change: compared with what is in force; with its base only where nothing is.
  const against = row ?? base
  const drafted = draft && { ...draft, code, data: { ...draft.data, code } }
  const shape = fields(KINDS[kind].schema)
  const refs = references(shape, draft?.data ?? row?.data ?? {})
  return {
    kind,
    code,
    title: titleOf(kind, draft?.data ?? row?.data ?? { code }),
    draft: draft && {
      n: draft.n,
      state: draft.state,
      stateLabel: DRAFT_STATE[draft.state],
      intent: draft.intent,
      intentLabel: INTENT[draft.intent],
      base: draft.base,
      from: draft.from,
      source: draft.source,
      filingNo: draft.filingNo,
      reason: draft.reason,
      reviewOn: draft.reviewOn,
      data: draft.data,
      editor: draft.editor,
      editorName: (await called(store, [draft.editor], now))(draft.editor),
      at: new Date(draft.at).toISOString(),
      remark: draft.remark,
      faults: await faultsIn(store, kind, draft, day, trail.after),
      changes: drafted && against ? changes(kind, against, { ...against, data: drafted.data }, nameOf, shape) : [],
    },
    published: row && {
      version: row.version,
      from: row.from,
      cancelled: row.summary?.cancelled === true,
      data: row.data,
    },
    versions: sayings.map(({ version, from, cancelled, publishedAt }) => ({
      version,
      from,
      cancelled,
      publishedAt: new Date(publishedAt).toISOString(),
      scheduled: publishedAt > now.getTime(),
    })),
    waiting: waiting.map((s) => ({ version: s.version, from: s.from, goesLive: today(new Date(s.publishedAt)) })),
    names: Object.fromEntries(refs.map((r) => [`${r.kind}/${r.code}`, nameOf(r.kind as Kind, r.code) ?? ''])),
    mayEdit: mayEdit(draft, actor) && (draft !== undefined || !sayings.length),
    allowed: allowedActs(draft, trail.writers, waiting.length > 0, actor).map((action) => ({
      action,
      label: ACTS[action].label,
      fields: fieldsOf(ACTS[action].says),
    })),
  }
}

async function draftBase(store: Store, kind: Kind, code: string) {
  const draft = await draftOf(store, kind, code)
  if (!draft?.base) return []
  return store.read
    .select()
    .from(publications)
    .where(and(eq(publications.kind, kind), eq(publications.code, code), eq(publications.version, draft.base)))
}
