import { beforeAll, expect, test } from 'vitest'
import { insert } from '../../db/row.ts'
import { duties, dutyParts } from '../../db/schema.ts'
import { dutyRow, partRow } from '../appraisal/made.ts'
import { appointed, sentLead } from '../lead/made.ts'
import { moving } from '../support/canary.ts'
import { PHONE } from './browser.ts'
import { act, main, signIn } from './people.ts'
import { desk } from './portal.ts'
import { clocked } from './rows/portal.ts'
import { cramped, sound } from './sound.ts'

const city = clocked()
beforeAll(() => appointed(city.world))
const { facing, noise } = desk(city)
const { step } = moving(() => city.world)
const SAID = '告诉来件人：三轮车已经退还，没有别的要求。'
const NARROW = { width: 320, height: 640 }

test('who waits for a call is on the desk’s list, is called, and reads what was said', async () => {
  const { no } = await sentLead(city.world, 'supervisor1', { callback: true, phone: '13812345678', urgency: 'soon' })
  expect((await step('handler', no, 'answer', { note: '经查，扣押没有依据，已经退还。' })).status).toBe(200)
  city.world.at('2026-06-17T10:24:00+08:00')
  const page = await facing('handler', '/desk')
  await page.click('nav >> text=要回访的')
  const listed = (await main(page))?.replace(/\s+/g, '') ?? ''
  for (const words of [no, '等了2天', '来件人说的急缓：尽快']) expect(listed).toContain(words)
  await sound(page)
  expect(await cramped(page, [NARROW])).toEqual([])
  await page.click(`a[href="/desk/cases/${no}"]`)
  expect(await main(page)).toContain('回访以后才能办结')
  await act(page, 'callback', { note: SAID })
  await page.waitForSelector('[role=status] >> text=已办：已回访来件人')
  await page.goto('/desk?view=callback')
  expect(await main(page)).toContain('没有要回访的来件人')

  const { page: theirs } = await city.stay({ size: PHONE, script: false })
  await signIn(theirs, 'supervisor1', `/lead/mine/${no}`)
  const read = (await main(theirs)) ?? ''
  for (const words of ['工作人员已回访您', SAID]) expect(read).toContain(words)
})

test('a supervisor’s page shows what they were trained in and did, and leads to each', async () => {
  const at = Date.parse('2026-05-08T09:00:00+08:00')
  const when = { startsAt: at, endsAt: at + 7_200_000 }
  const [training, check] = [
    dutyRow({ id: 'RW-TRA1N1NG23', kind: 'training', title: '监督基础培训（示例）', ...when }),
    dutyRow({ id: 'RW-CHECK12345', title: '走访商户（示例）', ...when }),
  ]
  await city.world.deps.store.writes.commit([
    ...[training, check].map((row) => insert(duties, row)),
    insert(dutyParts, partRow(training.id, 'sup-supervisor1', { minutes: 180 })),
    insert(dutyParts, partRow(check.id, 'sup-supervisor1', { state: 'absent', minutes: null })),
  ])
  const page = await facing('chief', '/desk/supervisors/sup-supervisor1')
  const text = (await main(page))?.replace(/\s+/g, '') ?? ''
  expect(text).toMatch(/2026年\s*培训1次，任务0次，确认3小时，没有到场1次/)
  await sound(page)
  expect(await cramped(page, [NARROW])).toEqual([])
  await page.click('text=监督基础培训（示例）')
  await page.waitForURL(`**/desk/duties/${training.id}`)
})

test('the browsers of the desk complained about nothing', async () => expect(await noise()).toEqual([]))
