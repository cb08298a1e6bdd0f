import { expect } from 'vitest'
import type { Action } from '../../api/case/workflow.ts'
import { addPeople } from '../../api/staff/people.ts'
import { usccCheck } from '../../content/codes.ts'
import { readContent } from '../../content/load.ts'
import { writing } from '../directive/made.ts'
import { picture } from '../file/made.ts'
import { finishedAs } from '../file/sending.ts'
import { asking, json, type Sent, sent } from './ask.ts'
import { DIGEST, moving } from './canary.ts'
import type { World } from './world.ts'

/** Whose a case is: nobody else of the city reads it. */
export const REALM = {
  bureau: ['intake', 'assign', 'handler', 'review', 'chief'],
  superior: ['superior'],
  sealed: ['sealed1', 'sealed2'],
} as const
export type Realm = keyof typeof REALM

/** A word that tells who somebody is, and who may read it. */
export interface Bird {
  word: string
  case: string
  what: keyof Identity | 'number' | 'code of the receipt'
  seers: readonly string[]
}

const SURNAMES = '禚仝亓逄臧蔺冉訾綦隋滕鞠庞樊殷翟倪耿芦岳焦俞柏鲍褚窦'
const RARE =
  '翀珺璟骞勍旻昶晔煊烜琰瑄珩祯稷窈筱纾绛翊翎舸芃茝荇菀萦蕤蘅谡赟轫郦铄锴闳霈韫颀飏骐鸢黻鼐峣嵘巽弈彧徕忱恂愫慜戬抒揆攸旃昕晞暄杳栩桓棣楫榘樾毓沅泓洵浥渥湜溦滢漪澍濯焱爰狷珈琚琤瑀瑾璁璆畹皞睎砚祎禛穑竑笙筠箬籁'
const sign = (i: number) => RARE[i % RARE.length] ?? ''
const CHINESE = '零一二三四五六七八九'
const inWords = (digits: string) => digits.replace(/\d/g, (d) => CHINESE[Number(d)] ?? d)

/** Everything by which one person may be known, as people write it; each word is found nowhere else. */
export function identityOf(i: number) {
  const of = (k: number) => `${sign(i * 7 + k)}${sign(i * 11 + k * 5 + 3)}`
  const code17 = `9237998${i % 10}MAQ${String(10 + i)}E${String(100 + i)}`.slice(0, 17)
  return {
    name: `${SURNAMES[i]}${of(0)}`,
    phone: `19900${String(712_345 + i * 1117)}`,
    guardian: `${SURNAMES[(i + 13) % SURNAMES.length]}${of(1)}`,
    guardianPhone: inWords(`19900${String(345_671 + i * 2113)}`),
    email: `quezi${i}.zhong@nest${i}.example.cn`,
    enterprise: `${of(2)}${sign(i + 40)}百货商行`,
    uscc: `${code17}${usccCheck(code17)}`,
    place: `${of(3)}巷${31 + i}号`,
    document: `澄执扣〔2026〕${7100 + i}号`,
    scanned: `QUE-K${i}-${8800 + i}`,
    id: `37110219${60 + i}0${1 + (i % 9)}1${i % 10}${String(4410 + i)}`,
    plate: `鲁Q${String(13_457 + i * 4013)}`,
    nickname: `${of(4)}麻脸`,
    shop: `${of(5)}${sign(i + 60)}烧烤`,
    wechat: `que_wx_${i}_nest`,
    spoken: inWords(`19900${String(567_812 + i * 1319)}`),
    address: `${of(6)}苑${11 + i}栋`,
    judged: `${of(7)}${sign(i + 20)}菜馆`,
    file: `${of(8)}的手机照片${i}.jpg`,
  }
}
export type Identity = ReturnType<typeof identityOf>

/** Left in the sealed identity: nobody reads it without asking for it anew. */
const VAULT: readonly (keyof Identity)[] = ['name', 'phone', 'guardian', 'guardianPhone', 'email', 'file']
/** As good as a name: of the confidential the desk does not read it. */
const TRACES: readonly (keyof Identity)[] = ['enterprise', 'uscc', 'document', 'scanned']

interface Plan {
  realm: Realm
  more?: Record<string, unknown>
  /** Words that never get so far in this life. */
  without?: readonly (keyof Identity)[]
  /** Of the realm, whoever stepped back. */
  not?: readonly string[]
  files?: true
  life: (of: Sent, me: Identity, go: Go) => Promise<void>
}
type Go = (
  ...steps: [who: string, action: Action | 'own', said?: Record<string, unknown>, path?: string][]
) => Promise<void>

const NOTE = '按规定办理，理由和依据已经记录。'
const REPLY = '经查，没有出具清单，情况属实，已责令改正并退还物品。'
const writes = (me: Identity) =>
  ['own', 'own', { text: `可以加微信${me.wechat}，或者打${me.spoken}。` }, 'messages'] as const
const adds = (me: Identity) => ['own', 'own', { text: `我住在${me.address}，白天在家。` }, 'supplement'] as const
const rates = (me: Identity) =>
  ['own', 'own', { grade: 2, reasons: [], text: `隔壁${me.judged}从来没人查。` }, 'rating'] as const
const appeals = (me: Identity) => ['own', 'own', { text: `答复没有说到${me.judged}的事。` }, 'recheck'] as const

/** Lives of cases: every way one appears, every lane, every way to its end. */
export const PLANS: Record<string, Plan> = {
  answered: {
    realm: 'bureau',
    files: true,
    async life(_of, me, go) {
      await go(['intake', 'supplement', { note: '请补充当天的照片和清单。' }], [...adds(me)], ['intake', 'accept'])
      await go(['assign', 'assign', { person: 'handler' }], ['handler', 'sign'], [...writes(me)])
      await go(
        ['handler', 'record', { note: '已经看过现场。' }],
        ['handler', 'message', { note: '正在核实，请放心。' }],
      )
      await go(['handler', 'answer', { note: REPLY }], [...rates(me)])
    },
  },
  reviewed: {
    realm: 'bureau',
    more: { account: '执法人员推搡，把我打伤了，去医院缝了五针，请查清楚。' },
    async life(_of, me, go) {
      await go(['intake', 'accept'], ['assign', 'assign', { person: 'handler' }], ['handler', 'sign'], [...writes(me)])
      await go([...adds(me)], ['handler', 'extend', { days: 5, note: NOTE }])
      await go(['chief', 'grant', { decision: 'grant', note: '检测需要时间。' }])
      await go(['handler', 'submit', { outcome: 'upheld', note: REPLY, opinion: '事实清楚' }])
      await go(
        ['review', 'review', { decision: 'pass', note: '同意' }],
        ['chief', 'approve', { decision: 'pass', note: '同意' }],
      )
      await go(['handler', 'answer', { outcome: 'upheld', note: REPLY }], [...appeals(me)])
    },
  },
  confidential: {
    realm: 'bureau',
    more: { confidential: true },
    files: true,
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)])
      await go(
        ['handler', 'petition', { note: '不见面无法核实去向。' }],
        ['chief', 'permit', { decision: 'grant', note: '同意' }],
      )
      await go(['handler', 'unveil', { note: '要约来件人到现场指认。' }], ['handler', 'answer', { note: REPLY }])
      await go([...appeals(me)], ['chief', 'recheck', { decision: 'redo', note: '原来的答复没有说清楚依据。' }])
    },
  },
  anonymous: {
    realm: 'bureau',
    more: { anonymous: true },
    files: true,
    without: ['name', 'phone', 'guardian', 'guardianPhone', 'email'],
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)], ['handler', 'answer', { note: REPLY }])
      await go([...rates(me)], ['handler', 'close'])
    },
  },
  enterprise: {
    realm: 'bureau',
    more: { category: 'T14', about: { department: 'SCJG' } },
    async life(_of, me, go) {
      await go(
        ['intake', 'accept'],
        [...writes(me)],
        [...adds(me)],
        ['handler', 'answer', { note: REPLY }],
        [...rates(me)],
      )
    },
  },
  merged: {
    realm: 'bureau',
    async life(_of, me, go) {
      await go([...adds(me)], ['intake', 'accept'], [...writes(me)])
    },
    without: ['judged'],
  },
  parted: {
    realm: 'bureau',
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)])
      await go([
        'handler',
        'split',
        { category: 'T14', account: `同一来件里说${me.judged}一个月被查了四次，单独办理。` },
      ])
    },
  },
  withdrawn: {
    realm: 'bureau',
    without: ['judged'],
    async life(_of, me, go) {
      await go([...writes(me)], [...adds(me)], ['own', 'own', {}, 'withdraw'])
    },
  },
  refused: {
    realm: 'bureau',
    async life(_of, me, go) {
      await go(
        [...writes(me)],
        [...adds(me)],
        ['intake', 'refuse', { reason: 'RJ4', note: '已经依法处理过，没有新的事实。' }],
      )
      await go([...appeals(me)])
    },
  },
  edited: {
    realm: 'bureau',
    without: ['judged'],
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)])
      await go(['own', 'own', { confidential: true, remedy: '希望退还物品。' }, 'edit'])
    },
  },
  transferred: {
    realm: 'bureau',
    without: ['judged'],
    async life(_of, me, go) {
      await go([...writes(me)], [...adds(me)], ['assign', 'transfer', { note: '移送市信访局，依据信访工作条例。' }])
    },
  },
  recused: {
    realm: 'bureau',
    not: ['handler'],
    without: ['judged'],
    async life(_of, me, go) {
      await go(
        ['intake', 'accept'],
        [...writes(me)],
        [...adds(me)],
        ['handler', 'recuse', { note: '店主是我的表弟。' }],
      )
    },
  },
  minor: {
    realm: 'bureau',
    more: { minor: true },
    without: ['judged'],
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)])
    },
  },
  'asked of a township': {
    realm: 'bureau',
    without: ['judged'],
    more: { about: { department: 'YJJ', township: '379981001' } },
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)])
    },
  },
  'about the bureau': {
    realm: 'superior',
    more: { category: 'T04', about: { department: 'SFJ' } },
    files: true,
    async life(_of, me, go) {
      await go(
        ['superior', 'accept'],
        [...writes(me)],
        [...adds(me)],
        ['superior', 'answer', { note: REPLY }],
        [...rates(me)],
      )
    },
  },
  'does not act': {
    realm: 'superior',
    more: { category: 'T31' },
    without: ['judged'],
    async life(_of, me, go) {
      await go(['superior', 'accept'], [...writes(me)], [...adds(me)])
    },
  },
  sealed: {
    realm: 'sealed',
    more: { category: 'T28' },
    files: true,
    async life(_of, me, go) {
      await go(['sealed1', 'accept', { note: NOTE }], [...writes(me)], [...adds(me)])
      await go(['sealed1', 'transfer', { note: '移送市纪委监委，依据监察法。' }], [...rates(me)])
    },
  },
  'sealed about the bureau': {
    realm: 'sealed',
    more: { category: 'T27', about: { department: 'SFJ' }, confidential: true },
    without: ['judged'],
    async life(_of, me, go) {
      await go(['sealed1', 'accept', { note: NOTE }], [...writes(me)], [...adds(me)])
    },
  },
  'sealed later': {
    realm: 'sealed',
    files: true,
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)], ['handler', 'answer', { note: REPLY }])
      await go([...appeals(me)], ['review', 'seal', { note: '里面说到有人索要好处。' }])
    },
  },
  released: {
    realm: 'bureau',
    without: ['judged'],
    async life(_of, me, go) {
      await go(['intake', 'accept'], [...writes(me)], [...adds(me)], ['intake', 'seal', { note: '怀疑涉及廉洁问题。' }])
      await go(
        ['sealed1', 'release', { note: '没有涉及廉洁的内容。' }],
        ['sealed2', 'resolve', { decision: 'agree', note: '同意' }],
      )
    },
  },
}
export const NAMES = Object.keys(PLANS)

export interface Flock {
  of: Record<string, Sent>
  birds: Bird[]
  enquiries: string[]
  directives: string[]
  /** A case of the attacker’s own: number and code are good, and open nothing else. */
  own: Sent
}

const post = (w: World, { no, queryCode }: Sent, path: string, body: unknown) =>
  w.app.request(`/api/track/${no}/${path}`, {
    ...json('POST', body),
    headers: { 'content-type': 'application/json', 'x-query-code': queryCode },
  })

/** Everybody of the demonstration, and one more handler, so that the other may step back. */
const TEAM = [
  ...readContent('content').people.map((one) => ({ ...one, department: one.department ?? '' })),
  { login: 'handler2', name: '柏舟', roles: ['handler' as const], department: 'SFJ', post: '同事' },
]

/** Cases full of identities, each led through its life by the real steps. */
export async function flock(w: World): Promise<Flock> {
  await addPeople(w.deps.store, TEAM, 'x', w.deps.now())
  const { step } = moving(() => w)
  const of: Flock['of'] = {}
  const birds: Bird[] = []
  for (const [i, name] of NAMES.entries()) {
    const plan = PLANS[name]
    if (!plan) continue
    const me = identityOf(i)
    const attachments = plan.files ? [await finishedAs(w, await picture('jpg', 64, 48), me.file)] : []
    const { account = '两名执法人员拿走了东西，没有给任何单子。', about, ...more } = plan.more ?? {}
    const one = await sent(w, {
      account: `大家叫我${me.nickname}，证件${me.id}，车是${me.plate}，店叫${me.shop}。${account}`,
      about: { department: 'ZFJ', place: me.place, ...(about as object) },
      enterprise: { name: me.enterprise, uscc: me.uscc },
      document: me.document,
      code: me.scanned,
      happenedOn: '2026-06-13',
      attachments,
      ...(more.anonymous !== true && {
        person: { name: me.name, phone: me.phone, email: me.email, guardian: `${me.guardian} ${me.guardianPhone}` },
      }),
      ...more,
    })
    of[name] = one
    const go: Go = async (...steps) => {
      for (const [who, action, said = {}, path = ''] of steps) {
        const answer = action === 'own' ? await post(w, one, path, said) : await step(who, one.no, action, said)
        expect(answer.status, `${name}: ${who} ${action} ${path}: ${await answer.clone().text()}`).toBeLessThan(300)
      }
    }
    await plan.life(one, me, go)
    // What was sealed by mistake and made confidential later counts as it stands now.
    const confided = more.confidential === true || name === 'edited'
    const realm = REALM[plan.realm].filter((login) => !plan.not?.includes(login))
    const without = [...(plan.without ?? []), ...(plan.files ? [] : (['file'] as const))]
    for (const what of Object.keys(me) as (keyof Identity)[])
      if (!without.includes(what))
        birds.push({
          word: me[what],
          case: name,
          what,
          seers: VAULT.includes(what) || (confided && TRACES.includes(what)) ? [] : realm,
        })
    // The auditor reads by numbers, of what the bureau may know.
    const counted = plan.realm === 'bureau' ? ['stats'] : []
    birds.push({ word: one.no, case: name, what: 'number', seers: [...realm, ...counted] })
    birds.push({ word: one.queryCode, case: name, what: 'code of the receipt', seers: [] })
  }
  return { of, birds, ...(await around(w, of)), own: await sent(w) }
}

/** What grows around cases: enquiries with redacted copies and answers, documents, merging, holds, stepping back. */
async function around(w: World, of: Flock['of']) {
  const { step, enquire, enquiries, feed } = moving(() => w)
  const ok = async (answer: Promise<Response>) => {
    const got = await answer
    expect(got.status, await got.clone().text()).toBeLessThan(300)
  }
  const no = (name: string) => of[name]?.no ?? ''
  await ok(
    asking(w, 'handler')(
      `/api/desk/cases/${no('confidential')}/attachments/1/redactions`,
      json('POST', { boxes: [{ left: 10, top: 10, width: 50, height: 50 }] }),
    ),
  )
  await ok(enquire('handler', no('confidential'), 'ZFJ', { files: ['1.1'] }))
  await ok(enquire('handler', no('minor'), 'SCJG'))
  await ok(step('handler', no('parted'), 'entrust', { department: 'SCJG', digest: DIGEST }))
  await ok(
    step('handler', no('asked of a township'), 'call', { departments: ['379981001', 'SFS-379981001'], digest: DIGEST }),
  )
  await ok(enquire('superior', no('does not act'), 'SFJ'))
  for (const login of ['zfj', 'chief']) for (const { id } of await enquiries(login)) await ok(feed(login, id))
  await ok(step('intake', no('merged'), 'merge', { into: no('minor'), note: '同一天同一地点的同一件事。' }))
  const { until, done } = writing(() => w)
  const written = [
    await until('served', { cases: [no('answered')] }),
    await until('signed', { cases: [no('enterprise')], department: 'SCJG' }),
    await until('draft', { cases: [no('reviewed')] }),
  ]
  await done('handler', written[0]?.id ?? '', 'propose', { digest: '对搬离物品的手续提出意见，要求补全登记。' })
  await done('chief', written[0]?.id ?? '', 'publish', {})
  await ok(asking(w, 'chief')('/api/desk/retention/holds', json('POST', { no: no('refused'), reason: '行政诉讼未结' })))
  const asked = await w.deps.store.heavy.rows<{ id: string }>('select id from enquiries order by id')
  return { enquiries: asked.map(({ id }) => id), directives: written.map(({ id }) => id) }
}
