import { tidy } from '../../api/case/sweep.ts'
import { noticeTurn } from '../../api/notice/digest.ts'
import type { Actor } from '../../api/staff/actor.ts'
import { writing } from '../directive/made.ts'
import { picture } from '../file/made.ts'
import { finishedAs } from '../file/sending.ts'
import { asking, json, type Sent, sent } from '../support/ask.ts'
import { REALM, type Realm } from '../support/bird.ts'
import { DIGEST, moving } from '../support/canary.ts'
import type { Flock } from '../support/flock.ts'
import type { World } from '../support/world.ts'
import { loginOf, pathsOf, routesOf } from './blind.ts'

/** What is hidden, what else happens to it in one of the two worlds, and who besides its realm is told of it. */
interface Difference {
  what: string
  realm?: Realm
  more?: Record<string, unknown>
  happens?: (go: Doing, no: string, of: Sent) => Promise<void>
  /** Who else may notice: a body that was asked. */
  told?: readonly string[]
}
interface Doing {
  w: World
  does: (who: string, action: string, said?: Record<string, unknown>) => Promise<void>
  own: (path: string, said?: Record<string, unknown>) => Promise<void>
}

const REPLY = '经查，没有出具清单，情况属实，已责令改正并退还物品。'
const NOTE = '按规定办理，理由和依据已经记录。'
const PERSON = { person: { name: '綦璟瑄', phone: '19900887766', email: 'qi@nest.example.cn' } }
const handled = async ({ does }: Doing) => {
  await does('intake', 'accept')
  await does('assign', 'assign', { person: 'handler' })
  await does('handler', 'sign')
}
const answered = async (go: Doing) => {
  await handled(go)
  await go.does('handler', 'answer', { note: REPLY })
}

/** Ways in which two worlds differ by something a body must not know. */
export const DIFFERENCES: Difference[] = [
  { what: 'a complaint in one’s name', more: PERSON },
  { what: 'a complaint in confidence', more: { ...PERSON, confidential: true } },
  { what: 'an anonymous complaint' },
  { what: 'a complaint of a company', more: { ...PERSON, category: 'T14', enterprise: { name: '璟瑄百货商行' } } },
  {
    what: 'a complaint with a picture',
    async happens({ w, own }) {
      await own('supplement', {
        text: '照片在这里。',
        attachments: [await finishedAs(w, await picture('jpg', 32, 32), '璟瑄.jpg')],
      })
    },
  },
  { what: 'a complaint that is accepted', happens: ({ does }) => does('intake', 'accept') },
  {
    what: 'one that is refused',
    happens: ({ does }) => does('intake', 'refuse', { reason: 'RJ4', note: '已经依法处理过，没有新的事实。' }),
  },
  {
    what: 'one asked to supply more',
    happens: ({ does }) => does('intake', 'supplement', { note: '请补充当天的照片。' }),
  },
  { what: 'one that is assigned and signed for', happens: handled },
  {
    what: 'a message, and one back',
    async happens({ does, own }) {
      await own('messages', { text: '请尽快看一看这件事。' })
      await does('intake', 'message', { note: '正在核实，请放心。' })
    },
  },
  { what: 'a note among colleagues', happens: ({ does }) => does('chief', 'note', { note: '请抓紧办理' }) },
  {
    what: 'a limit made longer',
    async happens(go) {
      await handled(go)
      await go.does('handler', 'extend', { days: 5, note: NOTE })
      await go.does('chief', 'grant', { decision: 'grant', note: '检测需要时间。' })
    },
  },
  {
    what: 'one that is suspended',
    async happens(go) {
      await handled(go)
      await go.does('review', 'suspend', { cause: 'expert', note: '等待鉴定结论，收到后恢复办理。' })
    },
  },
  { what: 'an answer', happens: answered },
  {
    what: 'a bad rating',
    async happens(go) {
      await answered(go)
      await go.own('rating', { grade: 1, reasons: [], text: '没有解决问题。' })
    },
  },
  {
    what: 'a recheck asked for',
    async happens(go) {
      await answered(go)
      await go.own('recheck', { text: '答复没有说清楚依据。' })
    },
  },
  {
    what: 'a case that is closed',
    async happens(go) {
      await answered(go)
      await go.does('handler', 'close')
    },
  },
  { what: 'one that is withdrawn', happens: ({ own }) => own('withdraw') },
  {
    what: 'one that is edited',
    happens: ({ own }) => own('edit', { account: '他们把东西都拿走了，也没有给任何单子，请查一查。' }),
  },
  {
    what: 'an identity that was opened',
    more: PERSON,
    async happens({ does }) {
      await does('intake', 'accept')
      await does('handler', 'unveil', { note: '要约来件人到现场指认。' })
    },
  },
  {
    what: 'one that is transferred',
    happens: ({ does }) => does('assign', 'transfer', { note: '移送市信访局，依据信访工作条例。' }),
  },
  {
    what: 'a part that goes its own way',
    async happens({ does }) {
      await does('intake', 'accept')
      await does('handler', 'split', { category: 'T14', account: '同一来件里另说一个月查了四次，单独办理。' })
    },
  },
  {
    what: 'an enquiry to another body',
    async happens({ does }) {
      await does('intake', 'accept')
      await does('handler', 'enquire', { department: 'SCJG', digest: DIGEST })
    },
    told: ['scjg', 'scjg-legal'],
  },
  {
    what: 'a document written and not served',
    async happens({ w, does }, no) {
      await does('intake', 'accept')
      await writing(() => w).until('approved', { cases: [no] })
    },
  },
  {
    what: 'a hold',
    async happens({ w, own }, no) {
      await own('withdraw')
      await asking(w, 'chief')('/api/desk/retention/holds', json('POST', { no, reason: '行政诉讼没有结束' }))
    },
  },
  {
    what: 'a query code renewed',
    happens: ({ own }) => own('code', {}),
  },
  { what: 'a sealed case', realm: 'sealed', more: { category: 'T28', ...PERSON } },
  {
    what: 'a sealed case at work',
    realm: 'sealed',
    more: { category: 'T28', ...PERSON },
    async happens({ does, own }) {
      await does('sealed1', 'accept', { note: NOTE })
      await own('messages', { text: '还有别的人也知道这件事。' })
      await does('sealed1', 'message', { note: '收到，请放心。' })
      await does('sealed2', 'transfer', { note: '移送市纪委监委，依据监察法。' })
    },
  },
  { what: 'a sealed case about the bureau', realm: 'sealed', more: { category: 'T27', about: { department: 'SFJ' } } },
  {
    what: 'a case that was sealed after it was told of',
    realm: 'sealed',
    async happens({ w, does }) {
      await noticeTurn(w.deps, w.deps.now())
      await does('intake', 'accept')
      await does('review', 'seal', { note: '里面说到有人索要好处。' })
    },
  },
  {
    what: 'a case about the bureau',
    realm: 'superior',
    more: { category: 'T04', about: { department: 'SFJ' }, ...PERSON },
  },
  {
    what: 'a case about the bureau, dealt with',
    realm: 'superior',
    more: { category: 'T31' },
    async happens({ does, own }) {
      await does('superior', 'accept')
      await does('superior', 'answer', { note: REPLY })
      await own('rating', { grade: 2, reasons: [] })
    },
  },
]

/** Makes one of the two worlds different, in a case of its own. */
export async function differ(w: World, { more, happens }: Difference): Promise<Sent> {
  const of = await sent(w, { happenedOn: '2026-06-13', ...more })
  const { step } = moving(() => w)
  const took = async (answer: Response) => {
    if (answer.status >= 300) throw new Error(await answer.text())
  }
  await happens?.(
    {
      w,
      does: async (who, action, said = {}) => took(await step(who, of.no, action as never, said)),
      own: async (path, said = {}) =>
        took(
          await w.app.request(`/api/track/${of.no}/${path}`, {
            ...json('POST', said),
            headers: { 'content-type': 'application/json', 'x-query-code': of.queryCode },
          }),
        ),
    },
    of.no,
    of,
  )
  return of
}

/** Whether somebody may notice a difference by their office. */
export const mayNotice = (asker: Actor | null, { realm = 'bureau', told = [] }: Difference) =>
  [...REALM[realm], ...told, ...(realm === 'bureau' ? ['stats'] : [])].includes(loginOf(asker))

/** What comes round by the clock comes round in both. */
export async function turn(w: World) {
  await tidy(w.deps, w.deps.now())
  await noticeTurn(w.deps, w.deps.now())
}

/** Everything somebody may ask, down to headers and bytes; the hidden number is asked for like one there is not. */
export async function everything(
  w: World,
  flock: Flock,
  asker: Actor | null,
  hidden: string,
  asked = /^\/api\/(desk|track|directives|search|session)|^\/api\/departments$|^\/feed/,
) {
  const { own, directives } = flock
  const known = { of: { hidden: { no: hidden, queryCode: '' } }, enquiries: flock.enquiries.slice(0, 3), directives }
  const paths = [
    ...routesOf(w)
      .filter((route) => asked.test(route))
      .flatMap((route) => pathsOf(route, known)),
    `/api/desk/cases?q=${hidden}`,
    `/api/desk/cases?q=${encodeURIComponent('三轮车')}&limit=100`,
    '/api/desk/cases?limit=1',
    '/api/desk/cases?status=received',
    `/api/desk/directives?case=${hidden}`,
    `/api/desk/audit?no=${hidden}`,
  ]
  const answers: [string, number, unknown, string][] = []
  const ask = async (path: string, body?: unknown) => {
    const headers = { 'content-type': 'application/json', 'x-query-code': own.queryCode }
    const answer = await asking(w, asker)(path, { ...(body === undefined ? {} : json('POST', body)), headers })
    const type = answer.headers.get('content-type') ?? ''
    const text =
      type.includes('json') || type.includes('text')
        ? await answer.text()
        : Buffer.from(await answer.arrayBuffer()).toString('hex')
    answers.push([path, answer.status, [...answer.headers].sort(), text])
  }
  for (const path of paths) await ask(path)
  await ask('/api/complaints/forecast', { category: 'T05', about: { department: 'ZFJ' }, consent: true })
  await ask('/api/suggest', { account: '城管扣了我的三轮车，没有单子' })
  await ask('/api/track/recover', { phone: PERSON.person.phone })
  await ask(`/api/track/recover/code`, { no: hidden, code: 'K7MQ2W9X' })
  await ask(`/api/desk/cases/${hidden}/steps`, { action: 'accept', n: 1 })
  await ask('/api/desk/retention/holds', { no: hidden, reason: '行政诉讼没有结束' })
  return answers.map((one) => JSON.stringify(one).replaceAll(hidden, '…'))
}
/** A submission like the hidden one: what its sender is told must not say that there was one before. */
export async function probe(w: World) {
  const { no, queryCode, ...receipt } = await sent(w, { happenedOn: '2026-06-13' })
  const answer = await w.app.request(`/api/track/${no}`, { headers: { 'x-query-code': queryCode } })
  const { proof: _proof, ...told } = (await answer.json()) as Record<string, unknown>
  return [receipt, { ...told, no: '' }]
}
