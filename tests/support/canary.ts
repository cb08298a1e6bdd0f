import { act } from '../../api/case/act.ts'
import type { Action } from '../../api/case/workflow.ts'
import { insert } from '../../db/row.ts'
import { attachments, caseCopies } from '../../db/schema.ts'
import { asking, json, type Sent, sent } from './ask.ts'
import type { World } from './world.ts'

/** A word for each thing a case holds, found nowhere else: whoever is answered with it was shown it. */
export const CANARY = {
  account: '雀在经过',
  officer: '雀在人员',
  place: '雀在门牌',
  badge: '雀在标识',
  position: '121.123457',
  remedy: '雀在心愿',
  before: '"court"',
  danger: '"danger"',
  enterprise: '雀在商行',
  code: 'QUE-CODE',
  document: '雀在文书',
  name: '雀在姓名',
  phone: '13911112222',
  guardian: '雀在监护',
  internal: '雀在内部',
  written: '雀在来信',
  message: '雀在留言',
  answer: '雀在答复',
  rating: '雀在评语',
  file: '123457',
  copy: 'R99',
  digest: '雀在摘要',
  fed: '雀在反馈',
} as const
export type Canary = keyof typeof CANARY

/** A complaint with a canary in every field. */
export const singing = (more: Record<string, unknown> = {}) => ({
  account: `${CANARY.account}。他们把东西搬走，没有给任何单子，也不说去哪里处理。`,
  about: {
    department: 'ZFJ',
    officer: CANARY.officer,
    place: CANARY.place,
    text: CANARY.badge,
    position: `${CANARY.position},37.654321`,
    ...(more.about as object),
  },
  enterprise: { name: CANARY.enterprise },
  document: CANARY.document,
  code: CANARY.code,
  remedy: CANARY.remedy,
  before: 'court',
  danger: true,
  happenedOn: '2026-06-13',
  ...(more.anonymous !== true && { person: { name: CANARY.name, phone: CANARY.phone, guardian: CANARY.guardian } }),
  ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'about')),
})

export const DIGEST = `${CANARY.digest}：这一时期搬离物品的依据和手续，请书面说明。`

/** What happens to cases in tests, as somebody of the desk, a body or the sender. */
export const moving = (world: () => World) => {
  const n = async (no: string) =>
    (await world().deps.store.heavy.rows<{ n: number }>({ sql: 'select n from cases where no = ?', args: [no] }))[0]
      ?.n ?? 0
  const citizen = async (no: string, action: Action, said: Record<string, unknown>) =>
    act(world().deps, { no, n: await n(no), action, said }, ['citizen'], 'citizen', world().deps.now())
  const step = async (who: string, no: string, action: Action, said: Record<string, unknown> = {}) =>
    asking(world(), who)(`/api/desk/cases/${no}/steps`, json('POST', { action, n: await n(no), ...said }))
  const enquire = (who: string, no: string, department: string, more: Record<string, unknown> = {}) =>
    step(who, no, 'enquire', { department, digest: DIGEST, period: true, ...more })
  /** What a body is asked now, its own first. */
  const enquiries = async (who: string) =>
    ((await (await asking(world(), who)('/api/desk/enquiries')).json()) as { items: { id: string; n: number }[] }).items
  const feed = async (who: string, id: string, more: Record<string, unknown> = {}) =>
    asking(world(), who)(
      `/api/desk/enquiries/${id}/steps`,
      json('POST', { action: 'answer', n: 1, note: `${CANARY.fed}：已核实，手续另附。`, ...more }),
    )
  return { n, citizen, step, enquire, enquiries, feed }
}

/** A case of the bureau or the superior that has been through everything: every canary sings in it. */
export async function sungThrough(w: World, who: 'bureau' | 'superior', more: Record<string, unknown>): Promise<Sent> {
  const { citizen, step, enquire, enquiries, feed } = moving(() => w)
  const one = await sent(w, singing(more))
  const { no } = one
  const [first, second, asked, fed] =
    who === 'bureau' ? ['intake', 'handler', 'ZFJ', 'zfj'] : ['superior', 'superior', 'SFJ', 'chief']
  await birds(w, no)
  await step(first, no, 'accept', { note: CANARY.internal })
  await citizen(no, 'write', { text: CANARY.written })
  await step(second, no, 'message', { note: `${CANARY.message}请放心` })
  const before = new Set((await enquiries(fed)).map((e) => e.id))
  await enquire(second, no, asked)
  for (const e of await enquiries(fed)) if (!before.has(e.id)) await feed(fed, e.id)
  await step(second, no, 'answer', { note: `${CANARY.answer}：已责成改正并退还物品。` })
  await citizen(no, 'rate', { grade: 4, reasons: [], text: CANARY.rating })
  return one
}

/** A file and somebody told, as other parts of the portal lay them. */
export const birds = (w: World, no: string) => {
  const at = w.deps.now().getTime()
  const { keyId, sealed } = w.deps.secrets.seal('vault', 'file', '雀在文件名.jpg')
  return w.deps.store.writes.commit([
    insert(attachments, {
      id: `file-${no}`,
      no,
      n: 1,
      by: 'citizen',
      kind: 'jpg',
      size: Number(CANARY.file),
      received: Number(CANARY.file),
      stored: 0,
      state: 'clean',
      keyId,
      sealed,
      createdAt: at,
    }),
    insert(caseCopies, { no, department: 'XFJ', rule: CANARY.copy }),
  ])
}
