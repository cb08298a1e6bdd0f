import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { applied } from '../supervisor/made.ts'
import { main, press, signIn } from './people.ts'
import { clocked } from './rows/portal.ts'
import { sound } from './sound.ts'

const city = clocked()
beforeAll(async () => {
  const term = { from: '2026-01-01', to: '2027-12-31' }
  const set = { state: 'serving', login: 'supervisor1', number: 'JD20260021U', ...term } as const
  await applied(city.world, set, { name: '白露（示例）' })
})

/** A device of its own, signed in as the supervisor. */
async function device(how: Parameters<typeof city.stay>[0] = {}) {
  const one = await city.stay(how)
  onTestFinished(() => one.context.close())
  await signIn(one.page, 'supervisor1', '/supervisor')
  await one.page.waitForSelector('#sessions')
  return one.page
}

test('an account signed in at a third place ends the oldest; both are told, and one is ended from the page', async () => {
  const [first, second] = [await device(), await device({ script: false })]
  expect(await main(second)).toContain('账号只限您本人使用，不得转借')
  expect(await main(second)).not.toContain('您的账号在另一台设备登录了')
  const third = await device({ elder: true })
  expect(await main(third)).toContain('您的账号在另一台设备登录了')
  await sound(third)
  await first.reload()
  await first.waitForURL('**/desk/sign-in?next=**')
  expect(await main(first)).toContain('您的账号在另一台设备登录了，这里已经退出')
  await sound(first)
  // The control: whoever has room goes on.
  await second.reload()
  expect(await main(second)).toContain('您好')
  await press(second, '结束这个登录 ：Linux上的Chrome')
  await second.waitForSelector('text=已结束')
  await third.reload()
  await third.waitForURL('**/desk/sign-in?next=**')
  // Ended by a person, not put out by a device.
  expect(await main(third)).not.toContain('在另一台设备登录')
})
