import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, sent } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'

/** One person twice in confidence and twice by name; somebody else once each. */
const ONE = { name: '周密之', phone: '13911112222', email: 'mizhi@example.cn' }
const OTHER = { name: '吴关系', phone: '13755556666', email: 'guanxi@example.cn' }
const SENT = {
  hidden: { person: ONE, confidential: true, account: '门前的灶台被搬上车，没有人说明去处。' },
  hiddenToo: { person: ONE, confidential: true, account: '上门查了六回，每回都换一拨面孔。' },
  open: { person: ONE, account: '罚款没有开票，催我们扫码转账。' },
  openToo: { person: ONE, account: '约好听证又临时改期，没有通知。' },
  other: { person: OTHER, account: '收走招牌以后一直不给单据。' },
  otherHidden: { person: OTHER, confidential: true, account: '拍照以后不说理由就贴了封条。' },
}
type Which = keyof typeof SENT

let w: World
const no = {} as Record<Which, string>
const asked = {} as Record<Which, string>
const { step, enquiries } = moving(() => w)
const QUESTION = '请说明这一时期同类处理的依据和程序。'
const PHRASE = '务必写清独门暗语'
beforeAll(async () => {
  w = await makeWorld({ render })
  for (const which of Object.keys(SENT) as Which[]) {
    no[which] = (await sent(w, SENT[which])).no
    await step('intake', no[which], 'accept')
    const before = new Set((await enquiries('zfj')).map(({ id }) => id))
    const digest = which.endsWith('Too') ? `${QUESTION}${PHRASE}。` : QUESTION
    const answer = await step('handler', no[which], 'enquire', { department: 'ZFJ', digest })
    expect(answer.status, await answer.clone().text()).toBe(200)
    asked[which] = (await enquiries('zfj')).find(({ id }) => !before.has(id))?.id ?? ''
  }
})
afterAll(() => w.close())

/** Every word in what somebody is answered at these addresses, head and body. */
async function words(who: string, paths: string[]) {
  const found = new Set<string>()
  for (const path of paths) {
    const answer = await asking(w, who)(path, { headers: { accept: 'text/html' } })
    expect(answer.status, path).toBe(200)
    const said = `${JSON.stringify([...answer.headers])} ${await answer.text()}`
    for (const word of said.match(/[\p{L}\p{N}@._-]{2,}/gu) ?? []) found.add(word)
  }
  return found
}
/** What two cases have in common that the other person's has not. */
async function common(who: string, pathsOf: (which: Which) => string[], a: Which, b: Which, than: Which) {
  const [one, two, other] = await Promise.all([a, b, than].map(async (which) => words(who, pathsOf(which))))
  return [...(one ?? [])].filter((word) => two?.has(word) && !other?.has(word))
}
const body = (which: Which) => [`/api/desk/enquiries/${asked[which]}`, `/desk/enquiries/${asked[which]}`]
const bureau = (which: Which) => [
  ...['', '/similar', '/attachments', '/redaction', '/enquiry'].map((of) => `/api/desk/cases/${no[which]}${of}`),
  `/desk/cases/${no[which]}`,
]

// I-23: that two cases are one person's is seen only where the person gave their name in both.
describe('two cases of one sender', () => {
  test.each<[Which, Which]>([
    ['hidden', 'open'],
    ['open', 'hidden'],
  ])('%s and %s: the body asked finds no word that belongs to both', async (a, b) => {
    expect(asked[a]).toMatch(/^HX-/)
    expect(await common('zfj', body, a, b, 'other')).toEqual([])
  })
  test.each<[Which, Which, Which]>([
    ['hidden', 'open', 'other'],
    ['hidden', 'hiddenToo', 'otherHidden'],
  ])('%s and %s: nor does the bureau’s handler, of whoever asked for confidence', async (a, b, than) => {
    expect(await common('handler', bureau, a, b, than)).toEqual([])
  })
  test('negative control: whoever gave their name twice is seen to be one, and a phrase in both questions too', async () => {
    expect(await common('handler', bureau, 'open', 'openToo', 'other')).toContain('同一来件人')
    expect((await common('zfj', body, 'hiddenToo', 'openToo', 'other')).join()).toContain(PHRASE)
  })
})
