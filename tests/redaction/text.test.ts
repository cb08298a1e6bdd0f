import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { propose } from '../../api/case/enquiry.ts'
import { find as findCase } from '../../api/case/found.ts'
import { publishedNames } from '../../api/case/guarded.ts'
import { open } from '../../api/case/history.ts'
import { rulebook } from '../../api/case/rulebook.ts'
import { Complaint, STAGE } from '../../api/complaint/complaint.ts'
import { check } from '../../api/form.ts'
import { find } from '../../api/redaction/find.ts'
import { asking, json, LOGINS, sent } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { makeWorld, type World } from '../support/world.ts'
import { survives, TABLE } from './table.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())
const { citizen } = moving(() => w)

interface Text {
  id: string
  title: string
  text: string
  spans: { id: string; from: number; to: number; kind: string; label: string; why: string }[]
}
const marked = async (no: string, who = 'handler') => {
  const answer = await asking(w, who)(`/api/desk/cases/${no}/redaction`)
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { texts: Text[] }).texts
}
const blacked = (no: string, body: unknown, who = 'handler') =>
  asking(w, who)(`/api/desk/cases/${no}/redaction`, json('POST', body))
const textsOf = async (answer: Response) => ((await answer.json()) as { texts: Text[] }).texts
const rows = <T extends object>(sql: string, ...args: string[]) => w.deps.store.heavy.rows<T>({ sql, args })
const passages = ({ text, spans }: Text) => spans.map(({ from, to }) => text.slice(from, to))

test('no identity of the table survives the proposal of its case, nor the text a handler is helped with', async () => {
  const book = await rulebook(w.deps.store, w.deps.now())
  let tried = 0
  for (let i = 0; i < TABLE.length; i += 8) {
    const some = TABLE.slice(i, i + 8)
    const account = some.map(({ text }) => text.replace(/[。，]?$/u, '。')).join('')
    const of = (...kinds: string[]) => some.find(({ kind }) => kinds.includes(kind))?.identity
    const [officer, place, shop, document] = [of('name'), of('place'), of('shop'), of('document')]
    const about = { department: 'ZFJ', ...(officer && { officer }), ...(place && { place }) }
    const more = { ...(shop && { enterprise: { name: shop } }), ...(document && { document }) }
    const complaint = check(Complaint, {
      category: 'T05',
      about,
      account: account.padEnd(10, '。'),
      consent: true,
      ...more,
    })
    const { no } = await open(w.deps, complaint, 'WEB', w.deps.now(), { demo: true })
    const found = await findCase(w.deps, no)
    if (!found) throw new Error('no case')
    const digest = await propose(w.deps.store, found, book)
    const [text] = await marked(no)
    const [hidden] = await textsOf(await blacked(no, {}))
    for (const { identity } of some) {
      tried++
      expect(digest, identity).not.toContain(identity)
      expect(survives(text?.text ?? '', identity.normalize('NFC'), text?.spans ?? []), identity).toBe(false)
      expect(hidden?.text, identity).not.toContain(identity)
      // Negative control: it is there to be found.
      expect(account).toContain(identity)
    }
  }
  expect(tried).toBe(TABLE.length)
})

test('what is proposed passes for every category, body, stage and township', async () => {
  const book = await rulebook(w.deps.store, w.deps.now())
  const { no } = await sent(w)
  const found = await findCase(w.deps, no)
  if (!found) throw new Error('no case')
  const published = publishedNames(book)
  const codes = [...book.departments.keys()]
  const proposals = [...book.categories.keys()].flatMap((category, i) =>
    codes.map((body, j) => ({ category, aboutDepartment: body, stage: Object.keys(STAGE)[(i + j) % 9] ?? null })),
  )
  const towns = codes.map((place) => ({ place, aboutDepartment: 'ZFJ' }))
  for (const row of [...proposals.filter((_, i) => i % 7 === 0), ...towns]) {
    const digest = await propose(w.deps.store, { ...found, row: { ...found.row, ...row } }, book)
    expect(
      find(digest, [], published).map(({ from, to }) => digest.slice(from, to)),
      digest,
    ).toEqual([])
  }
  // As it would read with the township in it.
  for (const body of book.departments.values())
    if (body.type === 'township') expect(find(`有人反映${body.name}辖区内的行政执法问题。`, [], published)).toEqual([])
})

describe('the texts of a case', () => {
  test('are account, wish and messages of the sender, each passage with kind and reason; reading is written down', async () => {
    const { no } = await sent(w, { account: '我叫王小明，车被扣了，没有给单子。', remedy: '请打13812345678告诉我' })
    await citizen(no, 'write', { text: '上周三又来了一趟，在喜旺饭店门口' })
    const texts = await marked(no)
    expect(texts.map(({ id, title }) => [id, title])).toEqual([
      ['account', '经过'],
      ['remedy', '希望怎样解决'],
      ['message1', '第1条留言'],
    ])
    expect(texts.flatMap(passages)).toEqual(
      ['王小明', '13812345678', '上周三', '喜旺饭店门口'].map((it) => expect.stringContaining(it.slice(0, 3))),
    )
    expect(texts[0]?.spans[0]).toMatchObject({
      id: 'account.2-5',
      kind: 'name',
      label: '姓名或称呼',
      why: '写明的姓名',
    })
    expect(await rows('select person, what from accesses where no = ?', no)).toEqual([
      { person: 'handler', what: 'redaction' },
    ])
  })
  test('a person lets a passage stand and hides more, in any spelling; nothing is kept', async () => {
    const account = '我叫王小明，被李强扣了车，暗号是春 眠不觉晓。'
    const { no } = await sent(w, { account })
    const [text] = await marked(no)
    const stays = text?.spans.find(({ from }) => from > 5)?.id
    const [hidden] = await textsOf(await blacked(no, { show: [stays], also: '春眠不觉\n\n  ' }))
    expect(hidden?.text).toBe('我叫〔姓名或称呼〕，被李强扣了车，暗号是〔隐去〕晓。')
    // What is not a passage of this text lets nothing stand.
    const [all] = await textsOf(await blacked(no, { show: ['account.0-99', 'x', ''] }))
    expect(all?.text).not.toContain('王小明')
    expect(await rows('select n from cases where no = ?', no)).toEqual([{ n: 1 }])
    for (const wrong of [{ show: 'x' }, { show: [1] }, { also: '很'.repeat(1001) }, { also: '\u202e' }, { more: 1 }])
      expect((await blacked(no, wrong)).status).toBe(422)
  })
  test('are read by whoever reads the case, and by nobody else', async () => {
    const { no } = await sent(w)
    for (const login of LOGINS) {
      const [page, own, none] = await Promise.all(
        [`${no}/redaction`, no, '2026-99999999A/redaction'].map((path) => asking(w, login)(`/api/desk/cases/${path}`)),
      )
      expect(page?.status, login).toBe(own?.status)
      if (page?.status !== 200) expect(await page?.text()).toBe(await none?.text())
      expect((await blacked(no, {}, login)).status, login).toBe(own?.status)
    }
    expect((await asking(w, null)(`/api/desk/cases/${no}/redaction`)).status).toBe(401)
  })
  test('a mark says nothing the page does not: what is sealed from the desk is not looked for', async () => {
    const more = {
      account: '晨曦微露被查了四回，暮色苍茫一回也没有。',
      enterprise: { name: '晨曦微露' },
      person: { name: '暮色苍茫', phone: '13911112222' },
    }
    const named = await sent(w, more)
    const confidential = await sent(w, { ...more, confidential: true })
    expect((await marked(named.no)).flatMap(passages)).toEqual(['晨曦微露'])
    expect((await marked(confidential.no)).flatMap(passages)).toEqual([])
  })
})
