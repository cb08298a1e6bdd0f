import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noticeTurn } from '../../api/notice/digest.ts'
import { addPeople } from '../../api/staff/people.ts'
import { asking, json, sent } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { TEAM } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'

const MORNING = '2026-06-15T10:24:00+08:00'
const NOTE = '这件和上个月那件像，请看看。'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await addPeople(w.deps.store, TEAM, 'x', w.deps.now())
  await turn()
})
afterAll(() => w.close())
const { step, enquire, enquiries, feed } = moving(() => w)
const turn = () => noticeTurn(w.deps, w.deps.now())
const get = async <T>(who: string, path: string) => (await (await asking(w, who)(`/api/desk/${path}`)).json()) as T
const told = async (who: string, what: string) =>
  (await get<{ items: { what: { code: string }; about: string; href: string }[] }>(who, 'notices')).items
    .filter((i) => i.what.code === what)
    .map(({ href }) => href)
const unread = async (who: string) => (await get<{ unread: number }>(who, 'notices/unread')).unread
const blind = (no: string, whom: string) =>
  w.deps.store.writes.commit([{ sql: 'insert into case_blind (no, department) values (?, ?)', args: [no, whom] }])
const accepted = async () => {
  const { no } = await sent(w)
  await step('intake', no, 'accept')
  return no
}

describe('a colleague asked to look', () => {
  const mentioned = async (who: string) =>
    get<{ items: { no: string }[]; waiting: Record<string, number> }>(who, 'cases?view=mentioned')
  const colleagues = async (who: string, no: string) =>
    (
      await get<{ allowed: { action: string; fields: { name: string; options?: { value: string }[] }[] }[] }>(
        who,
        `cases/${no}`,
      )
    ).allowed
      .find(({ action }) => action === 'note')
      ?.fields.find(({ name }) => name === 'mention')
      ?.options?.map(({ value }) => value)

  test('is told with the number and nothing of the note, and finds the case in a list', async () => {
    const no = await accepted()
    expect((await step('intake', no, 'note', { note: NOTE, mention: ['review'] })).status).toBe(200)
    await turn()
    expect(await told('review', 'mentioned')).toEqual([`/desk/cases/${no}`])
    const text = await (await asking(w, 'review')('/api/desk/notices')).text()
    expect(text).not.toContain(NOTE)
    const listed = await mentioned('review')
    expect([listed.items.map((i) => i.no), listed.waiting.mentioned]).toEqual([[no], 1])
    // Negative control: who was not named is not told, and finds nothing.
    for (const who of ['chief', 'handler']) {
      expect(await told(who, 'mentioned'), who).toEqual([])
      expect((await mentioned(who)).items, who).toEqual([])
    }
    expect(JSON.stringify(await get('handler', `cases/${no}`))).toContain('请看：沈青（示例） 行政执法监督科审核岗')
  })
  test('may be whoever reads the case, and nobody else; who may not is told from nobody by nothing', async () => {
    const no = await accepted()
    await blind(no, '@chief')
    expect(await colleagues('intake', no)).toEqual(['assign', 'handler', 'review'])
    const refused = new Set<string>()
    for (const login of ['chief', 'superior', 'zfj', 'admin', 'sealed1', 'editor', 'intake', 'nobody-at-all']) {
      const answer = await step('intake', no, 'note', { note: NOTE, mention: ['review', login] })
      expect(answer.status, login).toBe(422)
      refused.add(await answer.text())
    }
    expect(refused.size).toBe(1)
    await turn()
    expect((await mentioned('review')).items.map((i) => i.no)).not.toContain(no)
    // Negative control: without the one who must not know it goes through.
    expect((await step('intake', no, 'note', { note: NOTE, mention: ['review'] })).status).toBe(200)
  })
  test('who left is named all the same, and said to have left; so is who had the case in hand', async () => {
    const no = await accepted()
    await step('intake', no, 'note', { note: NOTE, mention: ['review', 'handler'] })
    const change = (sql: string) => w.deps.store.writes.commit([{ sql, args: [] }])
    await change(`update cases set assignee = 'handler' where no = '${no}'`)
    await change("update people set active = 0 where login = 'handler'")
    await change("update people set valid_to = '2026-06-14' where login = 'review'")
    const seen = await get<{ assignee: string; events: { more: string[] }[] }>('intake', `cases/${no}`)
    expect(seen.assignee).toBe('林知行（示例）（已离任）')
    expect(seen.events.at(-1)?.more).toEqual(['请看：沈青（示例）（已离任）、林知行（示例）（已离任）'])
    await change("update people set active = 1, valid_to = null where login in ('handler', 'review')")
    expect(JSON.stringify(await get('intake', `cases/${no}`))).not.toContain('已离任')
  })
  test('who loses sight of the case is reminded of it no more', async () => {
    const no = await accepted()
    await step('intake', no, 'note', { note: NOTE, mention: ['handler'] })
    await turn()
    expect(await told('handler', 'mentioned')).toContain(`/desk/cases/${no}`)
    await step('assign', no, 'seal', { note: '里面说到有人索贿。' })
    expect(await told('handler', 'mentioned')).not.toContain(`/desk/cases/${no}`)
    expect((await mentioned('handler')).items.map((i) => i.no)).not.toContain(no)
    expect(JSON.stringify(await mentioned('sealed1'))).not.toContain(no)
  })
})

describe('who else is looking', () => {
  const looking = async (who: string, no: string) => asking(w, who)(`/api/desk/cases/${no}/readers`)
  const names = async (who: string, no: string) => {
    const answer = await looking(who, no)
    expect(answer.status).toBe(200)
    return ((await answer.json()) as { items: { name: string }[] }).items.map(({ name }) => name.slice(0, 2))
  }
  const open = (who: string, no: string) => asking(w, who)(`/api/desk/cases/${no}`)

  test('is shown to the others for five minutes, and is not looking oneself', async () => {
    const no = await accepted()
    await open('handler', no)
    expect(await names('review', no)).toEqual(['林知'])
    expect(await names('handler', no)).toEqual([])
    w.at(new Date(Date.parse(MORNING) + 60_000))
    await open('review', no)
    expect(await names('intake', no)).toEqual(['沈青', '林知'])
    // Asking is not looking.
    expect(await names('handler', no)).toEqual(['沈青'])
    w.at(new Date(Date.parse(MORNING) + 5 * 60_000))
    expect(await names('intake', no)).toEqual(['沈青'])
    w.at(MORNING)
  })
  test('never to bodies or whoever may not read it, and nobody who may not is among them', async () => {
    const no = await accepted()
    await enquire('handler', no, 'ZFJ')
    const [enquiry] = await enquiries('zfj')
    await asking(w, 'zfj')(`/api/desk/enquiries/${enquiry?.id}`)
    await open('handler', no)
    await open('chief', no)
    expect(new Set(await names('review', no))).toEqual(new Set(['林知', '梁正']))
    await blind(no, '@chief')
    expect(await names('review', no)).toEqual(['林知'])
    for (const who of ['zfj', 'superior', 'sealed1', 'chief'])
      expect([403, 404]).toContain((await looking(who, no)).status)
  })
  test('of a sealed case only the sealed desk, and only to it', async () => {
    const { no } = await sent(w, { category: 'T27' })
    await open('sealed1', no)
    expect(await names('sealed2', no)).toEqual(['方慎'])
    for (const who of ['intake', 'handler', 'chief']) expect((await looking(who, no)).status).toBe(404)
    // Who read it before it was sealed is none of its readers.
    const later = await accepted()
    await open('handler', later)
    expect(await names('assign', later)).toEqual(['林知'])
    await step('assign', later, 'seal', { note: '里面说到有人索贿。' })
    expect(await names('sealed1', later)).toEqual([])
  })
})

describe('what a body answered', () => {
  const asked = async (person?: string) => {
    const no = await accepted()
    if (person) await step('assign', no, 'assign', { person })
    if (person) await step(person, no, 'sign')
    const before = new Set((await enquiries('zfj')).map(({ id }) => id))
    await enquire('handler', no, 'ZFJ')
    const mine = (await enquiries('zfj')).find(({ id }) => !before.has(id))
    return { no, id: mine?.id ?? '' }
  }
  test('is told to whoever has the case, and to nobody else; its words are not', async () => {
    const { no, id } = await asked('handler')
    await turn()
    expect(await told('handler', 'answered')).toEqual([])
    expect((await feed('zfj', id)).status).toBe(200)
    await turn()
    expect(await told('handler', 'answered')).toEqual([`/desk/cases/${no}`])
    for (const who of ['intake', 'assign', 'review', 'chief', 'zfj'])
      expect(await told(who, 'answered'), who).toEqual([])
    expect(await (await asking(w, 'handler')('/api/desk/notices')).text()).not.toContain('雀在反馈')
  })
  test('what came back is told alike; before anybody has the case, to whoever asked', async () => {
    const { no, id } = await asked()
    await feed('zfj', id, { action: 'return', note: '不是本单位的职责，请改向市场监管局了解。' })
    await turn()
    expect(await told('handler', 'answered')).toContain(`/desk/cases/${no}`)
  })
  test('is told to the deputy while the handler is away, and not to whom the case has left', async () => {
    const { no, id } = await asked('handler')
    await addPeople(
      w.deps.store,
      [{ login: 'handler2', name: '同事', roles: ['handler'], department: 'SFJ', post: '经办' }],
      'x',
      w.deps.now(),
    )
    const absence = { from: '2026-06-15', to: '2026-06-20', deputy: 'handler2' }
    await asking(w, 'handler')('/api/session/absence', json('POST', absence))
    await feed('zfj', id)
    await turn()
    const deputy = { login: 'handler2', name: '同事', roles: ['handler' as const], department: 'SFJ', post: '' }
    const mine = (await (
      await asking(w, { ...deputy, for: [{ login: 'handler', name: '林知行', roles: ['handler'] }] } as never)(
        '/api/desk/notices',
      )
    ).json()) as { items: { href: string }[] }
    expect(mine.items.map(({ href }) => href)).toContain(`/desk/cases/${no}`)
    await step('assign', no, 'assign', { person: 'handler2' })
    expect(await told('handler', 'answered')).not.toContain(`/desk/cases/${no}`)
  })
})

describe('how many notices were not read', () => {
  test('is what the page of notices says, and falls as they are read', async () => {
    await accepted()
    await turn()
    const { unread: all } = await get<{ unread: number }>('assign', 'notices')
    expect(all).toBeGreaterThan(0)
    expect(await unread('assign')).toBe(all)
    await asking(w, 'assign')('/api/desk/notices/read', json('POST', { id: 'all' }))
    expect(await unread('assign')).toBe(0)
    expect((await asking(w, null)('/api/desk/notices/unread')).status).toBe(401)
  })
})
