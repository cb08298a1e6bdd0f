import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { find } from '../../api/case/found.ts'
import { guarded, reading, tells } from '../../api/case/guarded.ts'
import { rulebook } from '../../api/case/rulebook.ts'
import { cases, caseTexts } from '../../db/schema.ts'
import { asking, fakeRender, form, sent, track } from '../support/ask.ts'
import { complaint, makeWorld, post, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
})
afterAll(() => w.close())

const WORDS = '退了两桌喜宴，冷库停了六天，请了三个亲戚连夜搬货。'
const enterprise = { name: '雀在商行', stopDays: 6, jobs: 32, loss: 'w10', impact: WORDS }
const about = { department: 'SCJG' }
const seenBy = async (login: string, no: string) => {
  const answer = await asking(w, login)(`/api/desk/cases/${no}`)
  return { status: answer.status, text: await answer.text() }
}

describe('what a matter does to a company', () => {
  test('goes with the case on the fast lane, and the bureau reads it', async () => {
    const { no } = await sent(w, { about, category: 'T14', enterprise })
    const { text } = await seenBy('intake', no)
    expect(JSON.parse(text)).toMatchObject({ lane: { code: 'enterprise' }, details: { enterprise } })
  })

  test('is sealed: its words stand nowhere in the database, nor in what a search finds', async () => {
    const { no } = await sent(w, { about, enterprise })
    const row = await w.deps.store.read.select().from(caseTexts).where(eq(caseTexts.no, no)).get()
    const plain = JSON.stringify([row, await w.deps.store.read.select().from(cases).where(eq(cases.no, no)).get()])
    expect(plain).not.toMatch(/喜宴|雀在|w10/)
    const { total } = (await (await asking(w, 'handler')('/api/desk/cases?q=喜宴')).json()) as { total: number }
    expect(total).toBe(0)
    expect(w.log.join('\n')).not.toContain('喜宴')
  })

  test('is not shown where confidence was asked for, nor to the body it is about', async () => {
    const { no } = await sent(w, { about, enterprise, person: { name: '周女士' }, confidential: true })
    const { text } = await seenBy('intake', no)
    expect(JSON.parse(text)).toMatchObject({ details: { enterprise: null } })
    expect(text).not.toContain('喜宴')
    const body = await seenBy('scjg', no)
    expect([body.status, body.text.includes('喜宴')]).toEqual([403, false])
  })

  test('is its sender’s to read, to change within minutes, and to take back', async () => {
    const of = await sent(w, { about, enterprise })
    const copy = async () => {
      const answer = await w.app.request(`/api/track/${of.no}/copy`, { headers: { 'x-query-code': of.queryCode } })
      return ((await answer.json()) as { sent: { enterprise?: object } }).sent.enterprise
    }
    expect(await copy()).toEqual(enterprise)
    const opened = await form(w, '/track', { no: of.no, code: of.queryCode })
    const headers = { cookie: opened.headers.getSetCookie()[0]?.split(';')[0] ?? '', origin: 'http://localhost' }
    const shown = { 'enterprise.name': '雀在商行', 'enterprise.jobs': '32', 'enterprise.loss': 'w10' }
    const edited = await form(
      w,
      '/track/edit',
      { ...shown, 'enterprise.stopDays': '7', 'enterprise.impact': '' },
      headers,
    )
    expect(edited.status, await edited.clone().text()).toBe(303)
    const { impact: _, ...rest } = enterprise
    expect(await copy()).toEqual({ ...rest, stopDays: 7 })
    expect((await track(w, of.no, of.queryCode)).status).toBe(200)
  })

  test.each([
    ['days that are none', { stopDays: -1 }, 'enterprise.stopDays'],
    ['days in words', { stopDays: '三天' }, 'enterprise.stopDays'],
    ['ten years and more', { stopDays: 4000 }, 'enterprise.stopDays'],
    ['half a person', { jobs: 1.5 }, 'enterprise.jobs'],
    ['a band nobody offers', { loss: 'w999' }, 'enterprise.loss'],
    ['too many words', { impact: '字'.repeat(1001) }, 'enterprise.impact'],
    ['a query code in it', { impact: '查询码K7MQ 2W9X K7MQ 2W9X K7MQ 2W9X' }, 'enterprise.impact'],
    ['an impact on nobody', { name: undefined }, 'enterprise.name'],
  ])('%s is refused by name', async (_what, more, path) => {
    const answer = await post(w, '/api/complaints', complaint({ about, enterprise: { ...enterprise, ...more } }))
    expect(answer.status).toBe(422)
    expect(((await answer.json()) as { fields: { path: string }[] }).fields.map((f) => f.path)).toContain(path)
  })

  test('is held against a digest: a run of its words is not let out, and one of a confidential case confirms nothing', async () => {
    const book = await rulebook(w.deps.store, w.deps.now())
    const leaked = reading('企业反映退了两桌喜宴，冷库停了很久。', book)
    const told = async (more: object) => {
      const { no } = await sent(w, { about, enterprise, ...more })
      const found = await find(w.deps, no)
      if (!found) throw new Error('there is no such case')
      return tells(leaked, guarded(found, w.deps.secrets, found.identity, book)).length
    }
    expect(await told({})).toBe(1)
    expect(await told({ person: { name: '周女士' }, confidential: true })).toBe(0)
    // Negative control: where nothing was said of an impact, the same digest gives nobody away.
    expect(await told({ enterprise: { name: '雀在商行' } })).toBe(0)
  })
})

describe('asking for guidance', () => {
  test('is a question on the light lane, also from a company, and blames nobody', async () => {
    const { no } = await sent(w, { about, category: 'T94', enterprise: { name: '雀在商行' } })
    const { text } = await seenBy('intake', no)
    expect(JSON.parse(text)).toMatchObject({ kind: 'question', lane: { code: 'light' }, category: { code: 'T94' } })
    const row = await w.deps.store.read.select().from(cases).where(eq(cases.no, no)).get()
    expect(row?.handler).toBe('SFJ')
  })
})
