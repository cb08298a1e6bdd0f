import { expect } from 'vitest'
import { writing } from '../directive/made.ts'
import { picture } from '../file/made.ts'
import { finishedAs } from '../file/sending.ts'
import { asking, json, type Sent, sent } from './ask.ts'
import { type Bird, type Identity, identityOf, REALM } from './bird.ts'
import { DIGEST, moving } from './canary.ts'
import { type Go, NAMES, PLANS } from './lives.ts'
import { colleagues } from './team.ts'
import type { World } from './world.ts'

/** Left in the sealed identity: nobody reads it without asking for it anew. */
const VAULT: readonly (keyof Identity)[] = ['name', 'phone', 'guardian', 'guardianPhone', 'email', 'file']
/** As good as a name: of the confidential the desk does not read it. */
const TRACES: readonly (keyof Identity)[] = ['enterprise', 'uscc', 'document', 'scanned']

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

/** Cases full of identities, each led through its life by the real steps. */
export async function flock(w: World): Promise<Flock> {
  await colleagues(w, 'x')
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
