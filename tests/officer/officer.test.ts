import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BUDGETS } from '../../api/limits.ts'
import { numberOf, type OfficerVerdict, verdict } from '../../api/officer/officer.ts'
import { KINDS, PLURAL } from '../../api/publication/publication.ts'
import { publish } from '../../api/publication/store.ts'
import type { Officer } from '../../content/kinds/officer.ts'
import { fakeRender, form, from } from '../support/ask.ts'
import { makeWorld, type World, world } from '../support/world.ts'

/** Words that stand nowhere else: whatever shows one of them shows what only the whole number may open. */
const CANARY = {
  name: '欧阳卡纳瑞（示例）',
  certificate: '37998177665544',
  post: '卡纳瑞科科长',
  fields: ['卡纳瑞执法'],
  area: '卡纳瑞区',
  issuer: '卡纳瑞发证机关',
} as const
const SECRETS = ['卡纳瑞', CANARY.certificate, CANARY.certificate.slice(0, 10)]
const officer: Officer = {
  code: 'RY-C0N0RY01',
  department: 'SCJG',
  certificateType: 'enforcement',
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  status: 'valid',
  ...CANARY,
  fields: [...CANARY.fields],
}
const by = { proposed: 'editor', published: 'publisher' }

let w: World
beforeAll(async () => {
  w = await makeWorld({ render: (_, locals) => fakeRender(new Request('http://localhost/plain'), locals) })
  const draft = { kind: 'officer' as const, code: officer.code, reason: '卡纳瑞的原因', source: '卡纳瑞的文件' }
  await publish(w.deps.store, [{ ...draft, from: '2026-01-01', data: officer as never }], by, w.deps.now())
  await publish(
    w.deps.store,
    [{ ...draft, from: '2026-06-01', data: { ...officer, post: '卡纳瑞科副科长' } as never }],
    by,
    w.deps.now(),
  )
})
afterAll(() => w.close())

const verified = async (typed: string, at = w) => {
  const answer = await at.app.request(`/api/officers/verify/${encodeURIComponent(typed)}`)
  return { status: answer.status, ...((await answer.json()) as { verdict?: string; officer?: { name: string } }) }
}

describe('the standing of a certificate on a day', () => {
  test.each<[string, Partial<Officer>, boolean, string, OfficerVerdict]>([
    ['in use', {}, false, '2026-06-15', 'valid'],
    ['on its first day', {}, false, '2026-01-01', 'valid'],
    ['on its last day', {}, false, '2026-12-31', 'valid'],
    ['the day before it begins', {}, false, '2025-12-31', 'expired'],
    ['the day after it ends', {}, false, '2027-01-01', 'expired'],
    ['suspended', { status: 'suspended' }, false, '2026-06-15', 'suspended'],
    ['suspended, and past its end', { status: 'suspended' }, false, '2027-06-15', 'suspended'],
    ['taken back', { status: 'recalled' }, false, '2026-06-15', 'cancelled'],
    ['cancelled', { status: 'cancelled' }, false, '2026-06-15', 'cancelled'],
    ['withdrawn from the register', {}, true, '2026-06-15', 'cancelled'],
  ])('%s', (_, more, withdrawn, on, expected) => {
    expect(verdict({ ...officer, ...more }, withdrawn, on)).toBe(expected)
  })
})

describe('by the exact number', () => {
  test.each([
    CANARY.certificate,
    ' 3799 8177 6655 44 ',
    '３７９９８１７７６６５５４４',
    '证号：3799-8177-665544',
    '37998177665544。',
  ])('“%s” finds the holder', async (typed) => {
    expect(await verified(typed)).toMatchObject({ status: 200, verdict: 'valid', officer: { name: CANARY.name } })
  })
  test.each(['37998177665545', '37998177665', '00000000005544'])(
    '“%s” is not known, and says nothing',
    async (typed) => {
      const answer = await verified(typed)
      expect(answer).toEqual({ status: 200, verdict: 'unknown', on: '2026-06-15' })
    },
  )
  test.each(['none', '5544', '1234567890', '379981776655441', '二三四', "' or 1=1 --"])(
    '“%s” is no number: it says so and counts nothing',
    async (typed) => {
      const answer = await verified(typed)
      expect(answer).toMatchObject({
        status: 422,
        fields: [{ path: 'certificate', message: expect.stringContaining('11到14位') }],
      })
    },
  )
  test('numbers are read as they may be typed', () => {
    expect(numberOf('证号 ３７９９ 81-77')).toBe('37998177')
  })
})

describe('never more than the list', () => {
  const addresses = async () => {
    const lists = [
      'officers',
      'officers?limit=100&sort=newest',
      `officers/${officer.code}`,
      `officers/${officer.code}?on=2026-02-01`,
    ]
    const files = ['officers.json', 'officers.csv', 'officers.xlsx', 'officers.json?on=2026-02-01', 'dictionary']
    const past = [
      `officers/${officer.code}/history`,
      `officers/${officer.code}/links`,
      'departments/SCJG/links',
      'departments/SCJG/history',
    ]
    const asked = ['卡纳瑞', '欧阳卡纳瑞', CANARY.certificate, '5544', 'oykn'].flatMap((q) => [
      `search?q=${encodeURIComponent(q)}`,
      `search/suggestions?q=${encodeURIComponent(q)}`,
      `officers?q=${encodeURIComponent(q)}`,
    ])
    const others = Object.keys(KINDS).map((kind) => `${PLURAL[kind as keyof typeof PLURAL]}.json`)
    return [
      ...[...lists, ...files, ...past, ...asked, ...others].map((path) => `/api/${path}`),
      '/feed.xml',
      '/sitemap.xml',
      '/sitemap-pages-1.xml',
    ]
  }
  const body = async (path: string, at = w) => {
    const answer = await at.app.request(path)
    // A question is told back nowhere, so every hit is a leak.
    return `${[...answer.headers].join()}${await answer.text()}`
  }

  test('no list, file, history, link, search or feed holds name, number, post, field, paper or reason', async () => {
    const shown: string[] = []
    for (const path of await addresses()) {
      const text = await body(path)
      if (SECRETS.some((secret) => text.includes(secret))) shown.push(path)
    }
    expect(shown).toEqual([])
    // What may be shown is there: the test looks at the right places.
    expect(await body(`/api/officers/${officer.code}`)).toMatch(/"surname":"欧阳","tail":"5544"/)
    expect(await body('/api/officers.csv')).toContain('"欧阳","5544"')
  })
  test('negative control: the same look finds it where it is', async () => {
    const rows = await w.deps.store.heavy.rows({
      sql: 'select data from publications where code = ?',
      args: [officer.code],
    })
    expect(JSON.stringify(rows)).toContain('卡纳瑞')
    expect(await body(`/api/officers/verify/${CANARY.certificate}`)).toContain('卡纳瑞')
  })
  test('nothing of a look-up stands in the log', async () => {
    await verified(CANARY.certificate)
    await form(w, '/officers', { certificate: CANARY.certificate })
    expect(w.log.length).toBeGreaterThan(0)
    for (const secret of SECRETS) expect(w.log.join('\n')).not.toContain(secret)
  })
})

describe('the form', () => {
  test('leads to the answer, which only this browser can open; the number is in no address', async () => {
    const answer = await form(w, '/officers', { certificate: '３７９９ 8177 665544' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/officers/verdict'])
    const [cookie = ''] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^verdict=[^;]+; Max-Age=600; Path=\/officers\/verdict; HttpOnly; SameSite=Strict$/)
    for (const secret of [...SECRETS, '5544']) expect(decodeURIComponent(cookie)).not.toContain(secret)
    const ticket = decodeURIComponent(cookie.split(';')[0]!.slice('verdict='.length))
    const now = w.deps.now().getTime()
    expect(w.deps.secrets.redeem('verdict', ticket, now)).toMatchObject({
      verdict: 'valid',
      tail: '5544',
      officer: { name: CANARY.name },
    })
    // Ten minutes later it is nothing.
    expect(w.deps.secrets.redeem('verdict', ticket, now + 600_000)).toBeUndefined()
  })
  test('works from a cached page, which has no token to give', async () => {
    const answer = await w.app.request('/officers', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `certificate=${CANARY.certificate}`,
    })
    expect(answer.status).toBe(303)
  })
  test.each([
    ['', ''],
    ['x'.repeat(5000), ''],
    ['\ud800', ''],
    ['12', '12'],
  ])('what is no number comes back with words', async (typed) => {
    const answer = await form(w, '/officers', { certificate: typed })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('certificate: 证号是11到14位数字')
  })
  test('another site’s form is refused', async () => {
    const answer = await form(w, '/officers', { certificate: CANARY.certificate }, { origin: 'http://evil.example' })
    expect(answer.status).toBe(403)
  })
})

test('who tries number after number must wait, and is told how long', async () => {
  const limited = await world({ env: { LIMITS: 'on' } })
  const ask = (n: number, address = '203.0.113.9') => {
    const path = `/api/officers/verify/${37998100000000 + n}`
    return limited.app.request(path, { headers: { host: 'localhost' } }, from(address, path))
  }
  for (let n = 0; n < BUDGETS.verify.each; n++) expect((await ask(n)).status).toBe(200)
  const late = await ask(999)
  expect(late.status).toBe(429)
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0)
  // Negative control: a neighbour is not made to wait.
  expect((await ask(999, '198.51.100.7')).status).toBe(200)
})
