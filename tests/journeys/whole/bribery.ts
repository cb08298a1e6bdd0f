import { expect } from 'vitest'
import { PHONE } from '../browser.ts'
import { fill, main, press, slip, submit } from '../people.ts'
import { trail, unheard } from '../trail.ts'
import { acts, city, facing, judgement, look, received, sms } from './city.ts'

/** Somebody who says that an officer asked for something, and never says who they are. */
export async function bribery() {
  const account = '示例事项：一名执法人员查完以后索要两条烟，说给了就不罚。'
  const person = await city.visit({ size: PHONE })
  const { page } = person
  const ways = [trail(person)]
  await page.goto('/')
  await page.click('main .task[data-first]')
  await fill(page, { about: 'integrity', category: ['integrity', 'T28'], account, look: (step) => look(page, step) })
  expect(await main(page)).toMatch(/专门人员[\s\S]*不会告诉谁[\s\S]*综合行政执法局[\s\S]*谁也不知道您是谁/)
  await submit(page)
  await received(page)
  const { no, code } = await slip(page)

  // Two people read it. For everybody else it is not there.
  for (const login of ['intake', 'assign', 'handler', 'review', 'chief', 'superior', 'zfj', 'admin']) {
    const other = await facing(login, `/desk/cases/${no}`)
    expect([login, (await main(other))?.includes(account)]).toEqual([login, false])
    const list = await facing(login, `/desk?view=all&q=${no}`)
    expect([login, await list.locator('.queue tbody th a').count()]).toEqual([login, 0])
  }
  await acts('sealed1', no, 'accept')
  const sealed = await acts('sealed1', no, 'message', { note: '材料已经收到，正在核对。请不要告诉别人您写过这封信。' })
  expect(await main(sealed)).toContain(account)
  expect(await main(sealed)).toContain('来件人没有留姓名和联系方式')
  await acts('sealed1', no, 'transfer', { note: '移送市纪委监委，示例文号2026第1号。' })

  const later = await city.visit({ size: PHONE })
  ways.push(trail(later))
  const { page: other } = later
  await other.goto('/')
  await other.click('.menu summary')
  await other.click('.menu a[href="/track"]')
  // The whole slip, as copied from a picture.
  await other.fill('main [name=no]', `编号\n${no}\n查询码\n${code.match(/.{4}/g)?.join(' ')}\n没有字母I、L、O、U。`)
  await press(other, '查询')
  expect(await main(other)).toMatch(/已依法处理[\s\S]*请不要告诉别人您写过这封信/)
  expect(await main(other)).toContain('不发短信和邮件')
  expect(await main(other)).not.toMatch(/纪委|移送/)
  await look(other, 'sealed, dealt with')
  expect(await main(other)).toContain('您对这次办理满意吗')
  await other.check('[name=grade][value="5"]')
  await other.check('[name="good.quick"]')
  await press(other, '提交评价')
  expect(await main(other)).toContain('非常满意（办得快）')
  expect(await judgement('sealed2', no)).toContain('非常满意：办得快')
  expect(await main(await facing('chief', `/desk/cases/${no}`))).not.toContain('非常满意')
  expect(sms.taken.filter(({ body }) => body.includes(no))).toEqual([])
  await unheard(city.site, ways, [code, account])
  expect([...person.noise, ...later.noise]).toEqual([])
}
