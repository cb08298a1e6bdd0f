import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fakeRender, form, sent } from '../support/ask.ts'
import { Refused } from '../support/refused.ts'
import { complaint, makeWorld, post, type World } from '../support/world.ts'

let w: World
let refused: Refused
beforeAll(async () => {
  w = await makeWorld({ render: fakeRender })
  refused = new Refused(w)
  await refused.settle()
})
afterAll(() => w.close())

const raw = (
  body: BodyInit,
  headers: Record<string, string> = { 'content-type': 'application/json' },
  path = '/api/complaints',
) => w.app.request(path, { method: 'POST', headers, body })
const utf8 = (text: string) => new TextEncoder().encode(text)
const gb18030 = (json: string) =>
  Buffer.concat([
    Buffer.from(json.slice(0, 20)),
    Buffer.from([0xb3, 0xce, 0xba, 0xd3, 0xca, 0xd0]),
    Buffer.from(json.slice(20)),
  ])

describe('a body that is not one JSON object in UTF-8 is 400', () => {
  const good = JSON.stringify(complaint())
  // biome-ignore format: one body a line
  const BODIES: [what: string, body: BodyInit][] = [
    ['nothing at all', ''],
    ['blanks', ' \n '],
    ['a half', good.slice(0, 40)],
    ['two objects', good + good],
    ['a comment', `${good} // x`],
    ['single quotes', "{'category':'T05'}"],
    ['a trailing comma', '{"category":"T05",}'],
    ['an array', `[${good}]`],
    ['a string', '"T05"'],
    ['a number', '1'],
    ['null', 'null'],
    ['true', 'true'],
    ['NaN', '{"category":NaN}'],
    ['a form', 'category=T05&consent=on'],
    ['HTML', '<form>'],
    ['invalid UTF-8', new Uint8Array([0x7b, 0x22, 0x61, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['an overlong slash', new Uint8Array([...utf8('{"a":"'), 0xc0, 0xaf, ...utf8('"}')])],
    ['a surrogate in UTF-8', new Uint8Array([...utf8('{"a":"'), 0xed, 0xa0, 0x80, ...utf8('"}')])],
    ['GB18030', new Uint8Array(gb18030(good))],
    ['UTF-16', Buffer.from(good, 'utf16le')],
    ['a raw NUL', '{"a":"\0"}'],
    ['100,000 brackets', '['.repeat(100_000)],
    ['100,000 nested objects', `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`],
    ['nesting closed properly', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`],
    ['10,000 keys', JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, 1])))],
  ]
  test.each(BODIES)('%s', async (_what, body) => {
    await refused.by(await raw(body), 400, 'malformed')
  })
  test('and deep or wide bodies do not hold up the others', async () => {
    const began = performance.now()
    await Promise.all(Array.from({ length: 20 }, () => raw('['.repeat(200_000))))
    expect(performance.now() - began).toBeLessThan(1000)
  })
})

describe('a body the schema refuses is 422, with every field and words', () => {
  const paths = async (body: unknown) =>
    (await refused.by(await post(w, '/api/complaints', body), 422, 'invalid')).map((f) => f.path).sort()

  test('everything wrong at once', async () => {
    const fields = await paths({
      category: 1,
      about: { department: true, x: 1 },
      account: [],
      happenedOn: '2026-02-30',
      person: 'me',
      confidential: 'yes',
      consent: false,
      more: 1,
      other: 2,
    })
    expect(fields).toEqual(
      [
        'about.department',
        'about.x',
        'account',
        'category',
        'confidential',
        'consent',
        'happenedOn',
        'more',
        'other',
        'person',
      ].sort(),
    )
  })
  test('nothing filled in', async () => {
    expect(await paths({})).toEqual(['account', 'category', 'consent'])
  })
  // biome-ignore format: one field a line
  const FIELDS: [what: string, more: Record<string, unknown>, path: string][] = [
    ['an unknown category', { category: 'T77' }, 'category'],
    ['an unknown body', { about: { department: 'FBI' } }, 'about.department'],
    ['an inherited name as category', { category: 'constructor' }, 'category'],
    ['an inherited name as body', { about: { department: '__proto__' } }, 'about.department'],
    ['a day that does not exist', { happenedOn: '2026-02-30' }, 'happenedOn'],
    ['a day to come', { happenedOn: '2026-06-16' }, 'happenedOn'],
    ['a day long ago', { happenedOn: '1899-01-01' }, 'happenedOn'],
    ['an instant as a day', { happenedOn: '2026-06-01T00:00:00Z' }, 'happenedOn'],
    ['a number as a day', { happenedOn: 20260601 }, 'happenedOn'],
    ['consent as a word', { consent: 'true' }, 'consent'],
    ['consent as a number', { consent: 1 }, 'consent'],
    ['a telephone too short', { person: { phone: '123' } }, 'person.phone'],
    ['a telephone with a NUL', { person: { phone: '1381234\u00005678' } }, 'person.phone'],
    ['no mail address', { person: { email: 'a@b' } }, 'person.email'],
    ['mail header injection', { person: { email: 'a@b.cn\r\nBcc: x@y.cn' } }, 'person.email'],
    ['anonymous, with a name', { anonymous: true, person: { name: '张三' } }, 'person'],
    ['anonymous and confidential, with a telephone', { anonymous: true, confidential: true, person: { phone: '13812345678' } }, 'person'],
    ['attachments that cannot be', { attachments: ['x'] }, 'attachments'],
    ['a query code in the account', { account: '我的查询码是 K7MQ 2W9X T4VA 8CDF 1GHJ 5NPR 请查。' }, 'account'],
    ['a number of one’s own', { no: '2026-00000000A' }, 'no'],
    ['a query code of one’s own', { queryCode: 'A'.repeat(24) }, 'queryCode'],
    ['a status of one’s own', { status: 'closed' }, 'status'],
    ['a handler of one’s own', { handler: 'ZFJ' }, 'handler'],
    ['a date of one’s own', { receivedAt: 0 }, 'receivedAt'],
    ['a 250 kB account', { account: '执'.repeat(83_000) }, 'account'],
    ['a 250 kB name', { person: { name: 'x'.repeat(250_000) } }, 'person.name'],
    ['a 250 kB telephone', { person: { phone: '1'.repeat(250_000) } }, 'person.phone'],
    ['a 250 kB mail address', { person: { email: `${'a'.repeat(250_000)}@b.cn` } }, 'person.email'],
    ['a 250 kB body', { about: { department: 'x'.repeat(250_000) } }, 'about.department'],
  ]
  test.each(FIELDS)('%s', async (_what, more, path) => {
    const fields = await refused.by(await post(w, '/api/complaints', complaint(more)), 422, 'invalid')
    expect(fields.map((f) => f.path)).toContain(path)
  })

  const SIGNS: [what: string, sign: string][] = [
    ['NUL', '\u0000'],
    ['backspace', '\b'],
    ['escape', '\u001b[31m'],
    ['delete', '\u007f'],
    ['C1', '\u0085'],
    ['right-to-left override', '\u202e'],
    ['left-to-right isolate', '\u2066'],
    ['pop isolate', '\u2069'],
    ['right-to-left mark', '\u200f'],
    ['Arabic letter mark', '\u061c'],
    ['byte order mark', '\ufeff'],
    ['a lone high surrogate', '\ud800'],
    ['a lone low surrogate', '\udfff'],
  ]
  const texts = (s: string): [string, Record<string, unknown>][] => [
    ['account', { account: `两名执法人员没有出示证件${s}就扣了我的三轮车。` }],
    ['about.place', { about: { place: `城东${s}路` } }],
    ['about.officer', { about: { officer: `李${s}四` } }],
    ['person.name', { person: { name: `张${s}三` } }],
    ['enterprise.name', { enterprise: { name: `示例${s}公司` } }],
    ['category', { category: `T0${s}5` }],
  ]
  test.each(SIGNS)('%s in any text', async (_what, sign) => {
    for (const [path, more] of texts(sign))
      expect(
        (await refused.by(await post(w, '/api/complaints', complaint(more)), 422, 'invalid')).map((f) => f.path),
      ).toContain(path)
  })

  test('names that reach into prototypes, at any depth', async () => {
    const good = JSON.stringify(complaint()).slice(0, -1)
    for (const name of ['__proto__', 'constructor', 'prototype'])
      for (const inner of [`{"polluted":1}`, '"x"', '{"prototype":{"polluted":1}}'])
        for (const body of [
          `${good},"${name}":${inner}}`,
          `${good},"person":{"${name}":${inner}}}`,
          `${good},"about":{"department":"ZFJ","${name}":${inner}}}`,
          `${good},"x":{"y":{"${name}":${inner}}}}`,
        ]) {
          const fields = await refused.by(await raw(body), 422, 'invalid')
          expect(fields.map((f) => f.path.split('.').at(-1))).toContain(
            body.includes('"x":{"y"') && fields[0]?.path === 'x' ? 'x' : name,
          )
          expect(({} as Record<string, unknown>).polluted).toBeUndefined()
        }
  })
  test('names nobody should read again are not said back', async () => {
    const secret = '<script>alert(1)</script>'
    await refused.by(
      await post(w, '/api/complaints', { [secret]: 1, about: { [secret]: 2 } }),
      422,
      'invalid',
      'script',
    )
  })
  test('values are never said back', async () => {
    for (const more of [
      { category: '回声' },
      { about: { department: '回声' } },
      { consent: '回声' },
      { happenedOn: '回声' },
      { person: { phone: '回声', email: '回声' } },
      { code: '回声'.repeat(40) },
    ])
      await refused.by(await post(w, '/api/complaints', complaint(more)), 422, 'invalid', '回声')
  })
  test('a key sent twice counts once, the last as JSON says', async () => {
    await refused.by(
      await raw(`{"consent":true,${JSON.stringify(complaint()).slice(1, -1)},"consent":false}`),
      422,
      'invalid',
    )
  })
  test('numbers beyond reason', async () => {
    for (const n of [
      '1e999',
      '-1',
      '9007199254740993',
      '0x10',
      '1e3',
      'true',
      '[1]',
      '{}',
      '""',
      '" 1"',
      '"９"',
      '"1e3"',
      '"0x1"',
      'null',
    ])
      expect(
        (await raw(`{"action":"accept","n":${n}}`, { 'content-type': 'application/json' }, '/api/desk/cases/x/steps'))
          .status,
      ).toBeLessThan(500)
  })
})

describe('too much', () => {
  test('1 MB is 413, however it is announced', async () => {
    const big = JSON.stringify(complaint({ account: 'x'.repeat(1_000_000) }))
    await refused.by(await raw(big), 413, 'too_large')
    await refused.by(await raw(big, { 'content-type': 'application/json', 'content-length': '10' }), 413, 'too_large')
  })
  test('a stream without a length is cut at the limit, not read to its end', async () => {
    let pulled = 0
    const endless = new ReadableStream({
      pull: (c) => (pulled++ > 1000 ? c.close() : c.enqueue(new Uint8Array(16_384).fill(0x20))),
    })
    await refused.by(
      await w.app.request('/api/complaints', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: endless,
        duplex: 'half',
      } as RequestInit),
      413,
      'too_large',
    )
    expect(pulled).toBeLessThan(30)
  })
  test('just below the limit it is read', async () => {
    await refused.by(await raw(`{"a":"${'x'.repeat(256 * 1024 - 8)}"}`), 422)
    await refused.by(await raw(`{"a":"${'x'.repeat(256 * 1024 - 7)}"}`), 413)
  })
  test('a form with 501 fields', async () => {
    expect((await form(w, '/complaint', Array.from({ length: 501 }, (_, i) => `k${i}=1`).join('&'))).status).toBe(400)
  })
  test('an account of letters that unfold is indexed at once, not in a second', async () => {
    // ㎉ becomes four letters under NFKC: 20,000 letters that might begin a mail address.
    const answer = await post(w, '/api/complaints', complaint({ account: '㎉'.repeat(5000) }))
    const began = performance.now()
    expect((await post(w, '/api/complaints', complaint({ account: '㎉'.repeat(5000) }))).status).toBe(201)
    expect(answer.status).toBe(201)
    expect(performance.now() - began).toBeLessThan(250)
    await refused.settle()
  })
})

describe('what a request says it carries', () => {
  const JSON_TYPES = [
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/problem+json',
  ]
  const FORM_TYPES = ['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded;charset=UTF-8']
  const OTHERS = [
    'text/plain',
    'text/html',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonx',
    'text/json',
    'application/octet-stream',
    'json',
    ' ',
    'application/json-patch',
  ]

  test('JSON under any of its names', async () => {
    for (const type of JSON_TYPES) await refused.by(await raw('{}', { 'content-type': type }), 422)
  })
  test('a form at the route of complaints is checked as one', async () => {
    for (const type of FORM_TYPES) await refused.by(await raw('category=T05', { 'content-type': type }), 422)
    await refused.by(await raw(JSON.stringify(complaint()), { 'content-type': FORM_TYPES[0]! }), 422)
  })
  test('anything else is 415, and so is nothing', async () => {
    for (const type of OTHERS)
      await refused.by(await raw(JSON.stringify(complaint()), { 'content-type': type }), 415, 'media_type')
    await refused.by(await raw(new Uint8Array([0x7b, 0x7d]), {}), 415, 'media_type')
  })
  test('a form where only JSON is spoken', async () => {
    for (const path of ['/api/session', '/api/desk/cases/2026-00000000A/steps'])
      await refused.by(await raw('login=x', { 'content-type': FORM_TYPES[0]! }, path), 415, 'media_type')
  })
  test('JSON where only a form is spoken', async () => {
    for (const path of ['/complaint', '/track', '/desk/sign-in'])
      for (const type of [...JSON_TYPES.slice(0, 3), 'multipart/form-data; boundary=x', 'text/plain']) {
        const answer = await raw('{}', { 'content-type': type, accept: 'application/json' }, path)
        await refused.by(answer, answer.status === 404 ? 404 : 415)
      }
  })
  test('escaped bytes in a form that are not UTF-8 (GB18030 of 澄河)', async () => {
    const filled = 'category=T05&consent=on&account=%B3%CE%BA%D3%CA%D0%B3%CE%BA%D3%CA%D0%B3%CE%BA%D3%CA%D0'
    await refused.by(await form(w, '/complaint', filled, { accept: 'application/json' }), 400, 'malformed')
    await refused.by(await form(w, '/api/complaints', filled), 400, 'malformed')
    await refused.by(await form(w, '/api/complaints', 'account=100%'), 400, 'malformed')
  })
  test('form fields that contradict each other', async () => {
    for (const body of [
      'about=x&about.department=ZFJ',
      'about.department=ZFJ&about=x',
      'person=x&person.name=y',
      '__proto__=x',
      'constructor=x',
      '__proto__.x=y',
      'consent.x=1',
      'about.department.x=1',
      'appears=named&person=x',
    ])
      await refused.by(await form(w, '/api/complaints', body), 422, 'invalid')
    expect((await form(w, '/complaint', 'about=x&about.department=ZFJ')).status).toBe(422)
  })
  test('a form field sent twice keeps its first value', async () => {
    const page = await (await form(w, '/complaint', 'account=first&account=second')).text()
    expect(page).toContain('account=first')
    expect(page).not.toContain('second')
  })
})

describe('the check would notice', () => {
  test('a complaint that went through', async () => {
    await sent(w)
    await expect(refused.by(await raw('{}'), 422)).rejects.toThrow()
    await refused.settle()
  })
  test('an echo, a leak, a field too many', async () => {
    const say = (body: unknown) =>
      Response.json(body, { status: 422, headers: { 'content-type': 'application/problem+json; charset=utf-8' } })
    const good = { type: '/api#invalid', title: '有误', status: 422, code: 'invalid' }
    await refused.by(say(good), 422)
    await expect(refused.by(say({ ...good, detail: 'x' }), 422)).rejects.toThrow()
    await expect(refused.by(say({ ...good, title: '有误 SQLITE_ERROR' }), 422)).rejects.toThrow()
    await expect(
      refused.by(say({ ...good, fields: [{ path: 'a', message: 'Expected string' }] }), 422),
    ).rejects.toThrow()
  })
})
