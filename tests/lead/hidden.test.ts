import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordOf } from '../../api/appraisal/record.ts'
import { supervisors } from '../../db/schema.ts'
import { asking } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { appointed, declared, kept, lead, type SentLead, sending, sentLead } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await appointed(w)
  await declared(w, 'supervisor1', 'department', 'ZFJ')
})
afterAll(() => w.close())
const { leadOf } = kept(() => w)

const KEY = 'a-draft-under-protection-1'
const PROTECT = { protect: true }
const SAYS = { conflict: true, conflictWhy: '亲属在那里工作' }
const own = async (login: string) =>
  ((await (await asking(w, login)('/api/leads')).json()) as { items: { no: string; conflict: string }[] }).items
const seen = async (no: string) => {
  const { details, appears } = (await (await asking(w, 'intake')(`/api/desk/cases/${no}`)).json()) as {
    details: { lead: { conflict: string; why: string | null } }
    appears: { code: string }
  }
  return { appears: appears.code, lead: details.lead }
}

describe('a conflict of a sender who is hidden', () => {
  test('lies there and is shown as one that was said, whatever the register knows', async () => {
    const known = await sentLead(w, 'supervisor1', PROTECT)
    const said = await sentLead(w, 'supervisor2', { ...PROTECT, ...SAYS })
    const [one, two] = [await leadOf(known.no), await leadOf(said.no)]
    expect([one?.conflict, two?.conflict]).toEqual(['some', 'some'])
    expect(await seen(known.no)).toEqual(await seen(said.no))
    expect(await seen(known.no)).toMatchObject({ appears: 'confidential', lead: { conflict: 'some', why: null } })
  })
  test('is told to them alone: on the receipt, in their list, and when a draft comes again', async () => {
    const first = await sentLead(w, 'supervisor1', PROTECT, KEY)
    expect([first.conflict, first.way]).toEqual(['known', 'known'])
    w.at('2026-07-15T10:00:00+08:00')
    const again = await sentLead(w, 'supervisor1', PROTECT, KEY)
    w.at('2026-06-15T10:24:00+08:00')
    expect(again).toEqual(first)
    const said = await sentLead(w, 'supervisor2', { ...PROTECT, ...SAYS })
    const of = async (login: string, { no }: SentLead) => (await own(login)).find((one) => one.no === no)?.conflict
    expect([await of('supervisor1', first), await of('supervisor2', said)]).toEqual(['known', 'said'])
  })
  test('joined with the register of interests names nobody; of who signs, it does', async () => {
    const { no } = await sentLead(w, 'supervisor1', PROTECT)
    const signed = await sentLead(w, 'supervisor1')
    const join = (of: string) =>
      w.deps.store.heavy.rows<{ person: string }>({
        sql: `select i.person as person from leads l join cases c on c.no = l.no
          join interests i on i.kind = 'department' and i.subject = c.about_department
          where l.no = ? and l.conflict = 'known'`,
        args: [of],
      })
    expect(await join(no)).toEqual([])
    expect(await join(signed.no)).toEqual([{ person: 'supervisor1' }])
    expect(await seen(signed.no)).toMatchObject({ lead: { conflict: 'known' } })
  })
})

describe('leads of one account', () => {
  const about = { about: { department: 'SCJG' } }
  test('that are signed lead nobody to those under protection; the account finds both', async () => {
    const signed = [await sentLead(w, 'supervisor1', about), await sentLead(w, 'supervisor1', about)]
    const hidden = await sentLead(w, 'supervisor1', { ...about, ...PROTECT })
    const owners = await Promise.all([...signed, hidden].map(async ({ no }) => (await leadOf(no))?.owner))
    expect(owners[0]).toBe(owners[1])
    expect(owners[2]).not.toBe(owners[0])
    const list = (await own('supervisor1')).map(({ no }) => no)
    expect(list).toEqual(expect.arrayContaining([...signed, hidden].map(({ no }) => no)))
    expect((await own('supervisor2')).map(({ no }) => no)).not.toContain(hidden.no)
    expect((await asking(w, 'supervisor1')(`/api/track/${hidden.no}`)).status).toBe(200)
    expect((await asking(w, 'supervisor2')(`/api/track/${hidden.no}`)).status).toBe(404)
  })
  test('count for the year where they are signed, and nowhere else', async () => {
    const hidden = await sentLead(w, 'supervisor1', { ...about, ...PROTECT })
    const signed = await sentLead(w, 'supervisor1', about)
    const row = await w.deps.store.read.select().from(supervisors).where(eq(supervisors.login, 'supervisor1')).get()
    const year = await recordOf(w.deps, 2026, new Date('2027-01-02T10:00:00+08:00'))
    const counted = year.find(({ id }) => id === row?.id)?.leads.map(({ no }) => no) ?? []
    expect(counted).toContain(signed.no)
    expect(counted).not.toContain(hidden.no)
  })
})

test('a key that comes again with other words after a month is refused, and not answered with what was sent before', async () => {
  const key = 'a-draft-changed-after-a-month'
  const first = await sentLead(w, 'supervisor2', {}, key)
  w.at('2026-07-15T10:00:00+08:00')
  const changed = await sending(w, 'supervisor2', lead({ source: 'told' }), key)
  const same = await sentLead(w, 'supervisor2', {}, key)
  w.at('2026-06-15T10:24:00+08:00')
  expect([changed.status, ((await changed.json()) as { code: string }).code]).toEqual([422, 'same_key_other_body'])
  expect(same.no).toBe(first.no)
})
