import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { find } from '../../api/survey/found.ts'
import { openTurn } from '../../api/survey/opening.ts'
import { release } from '../../api/survey/release.ts'
import { asking, person } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { anyAnswer, closedSurvey, dice } from './filled.ts'

const CODE = 'CP-2026-01'
let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
  const roll = dice(11)
  await closedSurvey(
    w.deps,
    CODE,
    Array.from({ length: 420 }, () => anyAnswer(roll, ['CD'])),
  )
  await openTurn(w.deps, w.deps.now())
})
afterAll(() => w.close())

const page = async (who: string | null, path: string) => {
  const answer = await asking(w, who)(path)
  return { status: answer.status, text: await answer.text() }
}

test('before it is published only those who run it see the page, and it says so', async () => {
  expect((await page(null, `/surveys/${CODE}/results`)).status).toBe(404)
  const draft = await page('stats', `/desk/surveys/${CODE}/results`)
  expect(draft.status, draft.text.slice(0, 300)).toBe(200)
  expect(draft.text).toContain('还没有公布，请不要外传')
  expect((await page('stats', `/desk/surveys/${CODE}/odd`)).text).toContain('都决定完了')
  expect((await page('stats', `/desk/surveys/${CODE}/report`)).text).toContain('能认出人的内容已经隐去')
  expect((await page('chief', `/desk/surveys/${CODE}/report`)).text).not.toContain('能认出人的内容已经隐去')
})

test('while odd answers wait neither the page nor the report shows a number of the result', async () => {
  const waiting = 'CP-2026-02'
  const roll = dice(12)
  const answers = Array.from({ length: 60 }, () => anyAnswer(roll, ['CD']))
  await closedSurvey(w.deps, waiting, [...answers, { ...anyAnswer(roll, ['CD']), marks: ['fast'] }])
  await openTurn(w.deps, w.deps.now())
  const of = async (code: string) => {
    const [results, report] = await Promise.all(
      ['results', 'report'].map((name) => page('stats', `/desk/surveys/${code}/${name}`)),
    )
    expect([results?.status, report?.status]).toEqual([200, 200])
    return `${results?.text}${report?.text}`
  }
  expect((await of(waiting)).match(/还有1份做了记号的答卷/g)).toHaveLength(2)
  expect(await of(waiting)).not.toMatch(/class="chart"|份答卷计入结果/)
  // The control: where none waits both show it.
  expect((await of(CODE)).match(/份答卷计入结果/g)).toHaveLength(2)
  expect((await page('stats', `/desk/surveys/${waiting}/odd`)).text).toContain('请想好再定最后一份')
})

test('published, the page begins with what came out, each picture has its table, and it is light', async () => {
  const found = (await find(w.deps, CODE, person('chief')))!
  await release(
    w.deps,
    found,
    { n: found.row.n, note: '不满意的方面已经交各单位整改。' },
    person('chief'),
    w.deps.now(),
  )
  const all = await page(null, `/surveys/${CODE}/results`)
  expect(all.status).toBe(200)
  expect(all.text).toContain('420份答卷计入结果')
  expect(all.text).toContain('results.csv')
  expect(brotliCompressSync(all.text).length).toBeLessThan(20_000)
  const one = await page(null, `/surveys/${CODE}/results?question=lawful`)
  expect(one.text.match(/<svg class="chart"/g)?.length).toBe(
    one.text.match(/<svg class="chart"[^>]*role="img" aria-labelledby/g)?.length,
  )
  expect(one.text.match(/<table/g)!.length).toBeGreaterThanOrEqual(2)
  expect(brotliCompressSync(one.text).length).toBeLessThan(20_000)
  expect((await page(null, `/surveys/${CODE}/results?question=none`)).status).toBe(404)
  expect((await page('zfj', '/desk/survey-results')).text).toContain('本单位的测评结果')
})
