import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sweep } from '../../api/case/sweep.ts'
import { hashPassword } from '../../api/staff/password.ts'
import { asking, sent } from '../support/ask.ts'
import { colleagues } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'
import { living, NOTE, REPLY, START } from './living.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
  await colleagues(w, await hashPassword('demo-password-1'))
})
afterAll(() => w.close())
beforeEach(() => w.at(START))
const { step, citizen, seen, told, go, handled } = living(() => w)

describe('cases that belong together', () => {
  const OTHERS = '同一事项已经查清：清单补发，物品退还。请携证件领取。'
  test('a merged one is answered with its main case, in words of its own', async () => {
    const [main, other] = [await handled(), await handled()]
    await go(other.no, ['handler', 'merge', { into: main.no, note: '同一天同一地点的同一件事。' }])
    expect((await told(other)).statusLabel).toBe('已并案')
    expect((await seen('handler', main.no)).links).toEqual([
      { no: other.no, kind: 'merged', label: '并入本件', title: other.no },
    ])
    expect((await step('handler', main.no, 'answer', { note: REPLY })).status).toBe(422)
    await go(main.no, ['handler', 'answer', { note: REPLY, others: OTHERS }])
    expect((await told(other)).timeline.at(-1)).toMatchObject({ label: '已答复', text: OTHERS })
    expect(JSON.stringify(await told(other))).not.toContain(REPLY)
    // Once, however often it is swept.
    const n = (await seen('handler', other.no)).n
    await sweep(w.deps, w.deps.now())
    expect((await seen('handler', other.no)).n).toBe(n)
  })
  test('is answered however many stand before it that nothing is owed to any more', async () => {
    const [gone, main, other] = [await handled(), await handled(), await handled()]
    await go(other.no, ['handler', 'merge', { into: main.no, note: '同一天同一地点的同一件事。' }])
    await citizen(gone.no, 'withdraw', {})
    // Two hundred and fifty closed long ago, under a main case that was withdrawn: each sweep finds them again.
    const named = await w.deps.store.heavy.rows<{ name: string }>({
      sql: "select name from pragma_table_info('cases') where name not in ('no', 'status')",
      args: [],
    })
    const columns = named.map(({ name }) => `"${name}"`).join()
    await w.deps.store.writes.commit([
      {
        sql: `with recursive i(k) as (select 100 union all select k + 1 from i where k < 349)
          insert into cases (no, status, ${columns}) select '0000-' || k, 'closed', ${columns} from cases, i where no = ?`,
        args: [gone.no],
      },
      {
        sql: `insert into case_links (no, main, kind, told) select no, ?, 'merged', 0 from cases where no like '0000-%'`,
        args: [gone.no],
      },
    ])
    await citizen(main.no, 'withdraw', {})
    await sweep(w.deps, w.deps.now())
    expect((await seen('handler', other.no)).status).toBe('accepted')
    await w.deps.store.writes.commit([
      "delete from case_links where no like '0000-%'",
      "delete from cases where no like '0000-%'",
    ])
  })
  test('into itself, into what is answered, or into what one may not read: refused alike', async () => {
    const { no } = await handled()
    const done = await handled()
    await go(done.no, ['handler', 'answer', { note: REPLY }])
    const sealed = await sent(w, { category: 'T27' })
    for (const into of [no, done.no, sealed.no, '2026-00000000A', 'x'])
      expect((await step('handler', no, 'merge', { into, note: NOTE })).status, into).toBe(422)
    const words = async (into: string) => (await step('handler', no, 'merge', { into, note: NOTE })).text()
    expect(await words(sealed.no)).toBe(await words('2026-99999999X'))
  })
  test('when the main one is withdrawn or sealed, the merged one goes its own way again', async () => {
    for (const end of ['withdraw', 'seal'] as const) {
      const [main, other] = [await handled(), await handled()]
      await go(other.no, ['handler', 'merge', { into: main.no, note: '同一天同一地点的同一件事。' }])
      if (end === 'withdraw') await citizen(main.no, 'withdraw', {})
      else await go(main.no, ['chief', 'seal', { note: '来件人担心报复，转为密件。' }])
      await sweep(w.deps, w.deps.now())
      expect(await seen('handler', other.no), end).toMatchObject({ status: 'accepted', links: [] })
      expect((await told(other)).timeline.at(-1)?.label).toBe('恢复单独办理')
    }
  })
  test('a part goes its own way, and the whole is not closed before it', async () => {
    const one = await handled()
    await go(one.no, ['handler', 'split', { category: 'T14', account: '同一来件里另说一个月查了四次，单独办理。' }])
    const [link] = (await seen('handler', one.no)).links
    expect(link?.label).toBe('分出')
    expect((await seen('intake', link!.no)).status).toBe('received')
    await go(one.no, ['handler', 'answer', { note: REPLY }])
    expect((await step('handler', one.no, 'close')).status).toBe(409)
    await go(link!.no, ['intake', 'refuse', { reason: 'RJ4', note: '已经依法处理过，没有新的事实。' }])
    await go(one.no, ['handler', 'close'])
    // The sender follows the whole; of the part they are told nothing.
    expect(JSON.stringify(await told(one))).not.toContain(link!.no)
  })
})

describe('who spoke', () => {
  const person = { person: { name: '王小明', phone: '19900001234' } }
  test('is opened with a reason for half an hour, and the sender is told', async () => {
    const one = await handled(person)
    expect((await seen('handler', one.no)).identity).toBeNull()
    expect((await step('handler', one.no, 'unveil')).status).toBe(422)
    await go(one.no, ['handler', 'unveil', { note: '要约来件人到现场指认。' }])
    expect((await seen('handler', one.no)).identity).toMatchObject(person.person)
    expect((await seen('review', one.no)).identity).toBeNull()
    expect((await told(one)).timeline.at(-1)?.label).toMatch(/查看了您留下的联系方式/)
    w.at('2026-06-15T10:54:00+08:00')
    expect((await seen('handler', one.no)).identity).toBeNull()
  })
  test('of the confidential only with leave by another', async () => {
    const { no } = await handled({ ...person, confidential: true })
    expect((await step('handler', no, 'unveil', { note: '要约来件人到现场指认。' })).status).toBe(403)
    await go(no, ['handler', 'petition', { note: '不见面无法核实车辆去向。' }])
    expect((await step('handler', no, 'permit', { decision: 'grant', note: '同意' })).status).toBe(403)
    await go(
      no,
      ['chief', 'permit', { decision: 'grant', note: '同意' }],
      ['handler', 'unveil', { note: '要约来件人到现场指认。' }],
    )
    expect((await seen('handler', no)).identity).toMatchObject(person.person)
    // Leave given is no opening by whoever gave it.
    expect((await seen('chief', no)).identity).toBeNull()
  })
  test('of the anonymous there is nothing to open', async () => {
    const { no } = await handled({ anonymous: true })
    expect((await step('handler', no, 'unveil', { note: '要约来件人到现场指认。' })).status).toBe(409)
  })
})

describe('several bodies', () => {
  test('are called at once, each by a number of its own, sign, send back and answer', async () => {
    const { no } = await handled()
    const digest = '请派员共同到场核实经营场所的执法情况。'
    expect((await step('handler', no, 'call', { departments: ['ZFJ'], digest })).status).toBe(422)
    await go(no, ['handler', 'call', { departments: ['ZFJ', 'SCJG', '379981001'], digest }])
    const asked = (await seen('handler', no)).enquiries
    expect(asked).toHaveLength(3)
    const own = async (login: string) =>
      (
        (await (await asking(w, login)('/api/desk/enquiries')).json()) as {
          items: { id: string; n: number; may: string[]; calls: boolean }[]
        }
      ).items.find((e) => asked.some((a) => a.id === e.id))!
    const does = async (login: string, action: string, said: Record<string, unknown> = {}) => {
      const { id, n } = await own(login)
      const body = JSON.stringify({ action, n, ...said })
      return asking(w, login)(`/api/desk/enquiries/${id}/steps`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
    }
    expect((await does('zfj', 'sign')).status).toBe(200)
    expect((await does('zfj', 'sign')).status).toBe(409)
    expect((await does('scjg', 'return', { note: '' })).status).toBe(422)
    expect((await does('scjg', 'return', { note: '餐饮油烟不属于本局职责。' })).status).toBe(200)
    expect((await seen('handler', no)).enquiries.map((e) => e.state.code).sort()).toEqual([
      'returned',
      'sent',
      'signed',
    ])
    // A township that signed may call others; a bureau may not.
    expect((await does('chengdong', 'call', { departments: ['XF'] })).status).toBe(403)
    expect((await does('chengdong', 'sign')).status).toBe(200)
    expect((await does('zfj', 'call', { departments: ['SCJG'] })).status).toBe(403)
    expect((await does('chengdong', 'call', { departments: ['nobody'] })).status).toBe(422)
    // Not the body that is spoken about, and once.
    expect((await does('chengdong', 'call', { departments: ['ZFJ'] })).status).toBe(422)
    expect((await does('chengdong', 'call', { departments: ['SCJG', 'SCJG'] })).status).toBe(200)
    expect((await seen('handler', no)).enquiries).toHaveLength(4)
    expect((await does('chengdong', 'call', { departments: ['SCJG'] })).status).toBe(409)
  })
})

describe('sealed by mistake', () => {
  test('goes back by two people of the sealed desk, is found again, and its sender notices nothing of the way', async () => {
    const one = await handled()
    await go(
      one.no,
      ['handler', 'seal', { note: '怀疑涉及廉洁问题。' }],
      ['sealed1', 'release', { note: '没有涉及廉洁的内容。' }],
    )
    expect((await step('sealed1', one.no, 'resolve', { decision: 'agree', note: '同意' })).status).toBe(403)
    const hidden = await told(one)
    expect(hidden.statusLabel).toBe('正在依法处理')
    expect(hidden.may).toEqual(expect.arrayContaining(['withdraw', 'supplement']))
    await go(one.no, ['sealed2', 'resolve', { decision: 'agree', note: '同意' }])
    expect(await seen('intake', one.no)).toMatchObject({ status: 'received' })
    const q = encodeURIComponent('三轮车')
    const found = (await (await asking(w, 'intake')(`/api/desk/cases?q=${q}&limit=100`)).json()) as {
      items: { no: string }[]
    }
    expect(found.items.map((c) => c.no)).toContain(one.no)
    expect((await asking(w, 'sealed1')(`/api/desk/cases/${one.no}`)).status).toBe(404)
  })
})
