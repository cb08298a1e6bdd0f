import { beforeAll, describe, expect, test } from 'vitest'
import { MAY_TRY } from '../../api/desk/trial.ts'
import { asking, json, LOGINS, person, written } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
  return () => w.close()
})
const trial = (who: string | null, body: unknown) => asking(w, who)('/api/desk/rules/try', json('POST', body))

describe('trying the rules', () => {
  test.each(LOGINS)('%s may, or may not, by role', async (login) => {
    const may = person(login).roles.some((r) => MAY_TRY.includes(r))
    expect((await trial(login, { category: 'T05' })).status).toBe(may ? 200 : 403)
  })
  test('a stranger is asked to sign in', async () => {
    expect((await trial(null, { category: 'T05' })).status).toBe(401)
  })
  test('shows every rule, which apply and which one decided, with the words to quote', async () => {
    const answer = await trial('intake', {
      category: 'T14',
      department: 'XF',
      enterprise: true,
      channel: '12345',
      account: '消防大队一个月来了四次，查的都是一样的东西',
    })
    const tried = (await answer.json()) as Record<string, unknown> & {
      rules: { code: string; applies: boolean; decides: boolean }[]
    }
    expect(tried.rules.map((r) => r.code)).toHaveLength(17)
    expect(tried.rules.filter((r) => r.decides).map((r) => r.code)).toEqual(['R7'])
    expect(tried.rules.filter((r) => r.applies).map((r) => r.code)).toEqual(['R7', 'R2', 'R15', 'R10', 'R11'])
    expect(tried).toMatchObject({
      handler: { code: 'SFJ' },
      lane: 'enterprise',
      blind: [{ code: 'XF', name: '澄河市消防救援大队' }],
      copies: [{ name: '岱东市消防救援支队', rule: 'R7' }],
      dates: { answer: { on: '2026-06-23' } },
      suggestion: { certain: true, departments: [{ code: 'XF' }] },
    })
  })
  test('leaves nothing behind', async () => {
    const before = await written(w)
    await trial('assign', { category: 'T28', account: '索要红包，不给就查' })
    expect(await written(w)).toEqual(before)
    expect(w.log.join('\n')).not.toContain('索要红包')
  })
  test.each([
    [{ category: 'T77' }, 'category'],
    [{ category: 'T05', department: 'NOBODY' }, 'about.department'],
    [{ category: 'T05', township: '379981999' }, 'about.township'],
    [{ category: 'T05', matter: 'CH-ZFJ-CF-999' }, 'matter'],
    [{ category: 'T05', channel: 'PIGEON' }, 'channel'],
    [{}, 'category'],
  ])('%o says what is wrong', async (body, path) => {
    const answer = await trial('intake', body)
    expect(answer.status).toBe(422)
    expect(((await answer.json()) as { fields: { path: string }[] }).fields.map((f) => f.path)).toEqual([path])
  })
})

describe('the page', () => {
  const page = (who: string | null, path = '/desk/rules') => asking(w, who)(path)
  const posted = (who: string, values: Record<string, string>) =>
    asking(w, who)('/desk/rules', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(values).toString(),
    })

  test('is in the navigation of those who may, and of nobody else', async () => {
    expect(await (await page('intake', '/desk')).text()).toContain('href="/desk/rules"')
    expect(await (await page('handler', '/desk')).text()).not.toContain('href="/desk/rules"')
    expect((await page('handler')).status).toBe(403)
    expect((await page(null)).headers.get('location')).toBe('/desk/sign-in?next=%2Fdesk%2Frules')
  })
  test('lists the published rules', async () => {
    const text = await (await page('chief')).text()
    for (const code of ['R0', 'R9', 'R15', 'R16']) expect(text).toContain(`${code} `)
  })
  test('answers without script, keeps what was typed, and never puts it into an address', async () => {
    const answer = await posted('assign', { category: 'T05', department: 'HBFJ', account: '夜里来封了三台机器' })
    const text = await answer.text()
    expect([answer.status, answer.headers.get('location')]).toEqual([200, null])
    expect(text).toContain('岱东市生态环境局')
    expect(text).toContain('决定主办')
    expect(text).toContain('夜里来封了三台机器')
  })
  test('says what is wrong beside the field', async () => {
    const answer = await posted('assign', { category: '', account: '夜里来封了三台机器' })
    const text = await answer.text()
    expect(answer.status).toBe(422)
    expect(text).toContain('夜里来封了三台机器')
    expect(text).toContain('data-error')
  })
})

describe('a year whose holidays are not loaded', () => {
  const ALARM = '放假安排还没有录入'
  test('is an alarm on the desk of those who promise dates, as soon as dates reach it', async () => {
    const late = await makeWorld({ render, now: '2026-11-20T10:00:00+08:00' })
    const home = async (of: World, who: string) => (await asking(of, who)('/desk')).text()
    for (const who of ['intake', 'assign', 'chief']) expect(await home(late, who), who).toContain(`2027年的${ALARM}`)
    expect(await home(late, 'handler')).not.toContain(ALARM)
    expect(await home(w, 'intake')).not.toContain(ALARM)
    await late.close()
  })
})

describe('a case whose sender did not know whom', () => {
  test('shows the clerk which body its words name, and is led by nobody’s guess', async () => {
    const receipt = await asking(w, null)(
      '/api/complaints',
      json('POST', { category: 'T05', account: '城管把我的三轮车扣走了，没有给我清单。', consent: true }),
    )
    const { no } = (await receipt.json()) as { no: string }
    const text = await (await asking(w, 'intake')(`/desk/cases/${no}`)).text()
    expect(text).toContain('经过里比较明确地写到了单位')
    expect(text).toContain('综合行政执法局')
    expect(text).toContain('规则R15')
  })
})
