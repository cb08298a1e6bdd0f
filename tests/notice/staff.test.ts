import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { PAUSES } from '../../api/notice/delivery.ts'
import { noticeTurn } from '../../api/notice/digest.ts'
import { addPeople } from '../../api/staff/people.ts'
import { writing } from '../directive/made.ts'
import { asking, json, sent } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { meeting } from '../support/meeting.ts'
import { TEAM } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'
import { mailSink, readMail, smsSink } from './sinks.ts'

/** A Monday. */
const MORNING = '2026-06-15T10:24:00+08:00'

const HANDLER = { name: '同事', roles: ['handler' as const], department: 'SFJ', post: '经办' }

let w: World
let sms: Awaited<ReturnType<typeof smsSink>>
let mail: Awaited<ReturnType<typeof mailSink>>
beforeEach(async () => {
  ;[sms, mail] = await Promise.all([smsSink(), mailSink()])
  w = await makeWorld({ env: { SMTP_URL: mail.url, SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know' } })
  await addPeople(w.deps.store, TEAM, 'x', w.deps.now())
  await turn()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all([w.close(), sms.close(), mail.close()])
})
const { step, enquire } = moving(() => w)
const turn = (world: World['deps'] = w.deps) => noticeTurn(world, w.deps.now())
/** Another process on the same database. */
const twin = () => ({ ...w.deps, store: { ...w.deps.store } })
const rows = <T extends object>(sql: string, ...args: (string | number)[]) => w.deps.store.heavy.rows<T>({ sql, args })
const wishes = (login: string, said: Record<string, unknown>) =>
  asking(w, login)('/api/desk/notices/ways', json('POST', said))
const told = async (login: string) =>
  (await (await asking(w, login)('/api/desk/notices')).json()) as {
    items: { id: string; what: { code: string }; about: string; read: boolean }[]
    unread: number
  }
const heard = async (no: string) =>
  (
    await rows<{ s: string }>('select person as s from staff_notices where subject = ? order by person', `case/${no}`)
  ).map((r) => r.s)
const PHONE = { rhythm: 'now', phone: '19900001111' }

describe('who is told', () => {
  test('whose turn it is and may see it, as it goes from desk to desk; never who moved it', async () => {
    const { no } = await sent(w)
    await turn()
    expect(await heard(no)).toEqual(['intake'])
    expect(await told('intake')).toMatchObject({ items: [{ what: { code: 'queue' }, about: `办件${no}` }], unread: 1 })
    await step('intake', no, 'accept')
    await turn()
    expect(new Set(await heard(no))).toEqual(new Set(['intake', 'assign']))
    // It is not the intake's any more.
    expect((await told('intake')).items).toEqual([])
    for (const login of ['zfj', 'scjg', 'stats', 'admin', 'editor', 'sealed1', 'superior', 'sfs-chengdong'])
      expect((await told(login)).items, login).toEqual([])
  })
  test('of a sealed case only the sealed desk; of one sealed later nobody else any more', async () => {
    const sealed = await sent(w, { category: 'T27' })
    const later = await sent(w)
    await turn()
    expect(await heard(sealed.no)).toEqual(['sealed1', 'sealed2'])
    expect((await told('intake')).items.map((i) => i.about)).toEqual([`办件${later.no}`])
    await step('assign', later.no, 'seal', { note: '里面说到有人索贿。' })
    await turn()
    expect((await told('intake')).items).toEqual([])
    expect((await told('sealed1')).items).toHaveLength(2)
  })
  test('of a case about the bureau only who is above it; of an enquiry only the body asked', async () => {
    const above = await sent(w, { category: 'T31', about: { department: 'SFJ' } })
    const { no } = await sent(w)
    await step('intake', no, 'accept')
    await enquire('handler', no, 'ZFJ')
    await turn()
    expect(await heard(above.no)).toEqual(['superior'])
    expect((await told('zfj')).items.map((i) => i.about)).toEqual([expect.stringMatching(/^函询HX-/)])
    expect(JSON.stringify(await told('zfj'))).not.toContain(no)
    expect((await told('scjg')).items).toEqual([])
  })
  test('a deputy, while the colleague is away', async () => {
    await asking(w, 'intake')(
      '/api/session/absence',
      json('POST', { from: '2026-06-15', to: '2026-06-20', deputy: 'assign' }),
    )
    const { no } = await sent(w)
    await turn()
    expect(await heard(no)).toEqual(['assign', 'intake'])
  })
  test('the deputy of whoever a case was given to, and no other of their role', async () => {
    const others = ['handler2', 'handler3'].map((login) => ({ ...HANDLER, login }))
    await addPeople(w.deps.store, others, 'x', w.deps.now())
    await asking(w, 'handler')(
      '/api/session/absence',
      json('POST', { from: '2026-06-15', to: '2026-06-20', deputy: 'handler2' }),
    )
    const { no } = await sent(w)
    await step('intake', no, 'accept')
    await step('assign', no, 'assign', { person: 'handler' })
    await turn()
    const handlers = (await heard(no)).filter((login) => login.startsWith('handler'))
    expect(new Set(handlers)).toEqual(new Set(['handler', 'handler2']))
  })
  test('of what is due tomorrow and of what is over, once for each date', async () => {
    const { no } = await sent(w)
    const [{ on }] = (await rows<{ on: string }>('select due_on as "on" from cases where no = ?', no)) as [
      { on: string },
    ]
    const kinds = async () =>
      (await rows<{ what: string }>('select what from staff_notices where subject = ? order by at', `case/${no}`)).map(
        (r) => r.what,
      )
    w.at(`${on}T09:00:00+08:00`)
    await turn()
    await turn()
    expect(await kinds()).toEqual(['queue', 'due'])
    w.at(new Date(Date.parse(`${on}T00:30:00+08:00`) + 86_400_000))
    await turn()
    await turn()
    expect(await kinds()).toEqual(['queue', 'due', 'overdue'])
  })
  test('of a document’s date the body that owes an answer and the bureau’s handlers, once each; never whoever stepped back', async () => {
    const { made, done } = writing(() => w)
    const { no } = await sent(w)
    await step('intake', no, 'accept')
    const { id } = await made({ cases: [no] })
    await done('handler', id, 'submit')
    await turn()
    expect((await told('review')).items.map((i) => i.about)).toContain(`监督文书${id}`)
    await done('review', id, 'approve')
    await done('chief', id, 'sign')
    await turn()
    expect(JSON.stringify(await told('zfj'))).not.toContain(id)
    const { dueOn } = await done('handler', id, 'serve', { how: 'platform' })
    const said = async (what: string) =>
      (
        await rows<{ s: string }>(
          'select person as s from staff_notices where subject = ? and what = ? order by person',
          `directive/${id}`,
          what,
        )
      ).map((r) => r.s)
    await turn()
    expect(await said('due')).toEqual([])
    w.at(`${dueOn}T09:00:00+08:00`)
    await turn()
    await turn()
    expect([await said('due'), await said('overdue')]).toEqual([['handler', 'zfj'], []])
    w.at(new Date(Date.parse(`${dueOn}T00:30:00+08:00`) + 86_400_000))
    await turn()
    await turn()
    expect(await said('overdue')).toEqual(['handler', 'zfj'])
    await w.deps.store.writes.commit([
      { sql: `insert into case_blind (no, department) values (?, '@handler')`, args: [no] },
    ])
    expect((await told('handler')).items.map((i) => i.about)).not.toContain(`监督文书${id}`)
    expect((await told('zfj')).items.map((i) => i.about)).toContain(`监督文书${id}`)
  })
  test('of a special supervision’s date who answers for it, and of its result who judges it', async () => {
    const SPECIAL = { title: '占道执法专项监督', sector: '城市管理', basis: '《行政执法监督条例》第六条' }
    const asked = await asking(w, 'assign')(
      '/api/desk/specials',
      json('POST', { ...SPECIAL, person: 'handler', dueOn: '2026-06-16' }),
    )
    const { id } = (await asked.json()) as { id: string }
    await turn()
    const about = async (login: string) =>
      (await told(login)).items.filter((i) => i.about === `专项监督${id}`).map((i) => i.what.code)
    expect((await about('handler')).sort()).toEqual(['due', 'queue'])
    expect([await about('review'), await about('assign')]).toEqual([[], []])
    await asking(w, 'handler')(
      `/api/desk/specials/${id}/steps`,
      json('POST', { action: 'result', n: 1, note: '多数没有出具清单，已要求补办。' }),
    )
    await turn()
    expect([await about('handler'), await about('review'), await about('chief')]).toEqual([[], ['queue'], ['queue']])
  })
  test('of weighty roles and of erasings, whoever may be the second', async () => {
    await asking(w, 'admin')('/api/desk/staff/handler', json('PATCH', { roles: ['handler', 'chief'] }))
    await turn()
    // The first administrator alone gives at once; here somebody else was chief before.
    expect((await told('chief')).items.map((i) => i.about)).toEqual(['岗位确认：handler'])
    expect((await told('admin')).items).toEqual([])
  })
})

describe('in the portal', () => {
  test('a notice is read by its own person only', async () => {
    await sent(w)
    await sent(w)
    await turn()
    const { items } = await told('intake')
    const read = (login: string, id: string) => asking(w, login)('/api/desk/notices/read', json('POST', { id }))
    await read('assign', items[0]!.id)
    await read('assign', 'all')
    expect((await told('intake')).unread).toBe(2)
    await read('intake', items[0]!.id)
    expect((await told('intake')).items.map((i) => i.read)).toEqual([true, false])
    await read('intake', 'all')
    expect((await told('intake')).unread).toBe(0)
  })
  test('addresses are sealed, and a person sees and changes only their own', async () => {
    expect((await wishes('intake', { ...PHONE, mail: 'chen@example.cn' })).status).toBe(204)
    const kept = JSON.stringify(await rows('select person, rhythm, hex(sealed) as s from staff_ways'))
    for (const said of ['19900001111', 'chen@'])
      expect(kept).not.toContain(Buffer.from(said).toString('hex').toUpperCase())
    const mine = async (login: string) => (await asking(w, login)('/api/desk/notices/ways')).json()
    expect(await mine('intake')).toMatchObject({ phone: '19900001111', mail: 'chen@example.cn' })
    expect(await mine('admin')).toEqual({ rhythm: 'none', channels: ['sms', 'mail'] })
    for (const bad of [{ rhythm: 'now', phone: '123' }, { rhythm: 'now', mail: 'x' }, { rhythm: 'hourly' }])
      expect((await wishes('intake', bad)).status).toBe(422)
  })
})

describe('what goes out', () => {
  test('is how many and where, the same for every case', async () => {
    await wishes('intake', { ...PHONE, mail: 'chen@example.cn' })
    await wishes('sealed1', { rhythm: 'now', phone: '19900002222' })
    const a = await sent(w)
    await sent(w)
    const sealed = await sent(w, { category: 'T27' })
    await turn()
    const texts = sms.taken.map(({ body }) => JSON.parse(body) as { to: string; text: string })
    expect(new Set(texts.map(({ to, text }) => `${to} ${text}`))).toEqual(
      new Set([
        '19900001111 工作台有2件事要您办。请登录查看：http://localhost:4321/desk/notices',
        '19900002222 工作台有1件事要您办。请登录查看：http://localhost:4321/desk/notices',
      ]),
    )
    expect(readMail(mail.taken[0]!.raw)).toMatchObject({
      subject: '工作台有事要办',
      text: texts.find((t) => t.to === '19900001111')?.text,
    })
    const everything = JSON.stringify([sms.taken, mail.taken])
    for (const { no } of [a, sealed]) expect(everything).not.toContain(no)
    await turn()
    expect([sms.taken.length, mail.taken.length]).toEqual([2, 1])
  })
  test('waits for the morning of a working day, but for what is red', async () => {
    await wishes('intake', PHONE)
    for (const [when, n] of [
      ['2026-06-15T18:00:00+08:00', 0],
      ['2026-06-16T07:59:00+08:00', 0],
      ['2026-06-20T10:00:00+08:00', 0],
      // The Dragon Boat Festival.
      ['2026-06-19T10:00:00+08:00', 0],
    ] as const) {
      w.at(when)
      await sent(w)
      await turn()
      expect(sms.taken.length, when).toBe(n)
    }
    w.at('2026-06-23T08:00:00+08:00')
    await turn()
    expect(sms.taken).toHaveLength(1)
    expect(sms.taken[0]!.body).toContain('4件事')
    // A red card does not wait.
    w.at('2026-07-04T23:00:00+08:00')
    await turn()
    expect(sms.taken).toHaveLength(2)
    expect(sms.taken[1]!.body).toContain('红牌4件')
  })
  test('comes once a day at half past eight where that was chosen, and not at all where nothing was', async () => {
    await wishes('intake', { ...PHONE, rhythm: 'daily' })
    await sent(w)
    w.at('2026-06-16T08:29:00+08:00')
    await turn()
    expect(sms.taken).toHaveLength(0)
    w.at('2026-06-16T08:30:00+08:00')
    await turn()
    expect(sms.taken).toHaveLength(1)
    await sent(w)
    w.at('2026-06-16T15:00:00+08:00')
    await turn()
    expect(sms.taken).toHaveLength(1)
    w.at('2026-06-17T08:30:00+08:00')
    await turn()
    expect(sms.taken).toHaveLength(2)
    await wishes('intake', { rhythm: 'none', phone: '19900001111' })
    await sent(w)
    await turn()
    expect(sms.taken).toHaveLength(2)
  })
  test('is not sent for what was read, or is nobody’s any more', async () => {
    await wishes('intake', PHONE)
    w.at('2026-06-15T20:00:00+08:00')
    const [a, b] = [await sent(w), await sent(w)]
    await turn()
    const { items } = await told('intake')
    await asking(w, 'intake')(
      '/api/desk/notices/read',
      json('POST', { id: items.find((i) => i.about.includes(a.no))!.id }),
    )
    await step('sealed1', b.no, 'accept').catch(() => undefined)
    await step('assign', b.no, 'seal', { note: '里面说到有人索贿。' })
    w.at('2026-06-16T09:00:00+08:00')
    await turn()
    expect(sms.taken).toHaveLength(0)
  })
  test('goes out once from two nodes', async () => {
    await wishes('intake', PHONE)
    for (let i = 0; i < 3; i++) {
      await sent(w)
      await Promise.all([turn(), turn(twin()), turn(twin())])
      await Promise.all([turn(), turn(twin())])
    }
    const counted = sms.taken.map(({ body }) => Number(/有(\d+)件/.exec(body)?.[1]))
    expect(counted.reduce((sum, n) => sum + n, 0)).toBe(3)
    expect(new Set(sms.taken.map(({ body }) => (JSON.parse(body) as { id: string }).id)).size).toBe(sms.taken.length)
    expect(await rows('select 1 from staff_notices where person = ?', 'intake')).toHaveLength(3)
  })
  test('negative control: without the lending two nodes would both send', async () => {
    await wishes('intake', PHONE)
    await sent(w)
    sms.next.push(500)
    await turn()
    w.at(new Date(Date.parse(MORNING) + 120_000))
    const before = sms.taken.length
    const { writes } = w.deps.store
    const commit = writes.commit.bind(writes)
    // Both have looked at what is due before either is lent it.
    const both = meeting(2)
    const isLending = (s: unknown): s is { sql: string; args: string[] } =>
      String((s as { sql?: string }).sql).startsWith('update staff_digests set tries')
    vi.spyOn(writes, 'commit').mockImplementation(async (statements) => {
      if (statements.some(isLending)) await both()
      return commit(
        statements.map((s) =>
          isLending(s)
            ? {
                sql: 'update staff_digests set tries = tries + 1, next = next + 0 * ? where id = ? and channel = ? and ? > 0 returning tries',
                args: s.args,
              }
            : s,
        ),
      )
    })
    await Promise.all([turn(), turn(twin())])
    expect(sms.taken.length - before).toBe(2)
  })
  test('is tried for a day, then listed with its reason, and sent again when the administrator says so', async () => {
    await wishes('intake', PHONE)
    const { no } = await sent(w, { person: { name: '周秀兰', phone: '19900001234' } })
    sms.next.push(...PAUSES.map(() => 503), 503)
    let at = Date.parse(MORNING)
    await turn()
    for (let i = 0; i <= PAUSES.length; i++) {
      await w.deps.store.writes.commit([{ sql: "update staff_digests set next = 0 where state = 'owed'", args: [] }])
      at += 1000
      w.at(new Date(at))
      await turn()
    }
    await w.deps.store.writes.commit([
      {
        sql: "insert into deliveries (no, n, channel, state, tries, next, error) values (?, 2, 'sms', 'failed', 9, 0, 'timeout')",
        args: [no],
      },
    ])
    const answer = await asking(w, 'admin')('/api/desk/jobs')
    const text = await answer.text()
    const found = JSON.parse(text) as { failed: { id: string; person: string; why: string }[]; lost: { n: number }[] }
    expect(found.failed).toMatchObject([{ person: 'intake', why: '对方回应503' }])
    expect(found.lost).toMatchObject([{ n: 1, why: '对方没有及时回应' }])
    expect(text).not.toContain(no)
    expect(text).not.toContain('1990000')
    const retry = (login: string, said: unknown) => asking(w, login)('/api/desk/jobs/retry', json('POST', said))
    expect((await retry('chief', { whom: 'staff', channel: 'sms', id: found.failed[0]!.id })).status).toBe(403)
    expect((await retry('admin', { whom: 'staff', channel: 'sms', id: found.failed[0]!.id })).status).toBe(204)
    expect((await retry('admin', { whom: 'staff', channel: 'sms', id: found.failed[0]!.id })).status).toBe(404)
    expect((await retry('admin', { whom: 'sender', channel: 'sms', error: 'timeout' })).status).toBe(204)
    expect(await rows('select state from deliveries')).toEqual([{ state: 'owed' }])
    const before = sms.taken.length
    await turn()
    expect(sms.taken).toHaveLength(before + 1)
    expect(await rows('select state from staff_digests')).toEqual([{ state: 'sent' }])
  })
})
