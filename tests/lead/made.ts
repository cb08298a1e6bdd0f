import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { cases, contacts, interests, leads, supervisors } from '../../db/schema.ts'
import { asking, json } from '../support/ask.ts'
import type { World } from '../support/world.ts'

type Supervisor = typeof supervisors.$inferInsert
type Contact = typeof contacts.$inferInsert

const sealed = { keyId: 'test', sealed: Buffer.alloc(0) }
const digest = (text: string) => createHash('sha256').update(text).digest('hex')

export const supervisor = (login: string, more: Partial<Supervisor> = {}): Supervisor => ({
  id: `sup-${login}`,
  type: 'social',
  group: 'lawyer',
  state: 'serving',
  areas: [],
  sectors: [],
  number: `JD2026${digest(login).slice(0, 4)}`,
  from: '2026-01-01',
  to: '2027-12-31',
  login,
  listed: true,
  ...sealed,
  personIndex: digest(`person ${login}`),
  phoneIndex: digest(`phone ${login}`),
  at: 0,
  changedAt: 0,
  mark: login,
  demo: true,
  n: 1,
  ...more,
})

export const contact = (login: string, more: Partial<Contact> = {}): Contact => ({
  id: `con-${login}`,
  state: 'serving',
  name: '示例小馆有限公司',
  uscc: '91379981MADEM0011B',
  industry: 'H62',
  township: '379981001',
  from: '2026-01-01',
  to: '2027-12-31',
  document: '示例文件',
  login,
  listed: true,
  ...sealed,
  phoneIndex: digest(`phone ${login}`),
  at: 0,
  changedAt: 0,
  mark: login,
  demo: true,
  n: 1,
  ...more,
})

/** Two supervisors and a contact point in their term. */
export const appointed = ({ deps }: World) =>
  deps.store.writes.commit([
    { sql: "delete from supervisors where login in ('supervisor1', 'supervisor2')", args: [] },
    { sql: "delete from contacts where login = 'contact1'", args: [] },
    insert(supervisors, supervisor('supervisor1')),
    insert(supervisors, supervisor('supervisor2')),
    insert(contacts, contact('contact1')),
  ])

export const declared = (
  { deps }: World,
  person: string,
  kind: 'department' | 'enterprise' | 'person',
  subject: string,
) =>
  deps.store.writes.commit([
    insert(interests, { person, kind, subject, whose: 'own', why: '测试', at: 0, settled: true }),
  ])

export const ACCOUNT =
  '六月十日上午在示例路早市，两名执法人员没有出示证件就扣了一辆三轮车，也没有给扣押清单，摊主问理由时态度很差，围观的人很多。'

export const lead = (more: Record<string, unknown> = {}) => ({
  category: 'T05',
  about: { department: 'ZFJ' },
  account: ACCOUNT,
  source: 'witnessed',
  consent: true,
  ...more,
})

export interface SentLead {
  no: string
  queryCode: string
  status: string
  conflict: string
  way: string
  acceptBy: string | null
  answerBy: string | null
  dueOn: string | null
  url: string
}

export const sending = (w: World, login: string | null, body: unknown, key?: string) => {
  const init = json('POST', body)
  return asking(w, login)('/api/leads', {
    ...init,
    headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
  })
}
export const sentLead = async (w: World, login: string, more: Record<string, unknown> = {}, key?: string) => {
  const answer = await sending(w, login, lead(more), key)
  if (answer.status !== 201) throw new Error(await answer.text())
  return (await answer.json()) as SentLead
}

/** What tests of leads look up. */
export const kept = (w: () => World) => ({
  caseOf: (no: string) => w().deps.store.read.select().from(cases).where(eq(cases.no, no)).get(),
  leadOf: (no: string) => w().deps.store.read.select().from(leads).where(eq(leads.no, no)).get(),
})
