import { describe, expect, test } from 'vitest'
import { publish } from '../../api/publication/store.ts'
import { markdown } from '../../site/ui/markdown.ts'
import { rows, signedIn, staffed } from '../staff/people.ts'
import { form } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { by, CODE, matter, page, site, text } from './chimes.ts'
import { controlsOf } from './controls.ts'

describe('the search page', () => {
  test('finds, marks and counts by kind', async () => {
    const w = await site()
    const { html } = await page(w, '/search?q=绿色风铃')
    expect(html).toMatch(/<mark>绿色风铃<\/mark>/)
    expect(text(html)).toContain('执法事项（1）')
    await w.close()
  })

  test.each(['"><img src=x onerror=alert(1)>', "' OR 1=1 --", 'NEAR(a b) AND *', '</title><script>x</script>'])(
    'a hostile question is a question: %s',
    async (q) => {
      const w = await site()
      const { status, html } = await page(w, `/search?q=${encodeURIComponent(q)}`)
      expect(status).toBe(200)
      for (const bad of ['<img src=x', '<script>x']) expect(html).not.toContain(bad)
      await w.close()
    },
  )

  test.each([
    ['罚多少', '/tools/benchmark'],
    ['不服怎么办', '/tools/remedy'],
    ['能不能免罚', '/tools/leniency'],
    ['执法证', '/officers'],
  ])('%s is answered by a tool, which is no entry', async (q, href) => {
    const w = await site()
    const { html } = await page(w, `/search?q=${encodeURIComponent(q)}`)
    expect(html).toMatch(new RegExp(`可以直接去：.*href="${href}"`))
    expect((await page(w, '/search?q=绿色风铃')).html).not.toContain('可以直接去')
    await w.close()
  })

  test('a kind or a page there is not is 422 and keeps the words', async () => {
    const w = await site()
    for (const query of ['kind=zz', 'page=0', 'on=never']) {
      const { status, html } = await page(w, `/search?q=风铃&${query}`)
      expect(status).toBe(422)
      expect(html).toContain('风铃')
      expect(text(html)).toContain('没有查成')
    }
    await w.close()
  })
})

describe('from a page to a complaint', () => {
  test('the form says which matter it is about, and the case keeps it', async () => {
    const w = await site()
    const { html } = await page(w, `/complaint?matter=${CODE}`)
    expect(html).toContain(matter.name)
    expect(controlsOf(html)).toMatchObject({ matter: CODE, 'about.department': 'SCJG' })
    const wrong = await form(w, '/complaint', { matter: CODE, account: '短' })
    expect(controlsOf(await wrong.text())).toMatchObject({ matter: CODE })
    const asked = await form(w, '/complaint', { matter: CODE, _step: 'where', _go: 'again' })
    expect(await asked.text()).toMatch(new RegExp(`name="matter" value="${CODE}" checked`))
    for (const other of ['NO-SUCH', '../desk', '"><script>'])
      expect((await page(w, `/complaint?matter=${encodeURIComponent(other)}`)).html).not.toContain('name="matter"')
    await w.close()
  })

  test('“this page is wrong” begins the account with its address, if it is ours', async () => {
    const w = await site()
    const { html } = await page(
      w,
      `/complaint?category=T93&page=${encodeURIComponent(`/matters/${CODE}?on=2026-01-01`)}`,
    )
    expect(html).toContain(`网页：/matters/${CODE}?on=2026-01-01`)
    for (const other of ['https://evil.example', '//evil.example', '/<script>'])
      expect((await page(w, `/complaint?page=${encodeURIComponent(other)}`)).html).not.toContain('网页：')
    await w.close()
  })
})

describe('Markdown from the desk', () => {
  test('has no HTML of its own, no foreign protocols, and headings below those of the page', () => {
    const html = markdown(
      '# 一\n\n<script>x</script>\n\n[a](javascript:x) [b](https://a.cn)\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |',
    )
    expect(html).toContain('<h3>一</h3>')
    expect(html).not.toMatch(/<script|javascript:/)
    expect(html).toContain('href="https://a.cn"')
    expect(html).toContain('data-label="乙"')
  })
})

test('the desk sees which matter a complaint is about', async () => {
  const w = await staffed({ render })
  const sent = await form(w, '/complaint', {
    family: 'manner',
    'category-manner': 'T05',
    'about.department': 'SCJG',
    matter: 'CH-SCJG-CF-902',
    account: '前天上午两名执法人员没有出示证件就要罚款。',
    appears: 'anonymous',
    consent: 'on',
  })
  expect(sent.status).toBe(303)
  await publish(
    w.deps.store,
    [{ kind: 'matter', code: 'CH-SCJG-CF-902', from: '2025-01-01', data: { ...matter, code: 'CH-SCJG-CF-902' } }],
    by,
    w.deps.now(),
  )
  const [row] = await rows(w, 'select no from cases order by received_at desc limit 1')
  const answer = await (await signedIn(w, 'handler')).get(`/desk/cases/${row?.no}`)
  expect(await answer.text()).toContain(`<a href="/matters/CH-SCJG-CF-902">${matter.name}</a>`)
})
