import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { publish } from '../../api/publication/store.ts'
import type { Application } from '../../api/supervisor/application.ts'
import { apply } from '../../api/supervisor/apply.ts'
import type { Bulletin } from '../../content/kinds/bulletin.ts'
import { supervisors } from '../../db/schema.ts'
import { post, type World } from '../support/world.ts'

export const NOW = '2026-06-15T10:24:00+08:00'
/** The call of the demonstration, open at that moment. */
export const CALL = 'GG-2026-060'

let nth = 0
export const applicant = (more: Partial<Application> = {}): Application => ({
  name: '周明（示例）',
  phone: `1990000${String(nth++ % 10_000).padStart(4, '0')}`,
  birth: '1990-05-01',
  education: 'bachelor',
  group: 'resident',
  statement:
    '我在本地开了十年小店，平时常见到检查，也愿意学习办法。退休以后时间多，可以随同检查、参加座谈，把看到的如实写下来报给市司法局。',
  listed: 'yes',
  declared: true,
  consent: true,
  ...more,
})

type Row = typeof supervisors.$inferSelect
export const rowsOf = ({ deps }: World, phone?: string) =>
  deps.store.read
    .select()
    .from(supervisors)
    .then((rows) =>
      phone === undefined
        ? rows
        : rows.filter(({ phoneIndex }) => deps.secrets.matches('phone', `supervisor\n${phone}`, phoneIndex)),
    )

/** Somebody brought as far as a test needs, without the desk. */
export async function brought(w: World, set: Partial<Row>, more: Partial<Application> = {}) {
  const asked = applicant(more)
  const ticket = await apply(w.deps, asked, CALL, w.deps.now(), { demo: true })
  const row = (await rowsOf(w, asked.phone)).at(-1)!
  await w.deps.store.writes.commit([
    w.deps.store.read
      .update(supervisors)
      .set({ state: 'applied', ...set })
      .where(eq(supervisors.id, row.id)),
  ])
  return { asked, ticket, id: row.id }
}
export const inPublicity = (w: World, more: Partial<Application> = {}) =>
  brought(w, { state: 'publicity', publicFrom: '2026-06-12', publicTo: '2026-06-18' }, more)
export const serving = (w: World, number: string, set: Partial<Row> = {}, more: Partial<Application> = {}) =>
  brought(w, { state: 'serving', number, from: '2026-01-01', to: '2027-12-31', ...set }, more)

/** Another call, published for a test. */
export async function called(w: World, code: string, call: Partial<NonNullable<Bulletin['call']>>) {
  const data: Bulletin = {
    code,
    name: '招募公告（示例）',
    type: 'call',
    docNo: '示例',
    issuer: 'SFJ',
    issuedOn: '2026-06-01',
    summary: '招募。',
    body: '招募。',
    departments: [],
    matters: [],
    call: { seats: 5, areas: [], applyFrom: '2026-06-10', applyTo: '2026-06-20', ...call },
  }
  const draft = { kind: 'bulletin' as const, code, from: '2026-06-01', data }
  await publish(w.deps.store, [draft], { proposed: 'editor', published: 'publisher' }, w.deps.now())
}

/** A ticket that was given for an application. */
export async function ticketOf(answer: Response | Promise<Response>): Promise<string> {
  const given = await answer
  expect(given.status, await given.clone().text()).toBe(201)
  return ((await given.json()) as { ticket: string }).ticket
}
export const APPLY = '/api/supervisors/applications'
export const see = async (w: World, ticket: string, path = APPLY) =>
  w.app.request(path, { headers: { 'x-ticket': ticket } })
export const told = async (w: World, ticket: string, path = APPLY) =>
  (await (await see(w, ticket, path)).json()) as Record<string, unknown>
export const does = (w: World, ticket: string, step: string, said?: unknown) =>
  post(w, `${APPLY}/${step}`, said ?? {}, { 'x-ticket': ticket })

export const problem = async (answer: Response | Promise<Response>) => {
  const {
    status,
    code,
    fields = [],
  } = (await (await answer).json()) as {
    status: number
    code: string
    fields?: { path: string; message: string }[]
  }
  return { status, code, paths: fields.map(({ path }) => path), says: fields.map(({ message }) => message) }
}
