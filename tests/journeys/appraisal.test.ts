import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, inject, test } from 'vitest'
import { today } from '../../api/case/deadline.ts'
import { Secrets } from '../../api/secrets.ts'
import { openStore } from '../../db/open.ts'
import { duty, supervisor } from '../appraisal/made.ts'
import { DESKTOP, PHONE } from './browser.ts'
import { main, open, press, signIn, told } from './people.ts'
import { portal } from './portal.ts'
import { cramped, sound, soundWithScript } from './sound.ts'

const THIS = Number(today(new Date()).slice(0, 4))
const LAST = THIS - 1
const NARROW = { width: 320, height: 640 }

const dir = mkdtempSync(join(tmpdir(), 'yangguang-appraisal-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** Somebody who took part four times last year, once with a late report. */
const city = portal(async () => {
  cpSync(inject('city')!, dir, { recursive: true })
  const store = await openStore({ url: `file:${join(dir, 'yangguang.db')}` })
  const secrets = new Secrets(readFileSync(join(dir, 'demo.key'), 'utf8').trim())
  const w = { deps: { store, secrets } }
  await store.writes.commit([{ sql: "delete from supervisors where login = 'supervisor1'", args: [] }])
  const id = await supervisor(w, { login: 'supervisor1', from: `${LAST}-01-01`, to: `${THIS + 2}-12-31` })
  for (const month of ['03', '05', '07', '09']) {
    const startsAt = Date.parse(`${LAST}-${month}-08T09:00:00+08:00`)
    const reportedAt = Date.parse(`${LAST}-${month}-20T09:00:00+08:00`)
    const reportBy = `${LAST}-${month}-${month === '03' ? '15' : '25'}`
    await duty(
      w,
      id,
      { title: `${Number(month)}月走访商户（示例）`, startsAt, endsAt: startsAt + 1, reportBy },
      { reportedAt },
    )
  }
  await store.close()
  return { DATA_DIR: dir }
})

test('a supervisor reads where each point comes from; the chief closes the year; the result is there', async () => {
  const theirs = await city.visit({ size: PHONE, script: false })
  await theirs.page.goto('/desk/sign-in')
  await signIn(theirs.page, 'supervisor1')
  await theirs.page.waitForURL('**/supervisor')
  expect(await main(theirs.page)).toContain('到今天的得分')
  await sound(theirs.page)
  await theirs.page.goto(`/supervisor?year=${LAST}`)
  await open(theirs.page, '从哪里来')
  expect(await theirs.page.getByText('3月走访商户（示例）').first().isVisible()).toBe(true)
  expect((await main(theirs.page))?.replace(/\s+/g, '')).toContain('到今天的得分7分')
  expect(await cramped(theirs.page, [NARROW])).toEqual([])
  await soundWithScript(theirs.page)
  // Nothing of the desk is theirs.
  expect((await theirs.page.goto('/desk/appraisals'))?.status()).toBe(403)

  const chief = await city.visit({ size: DESKTOP })
  await signIn(chief.page, 'chief')
  await chief.page.waitForURL('**/desk')
  await chief.page.click('header summary:has-text("更多")')
  await chief.page.click('header >> text=监督员考核')
  expect(await main(chief.page)).toContain('这一年还没有过完')
  expect(await chief.page.getByRole('button', { name: '确认定稿' }).count()).toBe(0)
  await chief.page.click(`main .tabs a:has-text("${LAST}年")`)
  await sound(chief.page)
  await open(chief.page, '定稿')
  await press(chief.page, '确认定稿')
  expect(await told(chief.page)).toContain(`${LAST}年已经定稿`)
  expect(await main(chief.page)).toContain('现在重新计算，和定稿时一样')
  expect(await cramped(chief.page, [NARROW])).toEqual([])
  await soundWithScript(chief.page, PHONE)
  await chief.page.click('main a:has-text("打印考核表")')
  expect(await main(chief.page)).toContain(`${LAST}年度社会监督员考核表`)
  await sound(chief.page)
  await chief.page.goto(`/desk/appraisals/statistics?year=${LAST}`)
  await sound(chief.page)
  await chief.page.goto('/scores/SUPERVISOR')
  await sound(chief.page)

  await theirs.page.goto('/supervisor')
  expect((await main(theirs.page))?.replace(/\s+/g, '')).toContain(`${LAST}年：不合格，7分`)
  await theirs.page.click(`main a:has-text("${LAST}年") >> nth=0`)
  expect(await main(theirs.page)).toContain('考核得分')
  expect([...theirs.noise, ...chief.noise].filter((line) => !line.includes('403'))).toEqual([])
})
