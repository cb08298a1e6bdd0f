import { describe, expect, test } from 'vitest'
import { compare } from '../../api/publication/change.ts'
import { jumps } from '../../site/pages/_listing.ts'
import { standingOf } from '../../site/ui/standing.ts'
import { CODE, page, site, text } from './chimes.ts'

describe('a list', () => {
  test('narrowed by its address says what it is narrowed by, and how to undo it', async () => {
    const w = await site()
    const { status, html } = await page(w, '/matters?department=SCJG&type=CF&q=绿色风铃')
    expect(status).toBe(200)
    expect(html).toContain(`href="/matters/${CODE}"`)
    expect(text(html)).toMatch(/共1项/)
    expect(text(html)).toContain('事项类型：行政处罚')
    expect(html).toContain(
      'href="/api/matters.csv?q=%E7%BB%BF%E8%89%B2%E9%A3%8E%E9%93%83&amp;type=CF&amp;department=SCJG"',
    )
    expect(html).toMatch(/<option value="CF" selected/)
    await w.close()
  })

  test.each([
    ['type=ZZ', '没有这个选项，请从列表里选', 'filter-type'],
    ['on=2026-13-40', '', 'filter-on'],
    [`q=${'长'.repeat(101)}`, '太长', 'filter-q'],
    ['sort=price', '没有这种排序', 'filter-sort'],
  ])('%s is 422 with a word, and the form keeps the rest', async (query, words, control) => {
    const w = await site()
    const { status, html } = await page(w, `/matters?${query}&department=SCJG`)
    expect(status).toBe(422)
    expect(html).toContain(words)
    expect(html).toContain(`href="#${control}"`)
    expect(html).toMatch(new RegExp(`id="${control}"[^>]*aria-invalid="true"`))
    expect(html).toMatch(/<option value="SCJG" selected/)
    expect(html).not.toContain(`href="/matters/${CODE}"`)
    await w.close()
  })

  test.each(['0', '-1', 'x', '100001'])('page=%s is 422', async (n) => {
    const w = await site()
    expect((await page(w, `/matters?page=${n}`)).status).toBe(422)
    await w.close()
  })

  test('a page beyond the last leads back to the first with the conditions kept', async () => {
    const w = await site()
    const { status, html } = await page(w, '/matters?department=SCJG&page=999')
    expect(status).toBe(200)
    expect(text(html)).toContain('没有第999页')
    expect(html).toContain('href="/matters?department=SCJG"')
    await w.close()
  })

  test('nothing found leads on, and a hostile word is only a word', async () => {
    const w = await site()
    const { status, html } = await page(w, `/matters?q=${encodeURIComponent('"><script>alert(1)</script>')}`)
    expect(status).toBe(200)
    expect(text(html)).toContain('没有符合这些条件的')
    // Between quotes a bracket opens nothing.
    expect(html.replace(/="[^"]*"/g, '')).not.toContain('<script>alert')
    await w.close()
  })

  test('without a question it is kept, with one it is not', async () => {
    const w = await site()
    expect((await page(w, '/benchmarks')).cache).not.toBeNull()
    expect((await page(w, '/benchmarks?q=x')).cache).toBeNull()
    await w.close()
  })

  test.each([
    [1, 1, [1]],
    [1, 3, [1, 2, 3]],
    [5, 9, [1, 'gap', 4, 5, 6, 'gap', 9]],
    [9, 9, [1, 'gap', 8, 9]],
    [99, 4, [1, 4]],
  ])('on page %s of %s one may jump to %j', (at, of, to) => {
    const shown = jumps(at, of)
    if (at <= of) expect(shown).toEqual(to)
    else expect(shown.every((n) => n === 'gap' || n <= of)).toBe(true)
  })
})

describe('an entry on a day', () => {
  test('shows what was in force, says that it is another day, and leads to today', async () => {
    const w = await site()
    const old = await page(w, `/matters/${CODE}?on=2025-06-01`)
    expect(old.status).toBe(200)
    expect(text(old.html)).toContain('您看的是2025年6月1日有效的内容')
    expect(text(old.html)).toContain('历史版本')
    expect(old.html).toContain(`href="/matters/${CODE}"`)
    expect(old.html).toContain('先提醒，再罚款')
    expect(old.html).toContain(`href="/matters/${CODE}/history">看前后改了什么`)
    const later = await page(w, `/matters/${CODE}?on=2099-01-01`)
    expect(text(later.html)).toContain('那一天还没有到')
    expect(text(later.html)).not.toContain('今天有效的也是这一版')
    const today = await page(w, `/matters/${CODE}`)
    expect(text(today.html)).toContain('现行有效')
    expect(today.html).toContain('再按天罚款')
    expect(text(today.html)).not.toContain('您看的是')
    await w.close()
  })

  test('that was not there yet, or a day that is none, is said in words', async () => {
    const w = await site()
    const before = await page(w, `/matters/${CODE}?on=2001-01-01`)
    expect([before.status, text(before.html)]).toEqual([404, expect.stringContaining('这一天还没有')])
    expect(text(before.html)).toContain('它从2025年1月1日起才有')
    expect(before.html).toContain(`href="/matters/${CODE}?on=2025-01-01"`)
    const wrong = await page(w, `/matters/${CODE}?on=%3Cscript%3E`)
    expect([wrong.status, text(wrong.html)]).toEqual([422, expect.stringContaining('日期不对')])
    expect(wrong.html).not.toContain('<script>"')
    expect((await page(w, '/matters/NO-SUCH')).status).toBe(404)
    expect((await page(w, '/matters/..%2Fdesk')).status).toBe(404)
    await w.close()
  })

  test('withdrawn keeps its address, says since when and why, and takes no complaint', async () => {
    const w = await site('2026-06-01')
    const { status, html } = await page(w, `/matters/${CODE}`)
    expect(status).toBe(200)
    expect(text(html)).toContain('这个事项从6月1日起已取消')
    expect(html).toContain('取消的原因：风铃法&lt;b&gt;废止&lt;/b&gt;')
    expect(html).not.toContain('投诉这件事')
    expect((await page(w, '/matters?q=绿色风铃')).html).not.toContain(`href="/matters/${CODE}"`)
    expect((await page(w, '/matters?q=绿色风铃&withdrawn=true')).html).toContain(`href="/matters/${CODE}"`)
    await w.close()
  })

  test.each([
    ['effective', null, '2026-01-01', 'effective'],
    ['cancelled', null, '2026-01-01', 'cancelled'],
    ['effective', '2026-06-15', '2026-01-01', 'past'],
    ['effective', '2026-06-16', '2026-01-01', 'effective'],
    ['effective', null, '2026-06-16', 'future'],
  ] as const)('%s until %s from %s stands as %s', (status, to, from, standing) => {
    expect(standingOf({ status, to, from }, '2026-06-15')).toBe(standing)
  })
})

describe('a history', () => {
  test('shows each version, and what changed word by word', async () => {
    const w = await site('2026-06-10')
    const { status, html } = await page(w, `/matters/${CODE}/history`)
    expect(status).toBe(200)
    expect(text(html)).toMatch(/第3版[\s\S]*第2版[\s\S]*第1版/)
    expect(html).toMatch(/<ins><span class="hide">（新增：<\/span>按天/)
    // The new provision of a list is shown whole.
    expect(html).toMatch(/（新增：<\/span>《中华人民共和国风铃法（示例）》第四条\s*</)
    expect(text(html)).toContain('本平台编辑岗提出，本平台发布岗发布')
    for (const login of ['editor', 'publisher']) expect(text(html)).not.toContain(login)
    expect(html).toContain(`href="/matters/${CODE}?on=2025-01-01"`)
    await w.close()
  })

  test('of a certificate leads to no page of its own, which there is not', async () => {
    const w = await site()
    const { items } = (await (await w.app.request('/api/officers?limit=1')).json()) as { items: { code: string }[] }
    const { status, html } = await page(w, `/officers/${items[0]!.code}/history`)
    expect(status).toBe(200)
    expect(text(html)).toContain('历史版本')
    expect(html).not.toContain(`href="/officers/${items[0]!.code}"`)
    expect(html).not.toContain(`href="/officers/${items[0]!.code}?`)
    expect((await page(w, `/officers/${items[0]!.code}`)).status).toBe(404)
    await w.close()
  })

  test('any two versions can be compared; a version there is not is said so', async () => {
    const w = await site()
    const both = await page(w, `/matters/${CODE}/history?from=1&to=2`)
    expect(text(both.html)).toContain('第1版和第2版比')
    const back = await page(w, `/matters/${CODE}/history?from=2&to=1`)
    expect(back.html).toMatch(/<del><span class="hide">（删去：<\/span>按天/)
    for (const [query, status] of [
      ['from=1&to=9', 404],
      ['from=x&to=1', 422],
    ] as const) {
      const none = await page(w, `/matters/${CODE}/history?${query}`)
      expect([none.status, text(none.html)]).toEqual([status, expect.stringContaining('没有您选的版本')])
    }
    expect((await page(w, '/nothing/X/history')).status).toBe(404)
    await w.close()
  })

  test('a change moved to its line still gives both texts', () => {
    const [a, b] = ['甲第一条\n乙第三条', '甲第一条\n乙第二条\n乙第三条']
    const runs = compare(a, b)
    expect(
      runs
        .filter((r) => r.is !== 'new')
        .map((r) => r.text)
        .join(''),
    ).toBe(a)
    expect(
      runs
        .filter((r) => r.is !== 'gone')
        .map((r) => r.text)
        .join(''),
    ).toBe(b)
    expect(runs.find((r) => r.is === 'new')?.text).toBe('乙第二条\n')
  })
})
