import { afterAll, beforeAll, expect, test } from 'vitest'
import { asking, json } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { lead, supervisor } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
  await team(w)
  await supervisor(w, { login: 'supervisor1', from: '2025-12-01' })
  await lead(w, 'supervisor1', '2026-05-08T09:00:00+08:00', {}, { person: { name: '白露' }, confidential: true })
})
afterAll(() => w.close())

const page = async (who: string, path: string) => {
  const html = await (await asking(w, who)(path)).text()
  return html
    .slice(html.indexOf('<main'), html.indexOf('</main>'))
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, '')
}

test('a supervisor reads how many leads they keep to themselves; the desk does not', async () => {
  const own = await page('supervisor1', '/supervisor')
  expect(own).toContain('反映了0件，0件已有答复。另有保密的线索1件，不计分')
  expect(own).toContain('同样受理、同样答复。只有您自己看得到这个数')
  expect(await page('supervisor1', '/supervisor?year=2025')).not.toContain('保密的线索')
  for (const path of ['/desk/appraisals', '/desk/appraisals/statistics', '/desk/appraisals/print'])
    expect(await page('chief', path), path).not.toContain('1件')
  expect(await page('supervisor1', '/lead')).toContain('保密的线索不计入年度考核')
})

test('who served too little of a year is not said to lack points, before it is closed and afterwards', async () => {
  const says = async () => {
    const own = await page('supervisor1', '/supervisor?year=2025')
    expect(own).toContain('不评定任期不满三个月')
    expect(own).not.toContain('离合格还差')
    expect(await page('chief', '/desk/appraisals?year=2025')).toContain('其中1人任期不满三个月，不评定等次')
  }
  await says()
  expect((await asking(w, 'chief')('/api/desk/appraisals', json('POST', { year: 2025 }))).status).toBe(201)
  await says()
  expect(await page('supervisor1', '/supervisor')).toContain('2025年：任期不满三个月，不评定等次，0分')
})

test('a year without a term has no score, and a few are not listed', async () => {
  const never = await page('supervisor1', '/supervisor?year=2024')
  expect(never).toContain('这一年')
  expect(never).not.toContain('得分的组成')
  expect(await page('stats', '/desk/appraisals/statistics?year=2026')).toContain('少于5人，不列')
})
