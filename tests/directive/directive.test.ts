import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nextSerial } from '../../api/directive/signing.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { FED, type Made, PARTS, said, writing } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())
const { begin, made, step, done, until, read, n } = writing(() => w)
const rows = <T extends object>(sql: string, ...args: string[]) => w.deps.store.heavy.rows<T>({ sql, args })

describe('from draft to end', () => {
  test('each step by its hand, the number with the signature, the date with the service', async () => {
    const one = await made()
    expect(one).toMatchObject({ status: 'draft', number: null, dueOn: null })
    await done('handler', one.id, 'submit')
    await done('review', one.id, 'approve')
    const signed = await done('chief', one.id, 'sign')
    expect(signed.number).toMatch(/^澄司监意〔2026〕\d+号$/)
    expect(signed.document).toMatchObject({ title: '关于规范搬离物品的手续的行政执法监督意见书' })
    expect(JSON.stringify(signed.document)).not.toMatch(/[{}]事由|\{单位\}/)
    // 30 days from 15 June is 15 July, a Wednesday.
    expect(await done('handler', one.id, 'serve', { how: 'direct' })).toMatchObject({
      dueOn: '2026-07-15',
      servedOn: '2026-06-15',
    })
    await done('zfj', one.id, 'receive')
    await done('zfj', one.id, 'feed', { note: FED })
    await done('review', one.id, 'verify', { result: 'done', note: '整改到位，有台账。' })
    expect(await done('handler', one.id, 'close')).toMatchObject({ status: 'closed', result: '整改到位' })
    const log = await rows<{ action: string }>(
      'select action from events where stream = ? order by n',
      `directive/${one.id}`,
    )
    expect(log.map((e) => e.action).join(' ')).toBe('draft submit approve sign serve receive feed verify close')
  })
  test('a last day off moves to the next working day', async () => {
    w.at('2026-06-18T10:00:00+08:00')
    try {
      // 18 July is a Saturday.
      expect((await until('served')).dueOn).toBe('2026-07-20')
    } finally {
      w.at('2026-06-15T10:24:00+08:00')
    }
  })
  test('service is not before the signature nor in the future', async () => {
    const { id } = await until('signed')
    for (const on of ['2026-06-14', '2026-06-16'])
      expect(await said(await step('handler', id, 'serve', { how: 'mail', on }))).toMatch(/on: 送达日期/)
    expect((await done('handler', id, 'serve', { how: 'mail', on: '2026-06-15' })).dueOn).toBe('2026-07-15')
  })
  test('what was given back is changed and goes the way again', async () => {
    const { id } = await until('review')
    await done('review', id, 'return', { note: '请写明依据到条款。' })
    const edited = await done('handler', id, 'edit', { ...PARTS, subject: '规范搬离物品的登记' })
    expect(edited.document).toMatchObject({ title: '关于规范搬离物品的登记的行政执法监督意见书' })
    await done('handler', id, 'submit')
    await done('review', id, 'approve')
    await done('chief', id, 'decline', { note: '要求写得再具体些。' })
    expect((await (await read('handler', id)).json()) as Made).toMatchObject({ status: 'draft' })
  })
  test('a signed text is not changed by anybody, the database included', async () => {
    const { id } = await until('signed')
    expect(await said(await step('handler', id, 'edit', PARTS))).toMatch(/^not_now/)
    await expect(
      w.deps.store.writes.commit([{ sql: "update directives set text = 'x' where id = ?", args: [id] }]),
    ).rejects.toThrow(/kept/)
    await expect(
      w.deps.store.writes.commit([{ sql: 'delete from directives where id = ?', args: [id] }]),
    ).rejects.toThrow(/kept/)
    const other = await made()
    await w.deps.store.writes.commit([{ sql: 'update directives set text = null where id = ?', args: [other.id] }])
  })
  test('nobody overwrites what they did not see', async () => {
    const { id } = await until('draft')
    const old = await n(id)
    await done('handler', id, 'edit', PARTS)
    const late = await asking(w, 'handler')(
      `/api/desk/directives/${id}/steps`,
      json('POST', { action: 'submit', n: old }),
    )
    expect(late.status).toBe(409)
    const again = await Promise.all(
      Array.from({ length: 12 }, async () =>
        asking(w, 'handler')(`/api/desk/directives/${id}/steps`, json('POST', { action: 'submit', n: old + 1 })),
      ),
    )
    expect(again.map((a) => a.status).sort()).toEqual([200, ...Array(11).fill(409)])
  })
})

describe('four eyes', () => {
  const both = { ...w, login: 'both' }
  const someone = (roles: string[]) =>
    ({ login: both.login, name: '双人（示例）', roles, department: 'SFJ', post: '承办' }) as never
  const as = async (roles: string[], id: string, action: string) =>
    asking(w, someone(roles))(`/api/desk/directives/${id}/steps`, json('POST', { action, n: await n(id) }))
  test('whoever drafted neither reviews nor signs, whoever reviewed does not sign', async () => {
    const answer = await asking(w, someone(['handler', 'review', 'chief']))(
      '/api/desk/directives',
      json('POST', { template: 'WS-YJ-01', ...PARTS }),
    )
    const { id } = (await answer.json()) as Made
    const hats = ['handler', 'review', 'chief']
    expect((await as(hats, id, 'submit')).status).toBe(200)
    expect(await said(await as(hats, id, 'approve'))).toMatch(/^same_hands/)
    await done('review', id, 'approve')
    expect(await said(await as(hats, id, 'sign'))).toMatch(/^same_hands/)
    await done('chief', id, 'sign')
    const other = await until('review')
    expect((await as(['review', 'chief'], other.id, 'approve')).status).toBe(200)
    expect(await said(await as(['review', 'chief'], other.id, 'sign'))).toMatch(/^same_hands/)
  })
  test('a role does its own step only', async () => {
    const { id } = await until('review')
    for (const who of ['handler', 'chief']) expect((await step(who, id, 'approve')).status, who).toBe(403)
    expect((await begin('review')).status).toBe(403)
  })
})

describe('numbers', () => {
  test('twenty signed at once: one to twenty, each once', async () => {
    const all: string[] = []
    for (let i = 0; i < 20; i++) all.push((await until('approved', { template: 'WS-TX-01' })).id)
    // Negative control: what each would take without the condition is the same.
    const wanted = await Promise.all(all.map(() => nextSerial(w.deps.store, '澄司监提', 2026)))
    expect(new Set(wanted)).toEqual(new Set([1]))
    const answers = await Promise.all(all.map((id) => step('chief', id, 'sign')))
    expect(answers.map((a) => a.status)).toEqual(Array(20).fill(200))
    const given = await rows<{ serial: number; number: string }>(
      "select serial, number from directives where mark = '澄司监提' order by serial",
    )
    expect(given.map((g) => g.serial)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    expect(given[2]?.number).toBe('澄司监提〔2026〕3号')
    // And the last guard refuses a twin.
    const { id } = await made({ template: 'WS-TX-01' })
    await expect(
      w.deps.store.writes.commit([
        { sql: "update directives set mark = '澄司监提', year = 2026, serial = 7 where id = ?", args: [id] },
      ]),
    ).rejects.toThrow(/UNIQUE/)
  })
  test('twenty signatures on one document: one number', async () => {
    const { id } = await until('approved', { template: 'WS-JY-01' })
    const at = await n(id)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        asking(w, 'chief')(`/api/desk/directives/${id}/steps`, json('POST', { action: 'sign', n: at })),
      ),
    )
    expect(answers.map((a) => a.status).sort()).toEqual([200, ...Array(19).fill(409)])
    expect(await rows("select serial from directives where mark = '澄司监建'")).toEqual([{ serial: 1 }])
  })
  test('a void number is not given again, and each mark and year counts by itself', async () => {
    const { id, number } = await until('signed', { template: 'WS-TZ-01' })
    expect(number).toBe('澄司监通〔2026〕1号')
    await done('chief', id, 'void', { note: '送达前发现写错了单位。' })
    expect((await until('signed', { template: 'WS-TZ-01' })).number).toBe('澄司监通〔2026〕2号')
    w.at('2027-01-04T09:00:00+08:00')
    try {
      expect((await until('signed', { template: 'WS-TZ-01' })).number).toBe('澄司监通〔2027〕1号')
    } finally {
      w.at('2026-06-15T10:24:00+08:00')
    }
  })
})
