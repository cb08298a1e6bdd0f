import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, json, sent } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
})
afterAll(() => w.close())

const page = async (who: string | null, path: string) => {
  const answer = await asking(w, who)(path)
  return { status: answer.status, html: await answer.text() }
}
const printed = (no: string) =>
  w.deps.store.heavy.rows<{ person: string; why: string | null }>({
    sql: "select person, why from accesses where no = ? and what = 'print'",
    args: [no],
  })
const act = async (who: string, no: string, body: Record<string, unknown>) => {
  const answer = await asking(w, who)(`/api/desk/cases/${no}/steps`, json('POST', body))
  expect(answer.status, await answer.clone().text()).toBe(200)
}

describe('a case on paper', () => {
  const person = { name: '瞿令仪', phone: '13855554444' }

  test('has number, status, account and history, who printed it and when, and is written down', async () => {
    const { no } = await sent(w, { person })
    await act('intake', no, { action: 'accept', n: 1, note: '属于受理范围。' })
    expect((await page('handler', `/desk/cases/${no}`)).html).toContain(`href="/desk/cases/${no}/print"`)
    expect(await printed(no)).toEqual([])
    const { html } = await page('handler', `/desk/cases/${no}/print`)
    for (const words of [no, '已受理', '没有给扣押清单', '属于受理范围', '封存，没有打印'])
      expect(html, words).toContain(words)
    expect(html.match(/林知行（示例） 行政执法监督科承办人 2026年6月15日 10:24打印/g)?.length).toBeGreaterThan(10)
    for (const hidden of Object.values(person)) expect(html).not.toContain(hidden)
    expect(await printed(no)).toEqual([{ person: 'handler', why: null }])
  })
  test('shows an identity only to whoever has opened it, and says so in the log', async () => {
    const { no } = await sent(w, { person })
    await act('intake', no, { action: 'accept', n: 1 })
    await act('handler', no, { action: 'unveil', n: 2, note: '需要当面核实扣押清单。' })
    expect((await page('handler', `/desk/cases/${no}/print`)).html).toContain(person.phone)
    expect((await page('intake', `/desk/cases/${no}/print`)).html).not.toContain(person.phone)
    expect(await printed(no)).toEqual([
      { person: 'handler', why: '含打开的身份' },
      { person: 'intake', why: null },
    ])
  })
  test('is nobody’s who may not read the case, and nothing is written down', async () => {
    const { no } = await sent(w, { category: 'T28' })
    expect((await page('handler', `/desk/cases/${no}/print`)).status).toBe(404)
    expect((await page('admin', `/desk/cases/${no}/print`)).status).toBe(403)
    expect((await page(null, `/desk/cases/${no}/print`)).status).toBe(303)
    expect(await printed(no)).toEqual([])
    expect((await page('sealed1', `/desk/cases/${no}/print`)).status).toBe(200)
    expect(await printed(no)).toEqual([{ person: 'sealed1', why: null }])
  })
})

describe('the law of the day', () => {
  const law = async (more: Record<string, unknown>, who = 'handler') => {
    const { no } = await sent(w, more)
    const { html } = await page(who, `/desk/cases/${no}`)
    const from = html.indexOf('当时的规定')
    return from < 0 ? '' : html.slice(from, html.indexOf('</section>', from))
  }
  const matter = 'CH-ZFJ-CF-001'

  test.each([
    ['2025-02-01', 1],
    ['2025-08-01', 2],
    ['2026-04-01', 3],
  ])('of an act on %s is version %i, with what it referred to then', async (happenedOn, version) => {
    const html = await law({ matter, happenedOn })
    expect(html).toContain(`href="/matters/${matter}?on=${happenedOn}"`)
    expect(html).toContain(`${matter}，第${version}版`)
    const links = [...html.matchAll(/href="(\/[a-z]+\/[^"]+)"/g)].map(([, to]) => to ?? '')
    expect(links.some((to) => to.startsWith('/benchmarks/'))).toBe(true)
    // The very pages the public has, as of that day.
    for (const to of links) {
      expect(to).toContain(`?on=${happenedOn}`)
      expect((await page(null, to)).status, to).toBe(200)
    }
  })
  test('is that of the day it came where nobody wrote one', async () => {
    const html = await law({ matter })
    expect(html).toContain('收到日期（没有写发生日期）')
    expect(html).toContain('?on=2026-06-15')
  })
  test('says so where there was none yet', async () => {
    const html = await law({ matter, happenedOn: '2020-01-01' })
    expect(html).toContain('没有这个事项的有效版本')
    expect(html).not.toContain('第1版')
  })
  test('has the entries of leniency', async () => {
    const html = await law({ matter: 'CH-SCJG-CF-005', about: { department: 'SCJG' }, happenedOn: '2026-05-01' })
    expect(html).toMatch(/href="\/leniencies\/[^"]+\?on=2026-05-01"/)
  })
  test('offers candidates where nobody named a matter, and says that they are guesses', async () => {
    const account = '占用人行道摆摊经营，执法人员当场就要罚款，没有先责令改正。'
    const html = await law({ about: undefined, account, happenedOn: '2026-05-01' })
    expect(html).toContain('请甄别')
    expect(html).toMatch(/href="\/matters\/CH-[A-Z]+-[A-Z]+-\d+\?on=2026-05-01"/)
    expect(await law({ account: '问也不问，事情也不讲，态度很不好，一句话没有。' })).toContain('看不出是哪一项')
  })
  test('stands beside no praise', async () => {
    expect(await law({ category: 'T90' })).toBe('')
  })
})
