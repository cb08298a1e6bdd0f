import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { namesIn } from '../../api/case/names.ts'
import { hintsFor } from '../../site/pages/complaint/_hints.ts'
import { asking, LOGINS, type Sent, sent, track } from '../support/ask.ts'
import { DIGEST, moving } from '../support/canary.ts'
import { desk } from '../support/desk.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
let cases: Sent[]
beforeAll(async () => {
  w = await makeWorld()
  cases = []
  for (const guardian of WRITTEN) {
    const person = { name: '周小满', phone: '19900001234', guardian }
    cases.push(await sent(w, { account: ACCOUNT, person, minor: true, about: { department: 'ZFJ' } }))
  }
})
afterAll(() => w.close())

/** A minor’s guardian as people write it; the account names her and her number, never her sister’s. */
const WRITTEN = [
  '李桂兰 13911113333、王守义',
  '母亲李桂兰13911113333，王守义',
  '监护人：李桂兰（我妈），电话13911113333；王守义',
  '李桂兰妈妈联系电话13911113333 王守义姥姥',
]
const ACCOUNT = '在蓝湖早市，两名执法人员拿走了我的书包。我妈李桂兰在场，她的电话是139 1111 3333，可以问她。'
const { listed } = desk(() => w)
const { step, enquire } = moving(() => w)

describe('a minor’s guardian', () => {
  test.each(['李桂兰', '桂兰', '李桂', '13911113333', '1111 3333', '11113333', '王守义'])(
    '%s finds no case',
    async (q) => {
      for (const login of ['intake', 'handler', 'chief'])
        expect((await listed(login, `&q=${encodeURIComponent(q)}`)).items, login).toEqual([])
    },
  )
  test('negative control: other words of the same account find them all', async () => {
    const found = (await listed('handler', `&q=${encodeURIComponent('蓝湖早市')}`)).items.map(({ no }) => no)
    expect(found.sort()).toEqual(cases.map(({ no }) => no).sort())
  })
  test('who is only in the sealed identity is in no answer of the desk and of no body', async () => {
    for (const { no } of cases) {
      await step('intake', no, 'accept')
      expect((await enquire('handler', no, 'ZFJ')).status).toBe(200)
    }
    for (const login of LOGINS) {
      const ask = asking(w, login)
      const paths = cases.flatMap(({ no }) =>
        ['', '/enquiry', '/suggestion', '/attachments'].map((what) => `${no}${what}`),
      )
      const answers = [
        await ask('/api/desk/cases?limit=100'),
        await ask('/api/desk/enquiries'),
        ...(await Promise.all(paths.map((path) => ask(`/api/desk/cases/${path}`)))),
      ]
      for (const answer of answers) expect(await answer.text(), login).not.toMatch(/王守义|guardian|监护人/)
      // Nor does a body read whom the account names.
      if (login === 'zfj')
        for (const answer of await bodies(ask)) expect(answer).not.toMatch(/李桂兰|1111 ?3333|周小满/)
    }
    expect(w.log.join('')).not.toMatch(/王守义|李桂兰/)
  })
  test('their sender reads both', async () => {
    const [{ no, queryCode } = { no: '', queryCode: '' }] = cases
    const copy = await w.app.request(`/api/track/${no}/copy`, { headers: { 'x-query-code': queryCode } })
    expect(await copy.text()).toContain(WRITTEN[0])
    expect(await (await track(w, no, queryCode)).text()).not.toMatch(/王守义|李桂兰/)
  })
  test.each(WRITTEN)('written as “%s” is in no proposal and kept out of a digest', async (guardian) => {
    const person = { name: '周小满', guardian }
    const { no } = await sent(w, { account: ACCOUNT, person, minor: true, about: { department: 'ZFJ' } })
    await step('intake', no, 'accept')
    expect(await (await asking(w, 'handler')(`/api/desk/cases/${no}/enquiry`)).text()).not.toMatch(/李桂兰|1111 ?3333/)
    const refused = await enquire('handler', no, 'ZFJ', { digest: `${DIGEST}请向李桂兰了解。` })
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('摘要里有人名')])
  })
  test('the form says so when the account names who stands beside it', () => {
    for (const guardian of WRITTEN)
      expect(hintsFor(ACCOUNT, '周小满', namesIn(guardian)).join()).toContain('监护人的名字')
    expect(hintsFor(ACCOUNT, '周小满').join()).not.toContain('监护人的名字')
    expect(hintsFor('在早市，两个人拿走了书包。', '周小满', namesIn(WRITTEN[0])).join()).toBe('')
  })
})

async function bodies(ask: ReturnType<typeof asking>) {
  const { items } = (await (await ask('/api/desk/enquiries')).json()) as { items: { id: string }[] }
  expect(items.length).toBe(cases.length)
  return Promise.all(items.map(async ({ id }) => (await ask(`/api/desk/enquiries/${id}`)).text()))
}
