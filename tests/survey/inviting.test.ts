import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PAUSES } from '../../api/notice/delivery.ts'
import { addressesIn, readAddress } from '../../api/survey/address.ts'
import { letterTurn } from '../../api/survey/letter.ts'
import { newToken, normalToken, tokenDigest } from '../../api/survey/token.ts'
import { mailSink, readMail, smsSink } from '../notice/sinks.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World, world } from '../support/world.ts'
import { PATH, surveys, team } from './desk.ts'

/** Addresses enough for a list, these first. */
const list = (...first: string[]) =>
  [...first, ...Array.from({ length: 30 - first.length }, (_, i) => `people${i}@example.org`)].join('\n')

const MORNING = Date.parse('2026-06-15T10:24:00+08:00')
const at = (ms = 0) => new Date(MORNING + ms)

let w: World
let sms: Awaited<ReturnType<typeof smsSink>>
let mail: Awaited<ReturnType<typeof mailSink>>
beforeAll(async () => {
  ;[sms, mail] = await Promise.all([smsSink(), mailSink()])
  w = await makeWorld({ env: { SMTP_URL: mail.url, SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know' } })
  await team(w)
})
afterAll(async () => {
  await Promise.all([w.close(), sms.close(), mail.close()])
})
const { ask, seen, opened, tokens } = surveys(() => w)
const rows = <T extends object>(sql: string, ...args: string[]) => w.deps.store.heavy.rows<T>({ sql, args })
/** Every byte of the database, its log and what lies deleted in them. */
const everything = async () => {
  const bytes = readdirSync(w.dir)
    .filter((file) => file.startsWith('test.db'))
    .map((file) => readFileSync(join(w.dir, file)).toString('latin1'))
    .join('')
  // The control: what is there is found.
  expect(bytes).toContain('evaluator1')
  return bytes
}

describe('a token', () => {
  test('has eighty random bits and more, no signs that look alike, and forgives how it is typed', () => {
    const some = Array.from({ length: 300 }, newToken)
    const signs = new Set(some.join('').replaceAll('-', ''))
    expect(new Set(some).size).toBe(300)
    expect(20 * Math.log2(signs.size)).toBeGreaterThanOrEqual(80)
    expect([...signs].filter((s) => '0O1IL2Z5S8BUV'.includes(s))).toEqual([])
    const [one = ''] = some
    expect(one).toMatch(/^(\w{4}-){4}\w{4}$/)
    expect(normalToken(` ${one.toLowerCase().replaceAll('-', ' — ')} `)).toBe(one)
    expect(normalToken(one.replaceAll('-', ''))).toBe(one)
    for (const none of ['', one.slice(1), `${one}A`, one.replace(/\w/, '0'), 'x'.repeat(101)])
      expect(normalToken(none)).toBeUndefined()
  })
})

describe('a list', () => {
  test('is read line by line: numbers and addresses as people write them', () => {
    expect(readAddress('+86 138-0000-1234')).toEqual({ to: '13800001234', channel: 'sms' })
    expect(readAddress('１３８００００１２３４')).toEqual({ to: '13800001234', channel: 'sms' })
    expect(readAddress('Zhou@Example.cn')).toEqual({ to: 'zhou@example.cn', channel: 'mail' })
    for (const none of ['0537-1234567', '1380000123', 'a@b', 'a@b.cn,c@d.cn', 'a@b.cn\nBcc: x@y.cn', '周秀兰'])
      expect(readAddress(none)).toBeUndefined()
  })
  test('names the line of every mistake, drops what stands twice and says so', () => {
    const lines = [
      '手机号',
      '13800001234',
      '',
      '张三,13800001235',
      '=1+1',
      '1.38E+10',
      '0537-1234567',
      'abc',
      '138 0000 1234',
    ]
    const { addresses, repeated, wrong } = addressesIn(
      lines.map((l) => l.split(',')),
      ['sms', 'mail'],
    )
    expect(addresses).toHaveLength(1)
    expect(repeated).toBe(1)
    expect(wrong.map((said) => said.slice(0, said.indexOf('。') > 0 ? said.indexOf('。') : undefined))).toEqual([
      '第4行：不止一列',
      '第5行：是公式',
      '第6行：手机号变成了科学计数',
      '第7行：不是11位的手机号',
      '第8行：不是手机号，也不是邮箱',
    ])
    // What is wrong is not said back.
    expect(wrong.join()).not.toMatch(/1234567|abc|13800001235/)
    expect(addressesIn([['13800001234']], ['mail']).wrong.join()).toContain('平台没有开通短信')
  })
  test('of ten thousand lines is refused whole, and nothing is written', async () => {
    const code = await opened({ foreseen: 5000 })
    const list = Array.from({ length: 10_000 }, (_, i) => `138${String(i).padStart(8, '0')}`).join('\n')
    const answer = await tokens(code, { list })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('名单有10000个地址，一次最多5000个')
    const bad = await tokens(code, { list: '13800001234\n=HYPERLINK("x")' })
    expect(bad.status).toBe(422)
    expect(await bad.text()).toContain('第2行：是公式')
    expect((await seen('stats', code)).numbers).toMatchObject({ invited: 0, waiting: 0 })
    // The control: the same without what was wrong.
    expect((await tokens(code, { list: list.split('\n').slice(0, 5000).join('\n') })).status).toBe(201)
    expect((await seen('stats', code)).numbers).toMatchObject({ invited: 5000, waiting: 5000 })
    await w.deps.store.writes.commit(['delete from survey_letters'])
  })
  test('comes as a file too', async () => {
    const code = await opened()
    const sent = async (text: string, name = 'list.csv') => {
      const { n } = await seen('stats', code)
      return ask('stats')(`${PATH}/${code}/tokens?${new URLSearchParams({ n: String(n), file: name })}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: new TextEncoder().encode(text),
      })
    }
    const named = await sent('姓名,手机号\n张三,13800001234\n')
    expect(named.status).toBe(422)
    expect(await named.text()).toContain('第1行：不止一列')
    expect((await sent('PK\u0003\u0004 no workbook', 'list.xlsx')).status).toBe(422)
    expect((await sent('')).status).toBe(422)
    const few = await sent(`手机号\n${list('13800001234').split('\n').slice(1).join('\n')}\npeople0@example.org`)
    expect(few.status).toBe(422)
    expect(await few.text()).toContain('名单只有29个不同的地址，至少要30个')
    const taken = await sent(`手机号\n${list('13800001234', '13800001235')}\n13800001234\n`)
    expect(taken.status).toBe(201)
    expect(await taken.json()).toEqual({ invited: 30, repeated: 1 })
    await w.deps.store.writes.commit(['delete from survey_letters'])
  })
  test('and letters together never go beyond what was approved, also two at once', async () => {
    const code = await opened({ foreseen: 95 })
    expect((await tokens(code, { list: list('13800001234') })).status).toBe(201)
    const { n } = await seen('stats', code)
    const both = await Promise.all([tokens(code, { n, count: 33 }), tokens(code, { n, count: 34 })])
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
    const before = (await seen('stats', code)).numbers?.invited ?? 0
    for (const more of [{ count: 40 }, { list: list('13800001235', 'zhou@example.cn') }]) {
      const answer = await tokens(code, more)
      // The list still fits, the letters do not.
      expect(answer.status).toBe('count' in more ? 422 : 201)
      if ('count' in more) expect(await answer.text()).toContain(`批准的是最多邀请95人，已经邀请${before}人`)
    }
    expect((await tokens(code, { list: list() })).status).toBe(422)
    // Where nothing was said the ordinary number is what was approved.
    const plain = await opened()
    expect((await seen('stats', plain)).numbers).toMatchObject({ foreseen: 2000 })
    const many = Array.from({ length: 2001 }, (_, i) => `137${String(i).padStart(8, '0')}`).join('\n')
    expect(await (await tokens(plain, { list: many })).text()).toContain('批准的是最多邀请2000人')
    await w.deps.store.writes.commit(['delete from survey_letters'])
  })
  test('is taken from nobody else, not where nobody is invited, and not by a stale screen', async () => {
    const [code, open] = [await opened(), await opened({ entry: 'open' })]
    for (const who of ['chief', 'evaluator1'])
      expect((await tokens(code, { list: '13800001234' }, who)).status).toBe(403)
    expect((await tokens(open, { list: '13800001234' })).status).toBe(409)
    expect((await tokens(open, { count: 30 })).status).toBe(409)
    expect((await tokens(code, { list: '13800001234', n: 1 })).status).toBe(409)
    expect((await tokens(code, { count: 201 })).status).toBe(422)
    expect((await seen('stats', code)).numbers).toMatchObject({ invited: 0 })
  })
})

describe('letters to print', () => {
  test('are shown once; only digests stay, and the event has a number only', async () => {
    const code = await opened()
    const key = { 'idempotency-key': 'a key for letters 1' }
    const { n } = await seen('stats', code)
    // So few that whoever compares two backups would know whose was used.
    expect((await tokens(code, { count: 29, n }, 'stats')).status).toBe(422)
    const answer = await tokens(code, { count: 30, n }, 'stats', key)
    expect(answer.status).toBe(201)
    const made = (await answer.json()) as { tokens: string[] }
    expect(made.tokens).toHaveLength(30)
    // Pressed twice it is the same thirty.
    expect(await (await tokens(code, { count: 30, n }, 'stats', key)).json()).toMatchObject({ tokens: made.tokens })
    const kept = await rows<{ hash: string; used: number }>(
      'select hash, used from survey_tokens where survey = ?',
      code,
    )
    expect(kept.map(({ hash }) => hash).sort()).toEqual(
      made.tokens.map((token) => tokenDigest(w.deps.secrets, code, token)).sort(),
    )
    expect((await seen('stats', code)).history.at(-1)).toMatchObject({ label: '打印邀请信', note: '30封' })
    const text = await everything()
    for (const token of made.tokens)
      for (const spelt of [token, token.replaceAll('-', '')]) expect(text).not.toContain(spelt)
    expect(w.log.join('\n')).not.toContain(made.tokens[0])
  })
})

describe('invitations by mail and message', () => {
  const invited = async (...first: string[]) => {
    const code = await opened()
    expect((await tokens(code, { list: list(...first) })).status).toBe(201)
    return code
  }
  test('lie sealed until they are sent, and are gone afterwards; nothing tells whose a token is', async () => {
    sms.taken.length = 0
    mail.taken.length = 0
    const code = await invited('13800001234', 'zhou@example.cn')
    const before = await everything()
    for (const address of ['13800001234', 'zhou@example.cn']) expect(before).not.toContain(address)
    const lying = await rows<{ size: number }>(
      'select length(sealed) as size from survey_letters where survey = ?',
      code,
    )
    expect(lying).toHaveLength(30)
    // All of one size.
    expect(new Set(lying.map(({ size }) => size)).size).toBe(1)
    // Nobody is disturbed at night.
    await letterTurn(w.deps, new Date('2026-06-15T22:00:00+08:00'))
    expect(sms.taken).toHaveLength(0)
    await letterTurn(w.deps, at())
    expect(sms.taken).toHaveLength(1)
    expect(mail.taken).toHaveLength(29)
    const { to, text } = JSON.parse(sms.taken[0]!.body) as { to: string; text: string }
    expect(to).toBe('13800001234')
    const token = /#([\w-]+)/.exec(text)?.[1] ?? ''
    expect(normalToken(token)).toBe(token)
    expect(text).toContain(`http://localhost:4321/surveys/${code}#${token}`)
    const letter = readMail(mail.taken.find(({ raw }) => raw.includes('zhou@example.cn'))!.raw)
    expect(letter).toMatchObject({ subject: '请您给行政执法打分' })
    expect(letter.text).toContain(`/surveys/${code}#`)
    const let_in = await rows('select 1 from survey_tokens where hash = ?', tokenDigest(w.deps.secrets, code, token))
    expect(let_in).toHaveLength(1)
    expect((await seen('stats', code)).numbers).toMatchObject({ invited: 30, sent: 30, waiting: 0, failed: 0 })
    const after = await everything()
    for (const word of ['13800001234', 'zhou@example.cn', token, token.replaceAll('-', '')]) {
      expect(after).not.toContain(word)
      expect(w.log.join('\n')).not.toContain(word)
    }
    // Sent once.
    await letterTurn(w.deps, at(3_600_000))
    expect(sms.taken).toHaveLength(1)
  })
  test('that nobody takes are given up by number, and their tokens let nobody in', async () => {
    const code = await invited('13800001299', '13800001298')
    sms.taken.length = 0
    sms.next.push(500, 200)
    await letterTurn(w.deps, at())
    expect((await seen('stats', code)).numbers).toMatchObject({ invited: 30, sent: 29, waiting: 1, failed: 0 })
    await w.deps.store.writes.commit([
      { sql: 'update survey_letters set tries = ?, next = 0 where survey = ?', args: [PAUSES.length, code] },
    ])
    sms.next.push(500)
    await letterTurn(w.deps, at(60_000))
    expect((await seen('stats', code)).numbers).toMatchObject({ invited: 29, sent: 29, waiting: 0, failed: 1 })
    expect(await rows('select 1 from survey_tokens where survey = ?', code)).toHaveLength(29)
    expect(w.log.join('\n')).not.toMatch(/1380000129[89]/)
  })
  test('that do not open are set aside by themselves, tried again later each time, and keep no other waiting', async () => {
    const code = await invited('13800001266')
    const broken = await rows<{ id: string; sealed: string }>(
      'select id, hex(sealed) as sealed from survey_letters where survey = ? order by id limit 6',
      code,
    )
    // Before and beside the others, more than are sent at once: their key is not there.
    const blobs = broken.map(({ id }) => ({
      sql: 'update survey_letters set sealed = ?, next = 0 where id = ?',
      args: [Buffer.concat([Buffer.from('k9.'), Buffer.alloc(300, 7)]), id],
    }))
    await w.deps.store.writes.commit(blobs)
    await letterTurn(w.deps, at())
    expect((await seen('stats', code)).numbers).toMatchObject({ invited: 30, sent: 24, waiting: 6, failed: 0 })
    const lines = w.log.filter((line) => line.includes('an invitation cannot be opened'))
    expect(lines).toHaveLength(6)
    const nexts = async () => {
      const some = await rows<{ next: number }>('select next from survey_letters where survey = ?', code)
      return [...new Set(some.map(({ next }) => next - MORNING))]
    }
    expect(await nexts()).toEqual([PAUSES[0]])
    await letterTurn(w.deps, at(PAUSES[0]))
    expect(await nexts()).toEqual([(PAUSES[0] ?? 0) + (PAUSES[1] ?? 0)])
    // The key is back: none is lost.
    const [back, ...gone] = broken
    await w.deps.store.writes.commit([
      { sql: 'update survey_letters set sealed = unhex(?), next = 0 where id = ?', args: [back!.sealed, back!.id] },
    ])
    await letterTurn(w.deps, at(2 * PAUSES[0]!))
    expect((await seen('stats', code)).numbers).toMatchObject({ sent: 25, waiting: gone.length })
    await w.deps.store.writes.commit([
      { sql: "update surveys set status = 'closed' where code = ?", args: [code] },
      { sql: 'update survey_letters set next = 0 where survey = ?', args: [code] },
    ])
    await letterTurn(w.deps, at(3 * PAUSES[0]!))
    expect((await seen('stats', code)).numbers).toMatchObject({ sent: 25, waiting: 0, failed: gone.length })
  })
  test('do not go out any more when the survey has ended', async () => {
    const code = await invited('13800001277')
    const { n } = await seen('chief', code)
    await ask('chief')(`${PATH}/${code}/steps`, json('POST', { action: 'close', n, note: '已经够了，提前截止。' }))
    sms.taken.length = 0
    await letterTurn(w.deps, at())
    expect(sms.taken).toHaveLength(0)
    expect((await seen('stats', code)).numbers).toMatchObject({ invited: 0, waiting: 0, failed: 30 })
  })
})

test('without a way out a list is refused by line, and letters are printed all the same', async () => {
  const alone = await world()
  await team(alone)
  const there = surveys(() => alone)
  const code = await there.opened()
  const answer = await there.tokens(code, { list: '13800001234' })
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain('第1行：平台没有开通短信')
  expect((await there.tokens(code, { count: 30 })).status).toBe(201)
  expect((await asking(alone, 'stats')(`${PATH}/${code}`)).status).toBe(200)
})
