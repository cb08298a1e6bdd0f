import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { phrase } from '../../api/case/search.ts'
import { noticeTurn } from '../../api/notice/digest.ts'
import { Outbox } from '../../api/notice/outbox.ts'
import { eraseTurn } from '../../api/retention/erase.ts'
import { WriteFailed } from '../../db/write.ts'
import { SECRET } from '../file/made.ts'
import { mailSink, readMail, smsSink } from '../notice/sinks.ts'
import { asking, json, LOGINS } from '../support/ask.ts'
import { type Bird, identityOf } from '../support/bird.ts'
import { type Flock, flock } from '../support/flock.ts'
import { NAMES, PLANS } from '../support/lives.ts'
import { formsOf, needles } from '../support/needles.ts'
import { complaint, makeWorld, post, type World } from '../support/world.ts'
import { ASKERS, loginOf, pathsOf, routesOf, shown, sweep, type Watch, watch } from './blind.ts'

let w: World
let birds: Flock
let watching: Watch
let sms: Awaited<ReturnType<typeof smsSink>>
let mail: Awaited<ReturnType<typeof mailSink>>

beforeAll(async () => {
  ;[sms, mail] = await Promise.all([smsSink(), mailSink()])
  w = await makeWorld({ env: { SMTP_URL: mail.url, SMS_URL: sms.url, SMS_SECRET: 'a secret both sides know' } })
  const outbox = new Outbox(w.deps)
  await Promise.all([outbox.begin(), noticeTurn(w.deps, w.deps.now())])
  birds = await flock(w)
  // What a camera writes into a picture is no word of the case either.
  birds.birds.push({ word: SECRET, case: 'answered', what: 'file', seers: [] })
  for (const [i, login] of LOGINS.entries()) {
    const ways = { rhythm: 'now', mail: `staff${i}@office.example.cn`, phone: `1990099${1000 + i}` }
    await asking(w, login)('/api/desk/notices/ways', json('POST', ways))
  }
  await outbox.turn(w.deps.now())
  w.at('2026-06-16T09:00:00+08:00')
  await noticeTurn(w.deps, w.deps.now())
  await outbox.turn(w.deps.now())
  watching = watch(birds)
}, 60_000)
afterAll(async () => {
  await Promise.all([w.close(), sms.close(), mail.close()])
})

const rows = <T extends object>(sql: string, ...args: string[]) => w.deps.store.heavy.rows<T>({ sql, args })
const said = (found: readonly Bird[]) => [...new Set(found.map(({ what, case: name }) => `${what} of ${name}`))]
const isWord = ({ what }: Bird) => what !== 'number'

describe('identities of others’ cases', () => {
  test('are two hundred and more, each a word of its own, in cases of every lane and way to appear', () => {
    const words = birds.birds.filter(isWord).map(({ word }) => word)
    expect(new Set(words).size).toBe(words.length)
    expect(words.length).toBeGreaterThanOrEqual(300)
    expect(new Set(Object.values(PLANS).map(({ realm }) => realm)).size).toBe(3)
  })
  test.each(ASKERS.map(loginOf))('%s is told of none, whatever is read, searched or tried', async (login) => {
    const asker = ASKERS.find((one) => loginOf(one) === login) ?? null
    expect(shown(await sweep(w, birds, watching, asker))).toEqual([])
  })
  test('are told to whom they are for: every one the desk may read was there to be found', () => {
    const unheard = birds.birds.flatMap(({ word, what, case: name, seers }) =>
      seers
        .filter((login) => login !== 'stats' && !watching.wasTold(login, word))
        .map((login) => `${login} ${what} of ${name}`),
    )
    expect(unheard).toEqual([])
  })
})

describe('what is written and sent', () => {
  test('no line of the log has one, nor a number', () => {
    expect(w.log.length).toBeGreaterThan(0)
    expect(said(watching.within(Buffer.from(w.log.join(''))))).toEqual([])
  })
  test('nor after a fault with one in hand', async () => {
    const me = identityOf(2)
    const body = complaint({
      account: `我是${me.nickname}，住${me.address}，证件${me.id}。`,
      person: { phone: me.phone },
    })
    vi.spyOn(w.deps.store.writes, 'commit').mockRejectedValueOnce(
      new WriteFailed('full', { cause: new Error(`constraint failed: ${me.name}`) }),
    )
    const answer = await post(w, '/api/complaints', body)
    expect(answer.status).toBe(503)
    expect(said(watching.within(Buffer.from(`${await answer.text()}${w.log.join('')}`)))).toEqual([])
  })
  test('messages to senders and digests to staff have none but the address they go to', () => {
    const texts = [
      ...sms.taken.map(({ body }) => (JSON.parse(body) as { text: string }).text),
      ...mail.taken.map(({ raw }) => Object.values(readMail(raw)).join('\n')),
    ]
    expect(sms.taken.length).toBeGreaterThan(5)
    expect(mail.taken.filter(({ to }) => to.some((one) => one.startsWith('staff'))).length).toBeGreaterThan(5)
    expect(said(texts.flatMap((text) => watching.within(Buffer.from(text))).filter(isWord))).toEqual([])
    // Who asked for confidence, and whose case is sealed early, gets no message at all.
    const told = [...sms.taken.map(({ body }) => body), ...mail.taken.flatMap(({ to }) => to)].join()
    for (const name of ['confidential', 'sealed about the bureau']) {
      const { phone, email } = identityOf(NAMES.indexOf(name))
      expect([told.includes(phone), told.includes(email)], name).toEqual([false, false])
    }
  })
  test('no table has one but where the words of a case lie, and those have none of the vault', async () => {
    const tables = await rows<{ name: string }>(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
    )
    expect(tables.length).toBeGreaterThan(40)
    for (const { name } of tables) {
      if (name === 'case_terms') continue
      const columns = await rows<{ name: string }>('select name from pragma_table_info(?)', name)
      const texts = columns.map((column) => `quote("${column.name}")`).join(` || '|' || `)
      const bytes = Buffer.from(
        (await rows<{ t: string }>(`select ${texts} as t from ${name}`)).map(({ t }) => t).join('\n'),
      )
      const found = watching.within(bytes).filter(isWord)
      const own = name === 'case_texts' || name === 'events'
      expect(said(own ? found.filter(({ seers }) => seers.length === 0) : found), name).toEqual([])
    }
  })
  test('the search knows no number, plate or business of anybody, and of a sealed case nothing', async () => {
    const masked = ['name', 'phone', 'guardian', 'guardianPhone', 'email', 'enterprise', 'uscc', 'id', 'plate']
    const found: string[] = []
    let there = 0
    for (const { word, what, case: name } of birds.birds) {
      const [hit] = await rows('select rowid from case_terms where terms match ?', phrase(word) ?? '')
      if (!hit) continue
      if (masked.includes(what) || PLANS[name]?.realm === 'sealed') found.push(`${what} of ${name}`)
      else there++
    }
    expect(found).toEqual([])
    // Negative control: what people tell of besides is found.
    expect(there).toBeGreaterThan(20)
  })
  test('what was left in confidence lies nowhere in the clear: database, journal, files and their names', () => {
    const vault = birds.birds.filter(
      ({ seers, what }) => seers.length === 0 && !['enterprise', 'uscc', 'document', 'scanned'].includes(what),
    )
    expect(vault.length).toBeGreaterThan(100)
    const look = needles(vault.map(({ word }) => word))
    const paths = readdirSync(w.dir, { recursive: true, withFileTypes: true })
    expect(paths.length).toBeGreaterThan(10)
    for (const path of paths) {
      const inside = path.isFile() ? readFileSync(join(path.parentPath, path.name)) : Buffer.alloc(0)
      expect([...look(Buffer.concat([Buffer.from(path.name), inside]))], path.name).toEqual([])
    }
  })
  test('negative control: one is found in every form, wherever it stands', () => {
    for (const { word } of birds.birds)
      for (const form of formsOf(word))
        expect(
          watching.within(Buffer.concat([Buffer.from('前{'), form, Buffer.from('}后')])).map((b) => b.word),
        ).toContain(word)
  })
})

describe('a case somebody must not know', () => {
  test('takes as much reading to refuse as one there is not', async () => {
    const reads = vi.spyOn(w.deps.store.read, 'select')
    const opened = vi.spyOn(w.deps.secrets, 'open')
    const no = (name: string) => birds.of[name]?.no ?? ''
    const once = async (login: string, path: string, body?: unknown) => {
      reads.mockClear()
      opened.mockClear()
      const answer = await asking(w, login)(path, body === undefined ? {} : json('POST', body))
      expect(answer.ok, path).toBe(login === 'handler' && path.endsWith(no('minor')))
      return reads.mock.calls.length + opened.mock.calls.length
    }
    // What is read anew of the rules now and then is no cost of the question.
    const costOf = async (...asked: Parameters<typeof once>) =>
      Math.min(await once(...asked), await once(...asked), await once(...asked))
    const HIDDEN: [login: string, no: string][] = [
      ['zfj', no('reviewed')],
      ['chief', no('about the bureau')],
      ['handler', no('recused')],
      ['handler', no('sealed')],
      ['superior', no('minor')],
      ['sealed1', no('minor')],
    ]
    const WAYS = ['', '/attachments', '/attachments/1', '/redaction', '/attachments/1/redactions', '/enquiry']
    for (const [login, hidden] of HIDDEN)
      for (const none of ['2026-99999999A', '2026-00000000A', 'x']) {
        for (const way of WAYS)
          expect(await costOf(login, `/api/desk/cases/${hidden}${way}`), `${login} ${way}`).toEqual(
            await costOf(login, `/api/desk/cases/${none}${way}`),
          )
        const hold = (of: string) => costOf(login, '/api/desk/retention/holds', { no: of, reason: '行政诉讼没有结束' })
        expect(await hold(hidden), login).toEqual(await hold(none))
      }
    // Negative control: what is one's own takes more.
    const [own, none] = [`/api/desk/cases/${no('minor')}`, '/api/desk/cases/2026-99999999A']
    expect(await costOf('handler', own)).toBeGreaterThan(await costOf('handler', none))
    vi.restoreAllMocks()
  })
  test('has no file for them: bytes reach whose case it is, and the body its redacted copy went to', async () => {
    const got: string[] = []
    for (const asker of ASKERS)
      for (const route of routesOf(w).filter((one) => /attachments\/:[nk]/.test(one)))
        for (const path of pathsOf(route, birds)) {
          const { status, headers } = await asking(w, asker)(path)
          if (status === 200 && headers.get('content-type')?.startsWith('image/')) got.push(`${loginOf(asker)} ${path}`)
        }
    const [asked] = await rows<{ id: string }>('select id from enquiries where no = ?', birds.of.confidential?.no ?? '')
    const expected = birds.birds
      .filter(({ what, word }) => what === 'file' && word !== SECRET)
      .flatMap(({ case: name }) => {
        const { no = '' } = birds.of[name] ?? {}
        const whose = birds.birds.find((bird) => bird.word === no)?.seers.filter((login) => login !== 'stats') ?? []
        return whose.map((login) => `${login} /api/desk/cases/${no}/attachments/1`)
      })
    const copied = ['zfj', 'zfj-desk'].map((login) => `${login} /api/desk/enquiries/${asked?.id}/attachments/1`)
    expect(got.filter((one) => !one.includes('/redactions/')).sort()).toEqual([...expected, ...copied].sort())
    expect(got.filter((one) => one.includes('/redactions/')).map((one) => one.split(' ')[0])).toEqual(['handler'])
  })
})

describe('what was erased', () => {
  test('is in no file any more, neither as it was nor in what the engine left behind', async () => {
    const step = async (login: string, path: string, body: unknown) => {
      const answer = await asking(w, login)(`/api/desk/retention${path}`, json('POST', body))
      expect(answer.status, await answer.clone().text()).toBeLessThan(300)
      return answer
    }
    const gone = birds.birds.filter(
      ({ case: name, what }) => name === 'anonymous' && isWord({ what } as Bird) && what !== 'file',
    )
    const look = needles(gone.map(({ word }) => word))
    const inFiles = async () => {
      const files = ['test.db', 'test.db-wal'].map((name) => readFileSync(join(w.dir, name)))
      return new Set(files.flatMap((bytes) => [...look(bytes)]))
    }
    const pairsOf = (of: readonly Bird[]) =>
      of.flatMap(({ word }) =>
        [...word].flatMap((sign, i, all) =>
          /^\p{Script=Han}{2}$/u.test(sign + all[i + 1]) ? [sign + all[i + 1]] : [],
        ),
      )
    const others = new Set(pairsOf(birds.birds.filter(({ case: name }) => name !== 'anonymous')))
    const terms = pairsOf(gone.filter(({ what }) => what === 'nickname' || what === 'shop')).filter(
      (one) => !others.has(one),
    )
    // The index says nothing at length, and each two signs of what it read.
    const inIndex = () => terms.filter((one) => readFileSync(join(w.dir, 'test.db')).includes(one))
    expect((await inFiles()).size).toBeGreaterThan(5)
    await w.deps.store.settle()
    expect(inIndex().length).toBeGreaterThan(1)
    w.at('2037-01-05T10:00:00+08:00')
    for (const cls of ['text', 'identity']) {
      const { id } = (await (await step('review', '', { class: cls, realm: 'bureau' })).json()) as { id: string }
      await step('chief', `/runs/${id}`, { decision: 'confirm' })
    }
    await eraseTurn(w.deps, w.deps.now())
    expect(await rows('select account from case_texts where no = ?', birds.of.anonymous?.no ?? '')).toEqual([
      { account: '' },
    ])
    expect([...(await inFiles())]).toEqual([])
    expect(inIndex()).toEqual([])
  })
})
