import { expect } from 'vitest'
import { sweep } from '../../../api/case/sweep.ts'
import type { Action } from '../../../api/case/workflow.ts'
import { type Sent, sent } from '../../support/ask.ts'
import { moving } from '../../support/canary.ts'
import type { Visit } from '../browser.ts'
import { act, open, press, slip, track } from '../people.ts'
import { desk } from '../portal.ts'
import type { clocked } from './portal.ts'
import { differences, onDesk, type Told, told } from './read.ts'
import { ROWS, type Row } from './table.ts'

/** How the sender takes their rows, on the page that shows the case. */
const OWN: Record<string, (page: Visit['page'], says: Readonly<Record<string, string>>) => Promise<unknown>> = {
  async write(page, { text = '' }) {
    await page.fill('#messages-text', text)
    await press(page, '发送')
  },
  async add(page, { text = '' }) {
    await open(page, '补充材料')
    await page.fill('#supplement-text', text)
    await press(page, '提交补充')
  },
  async rate(page, { grade }) {
    await page.check(`[name=grade][value="${grade}"]`)
    await press(page, '提交评价')
  },
  async appeal(page, { text = '' }) {
    await open(page, '要求复核')
    await page.fill('#recheck-text', text)
    await press(page, '要求复核')
  },
  async edit(page, { account = '' }) {
    await page.click('text=现在就改')
    await page.fill('[name=account]', account)
    await page.click('main .actions >> text=保存修改')
  },
  async withdraw(page) {
    await open(page, '撤回')
    await press(page, '确认撤回')
  },
  async renew(page) {
    await open(page, '换一个查询码')
    await press(page, '换查询码')
    expect((await slip(page)).code).toMatch(/^[0-9A-Z]{24}$/)
  },
}

interface Taking {
  /** What the sender's page said, where it has been read already. */
  before?: Told | undefined
  /** What makes the clock take it, where it is not the sweep. */
  clock?: () => Promise<unknown>
}

type City = ReturnType<typeof clocked>

/** Cases that live through rows of the workflow, and which rows were lived through. */
export function telling(city: City) {
  const performed = new Set<Action>()
  const { step: does, citizen } = moving(() => city.world)
  const days = new Map<number, ReturnType<typeof desk>>()
  /** Sessions end over night: every day has its own. */
  const seats = () => {
    const at = city.world.deps.now().getTime()
    const now = days.get(at) ?? desk(city)
    days.set(at, now)
    return now
  }

  /** What nobody looks at: the way to the row that is. */
  async function prepare(no: string, ...steps: [by: string, action: Action, says?: Record<string, unknown>][]) {
    for (const [by, action, says = {}] of steps)
      if (by === 'sender') await citizen(no, action, says)
      else {
        const answer = await does(by, no, action, says)
        expect(answer.status, `${by} ${action}: ${await answer.clone().text()}`).toBe(200)
      }
  }

  const senders: Visit[] = []
  /** Everything any browser complained about. */
  const noise = async () => [
    ...(await Promise.all([...days.values()].map((day) => day.noise()))).flat(),
    ...senders.flatMap((one) => one.noise),
  ]

  async function arrives(more: Record<string, unknown> = {}) {
    const one: Sent = await sent(city.world, more)
    const visitor = await city.stay()
    senders.push(visitor)
    await track(visitor.page, { no: one.no, code: one.queryCode })
    return { ...one, visitor }
  }
  type Arrived = Awaited<ReturnType<typeof arrives>>

  async function onItsPage({ no }: Arrived, action: Action, { by, says }: Row) {
    const page = await seats().facing(by, `/desk/cases/${no}`)
    await act(page, action, says)
    await page.waitForSelector('main [role=status]')
    return page
  }

  const strikes = () => sweep(city.world.deps, city.world.deps.now())

  /** Takes a row as its person does and says in what the pages differ from it. */
  async function taken(of: Arrived, action: Action, row: Row, { before, clock = strikes }: Taking = {}) {
    const { page } = of.visitor
    before ??= await told(page)
    let shown: Visit['page'] | undefined
    if (row.by === 'clock') await clock()
    else if (row.by !== 'sender') shown = await onItsPage(of, action, row)
    else {
      const does = OWN[action]
      if (!does) throw new Error(`nobody said how the sender takes ${action}`)
      await does(page, row.says ?? {})
      if (action !== 'renew') await page.waitForSelector('main [role=status], h1:has-text("办理进度")')
    }
    const reads = row.read ?? row.by
    if (!shown || reads !== row.by) shown = await seats().facing(reads, `/desk/cases/${of.no}`)
    const after = await told(page)
    performed.add(action)
    return { found: differences(action, row, await onDesk(shown), before, after), after }
  }

  /** The rows of the table, one after another, each as the table says. */
  async function takes(of: Arrived, ...actions: Action[]) {
    let before: Told | undefined
    for (const action of actions) {
      const { found, after } = await taken(of, action, ROWS[action], { before })
      expect(found).toEqual([])
      before = after
    }
  }

  return { noise, performed, seats, prepare, arrives, taken, takes }
}
