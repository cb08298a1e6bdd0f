import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, json, LOGINS, person, sent, track, written } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())

const CALL = {
  channel: 'CALL',
  receivedOn: '2026-06-15',
  told: true,
  category: 'T05',
  about: { department: 'ZFJ' },
  account: '来电人说两名执法人员没有出示证件就扣了三轮车，也没有给扣押清单。',
  appears: 'anonymous',
}
interface Given {
  no: string
  queryCode: string
  dueOn: string
  acceptBy: string | null
  answerBy: string
  sees: boolean
  handledBy: { code: string }
}
/** A colleague at the next window. */
const BESIDE = { ...person('intake'), login: 'intake2', name: '宋平（示例）' }
const enter = (who: Parameters<typeof asking>[1], more: Record<string, unknown> = {}, key?: string) => {
  const request = json('POST', { ...CALL, ...more })
  return asking(w, who)('/api/desk/cases', {
    ...request,
    headers: { ...request.headers, ...(key && { 'Idempotency-Key': key }) },
  })
}
async function entered(more: Record<string, unknown> = {}, who = 'intake'): Promise<Given> {
  const answer = await enter(who, more)
  expect(answer.status, await answer.clone().text()).toBe(201)
  return (await answer.json()) as Given
}
interface Seen {
  channel: string
  receivedAt: string
  details: { reference: string | null }
  events: { label: string; by: string }[]
  n: number
}
const seen = async (who: string, no: string) => (await (await asking(w, who)(`/api/desk/cases/${no}`)).json()) as Seen

describe('what somebody brings, says or writes', () => {
  test.each(['VISIT', 'CALL', 'LETTER'])(
    '%s: by the rules and dates of the public form, and says who entered it',
    async (channel) => {
      const one = await entered({ channel })
      const like = await asking(w, 'intake')(`/api/desk/cases/${(await sent(w)).no}`)
      const { acceptBy, answerBy } = (await like.json()) as Given
      expect([one.handledBy.code, one.acceptBy, one.answerBy, one.sees]).toEqual(['SFJ', acceptBy, answerBy, true])
      const { channel: kept, events } = await seen('handler', one.no)
      expect([kept, events.map((e) => [e.label, e.by])]).toEqual([channel, [['登记', '陈安（示例） 受理岗']]])
    },
  )
  test('the hotline’s own clock runs for what it hands on', async () => {
    const general = await entered()
    const { acceptBy, answerBy, no } = await entered({ channel: '12345', told: undefined, reference: 'RX20260615001' })
    expect([acceptBy, answerBy]).toEqual([null, '2026-06-23'])
    expect(general.answerBy > answerBy).toBe(true)
    expect((await seen('intake', no)).details.reference).toBe('RX20260615001')
  })
  test('dates are counted from the day it came, not from the day it was entered', async () => {
    const [early, today] = [await entered({ channel: 'LETTER', receivedOn: '2026-06-08' }), await entered()]
    expect([early.acceptBy, today.acceptBy]).toEqual(['2026-06-15', '2026-06-23'])
    expect((await seen('intake', early.no)).receivedAt).toBe('2026-06-07T16:00:00.000Z')
  })
  test('its sender follows it with number and code, and takes it back; rewriting is nobody’s', async () => {
    const one = await entered({ appears: 'named', person: { name: '周女士', phone: '13911112222' } })
    const told = (await (await track(w, one.no, one.queryCode)).json()) as {
      may: string[]
      timeline: { label: string }[]
    }
    expect(told.timeline.map(({ label }) => label)).toEqual(['工作人员已替您登记'])
    expect(told.may).toContain('withdraw')
    expect(told.may).not.toContain('edit')
  })
  test('whoever entered it has not judged it', async () => {
    const { no } = await entered()
    const answer = await asking(w, 'intake')(`/api/desk/cases/${no}/steps`, json('POST', { action: 'accept', n: 1 }))
    expect(answer.status).toBe(200)
  })
  test('of a confidential sender the number of the hotline is as good as a name', async () => {
    const more = { channel: '12345', reference: 'RX20260615002', person: { name: '周女士' } }
    const [open, hidden] = [
      await entered({ ...more, appears: 'named' }),
      await entered({ ...more, appears: 'confidential' }),
    ]
    expect((await seen('intake', open.no)).details.reference).toBe('RX20260615002')
    expect((await seen('intake', hidden.no)).details.reference).toBeNull()
  })
  test('name, telephone and number lie sealed; the account, which is not, is found', async () => {
    const account = '扣押清单一事，来信人写得很清楚，共三页，附照片。'
    const person = { name: '瞿令仪', phone: '13855554444' }
    await entered({
      channel: 'LETTER',
      appears: 'named',
      person,
      account,
      reference: 'LX-0615-88',
      about: { officer: '厉长河' },
    })
    const bytes = Buffer.concat(
      readdirSync(w.dir)
        .filter((f) => f.startsWith('test.db'))
        .map((f) => readFileSync(join(w.dir, f))),
    )
    for (const hidden of ['瞿令仪', '13855554444', 'LX-0615-88', '厉长河'])
      expect(bytes.includes(hidden), hidden).toBe(false)
    expect(bytes.includes(account)).toBe(true)
  })
})

describe('what the rules give to others', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['a bribe by its category', { category: 'T28' }, 'sealed1'],
    ['a bribe by its words', { account: '来电人说执法人员向他索要红包五千元，不给就天天来查。' }, 'sealed1'],
    ['a complaint about the bureau', { about: { department: 'SFJ' } }, 'superior'],
  ])('%s is not seen again by who entered it, and they are told so', async (_what, more, reader) => {
    const one = await entered(more)
    expect(one.sees).toBe(false)
    expect((await asking(w, 'intake')(`/api/desk/cases/${one.no}`)).status).toBe(404)
    expect((await seen(reader, one.no)).events[0]).toMatchObject({ label: '登记', by: '陈安（示例） 受理岗' })
    expect((await track(w, one.no, one.queryCode)).status).toBe(200)
  })
  test('the sealed desk takes a report directly and sees it; of an ordinary one it is told that it does not', async () => {
    expect((await entered({ category: 'T28' }, 'sealed1')).sees).toBe(true)
    expect((await entered({}, 'sealed1')).sees).toBe(false)
  })
  test('a judicial office enters for whoever comes to it, and reads no case all the same', async () => {
    const { no, sees } = await entered({ channel: 'VISIT' }, 'sfs-chengdong')
    expect([sees, (await asking(w, 'sfs-chengdong')(`/api/desk/cases/${no}`)).status]).toEqual([false, 403])
    expect((await seen('handler', no)).events[0]?.by).toBe('金和（示例） 司法所所长')
  })
})

describe('who may not, and what is not taken', () => {
  const MAY = ['intake', 'sfs-chengdong', 'sealed1', 'sealed2']
  test.each(LOGINS.map((login) => [login, MAY.includes(login) ? 201 : 403] as const))(
    '%s: %i',
    async (login, status) => {
      expect((await enter(login)).status).toBe(status)
    },
  )
  test('nobody signed in', async () => {
    expect((await enter(null)).status).toBe(401)
  })
  test.each<[string, Record<string, unknown>]>([
    ['channel', { channel: undefined }],
    ['channel', { channel: 'WEB' }],
    ['channel', { channel: 'SUPERVISOR' }],
    ['receivedOn', { receivedOn: undefined }],
    ['receivedOn', { receivedOn: '2026-06-16' }],
    ['receivedOn', { receivedOn: '2026-03-01' }],
    ['reference', { channel: '12345' }],
    ['told', { told: undefined }],
    ['told', { channel: 'VISIT', told: false }],
    ['appears', { appears: undefined }],
    ['person', { appears: 'named' }],
    ['person', { appears: 'named', person: {} }],
    ['person', { person: { name: '周女士' } }],
    ['person.phone', { appears: 'named', person: { phone: '139' } }],
    ['category', { category: 'T77' }],
    ['account', { account: '太短' }],
    ['about.department', { about: { department: 'JW' } }],
    ['happenedOn', { happenedOn: '2026-06-16' }],
    ['attachments', { attachments: ['nothing-by-this-name'] }],
    ['anonymous', { anonymous: true }],
    ['code', { code: 'x' }],
  ])('%s in %o', async (path, more) => {
    const before = await written(w)
    const answer = await enter('intake', more)
    expect(answer.status).toBe(422)
    const { fields } = (await answer.json()) as { fields: { path: string; message: string }[] }
    expect(fields.map((f) => f.path)).toContain(path)
    for (const { message } of fields) expect(message).toMatch(/[\u4e00-\u9fff]/)
    expect(await written(w)).toEqual(before)
  })
})

describe('sent twice', () => {
  const KEY = 'a key of sixteen and more'
  test('it is one case with one code; in other hands or with other words it is not the same', async () => {
    const answers = await Promise.all([enter('intake', {}, KEY), enter('intake', {}, KEY)])
    const [one, two] = (await Promise.all(answers.map((a) => a.json()))) as Given[]
    expect(two).toEqual(one)
    expect(await (await enter('intake', {}, KEY)).json()).toEqual(one)
    expect((await enter('intake', { category: 'T04' }, KEY)).status).toBe(422)
    expect(((await (await enter(BESIDE, {}, KEY)).json()) as Given).no).not.toBe(one?.no)
    // Negative control: without a key each is another.
    expect((await entered()).no).not.toBe((await entered()).no)
  })
})
