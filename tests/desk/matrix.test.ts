import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { CONFIDENTIAL, MATRIX } from '../../api/case/visibility.ts'
import { STEPS } from '../../api/case/workflow.ts'
import { asking, LOGINS, type Sent, sent, track } from '../support/ask.ts'
import { birds, CANARY, type Canary, moving, singing, sungThrough } from '../support/canary.ts'
import { makeWorld, type World } from '../support/world.ts'

let w: World
const { citizen, step } = moving(() => w)

/** Cases that sing with every canary, and whose they are. */
const CASES = {
  named: 'bureau',
  confidential: 'bureau',
  anonymous: 'bureau',
  'about the bureau': 'superior',
  sealed: 'sealed',
  'sealed later': 'sealed',
} as const
type Case = keyof typeof CASES
const NAMES = Object.keys(CASES) as Case[]
const of = {} as Record<Case, Sent>

beforeAll(async () => {
  w = await makeWorld()
  of.named = await sungThrough(w, 'bureau', {})
  of.confidential = await sungThrough(w, 'bureau', { confidential: true })
  of.anonymous = await sungThrough(w, 'bureau', { anonymous: true })
  of['about the bureau'] = await sungThrough(w, 'superior', { about: { department: 'SFJ' } })
  for (const name of ['sealed', 'sealed later'] as const) {
    of[name] = await sent(w, singing(name === 'sealed' ? { category: 'T28' } : {}))
    const { no } = of[name]
    await birds(w, no)
    if (name === 'sealed later') await step('intake', no, 'accept', { note: CANARY.internal })
    if (name === 'sealed later') await step('review', no, 'seal', { note: '写到了给好处的事' })
    else await step('sealed1', no, 'accept', { note: CANARY.internal })
    await citizen(no, 'write', { text: CANARY.written })
    await step('sealed1', no, 'message', { note: `${CANARY.message}请放心` })
  }
})
afterAll(() => w.close())

const WHOSE = {
  bureau: ['intake', 'assign', 'handler', 'review', 'chief'],
  superior: ['superior'],
  sealed: ['sealed1', 'sealed2'],
}
/** Who was asked about which. */
const ASKED: Partial<Record<Case, string>> = {
  named: 'zfj',
  confidential: 'zfj',
  anonymous: 'zfj',
  'about the bureau': 'chief',
}
/**
 * The matrix D8 as this test understands it, by three columns: sender, whose case it is, a body that was asked.
 * `x` shown, `.` never, `o` unless the sender asked for confidence, `?` the sender's own, shown elsewhere.
 */
const D8: Record<Canary | 'number', string> = {
  number: 'x x .',
  account: '? x .',
  officer: '? x .',
  place: '? x .',
  badge: '? x .',
  position: '? x .',
  remedy: '? x .',
  before: '? x .',
  danger: '? x .',
  enterprise: '? o .',
  code: '? o .',
  document: '? o .',
  name: '? . .',
  phone: '? . .',
  guardian: '? . .',
  internal: '. x .',
  written: 'x x .',
  message: 'x x .',
  answer: 'x x .',
  rating: 'x x .',
  file: 'x x .',
  copy: '. x .',
  digest: '. x x',
  fed: '. x x',
}
const FIELDS = Object.keys(D8) as (Canary | 'number')[]

/** A case sealed early was asked, answered, rated by nobody; a sealed one is told to nobody. */
const absent = (name: Case, field: Canary | 'number') =>
  (name === 'anonymous' && ['name', 'phone', 'guardian'].includes(field)) ||
  (CASES[name] === 'sealed' && ['answer', 'rating', 'digest', 'fed'].includes(field)) ||
  (name === 'sealed later' && field === 'copy')

function expected(login: string, name: Case, field: Canary | 'number'): boolean {
  const [, mine, asked] = D8[field].split(' ')
  if (absent(name, field)) return false
  const isMine = (WHOSE[CASES[name]] as readonly string[]).includes(login)
  if (isMine && (mine === 'x' || (mine === 'o' && name !== 'confidential'))) return true
  return ASKED[name] === login && asked === 'x'
}

/** All that a login is answered about one case, by whatever way leads to it. */
async function told(login: string, name: Case): Promise<string> {
  const ask = asking(w, login)
  const { no } = of[name]
  const texts = [await (await ask(`/api/desk/cases/${no}`)).text()]
  if (ASKED[name] === login) {
    const [{ id } = { id: '' }] = await w.deps.store.heavy.rows<{ id: string }>({
      sql: 'select id from enquiries where no = ?',
      args: [no],
    })
    texts.push(await (await ask(`/api/desk/enquiries/${id}`)).text())
  }
  for (const path of [`/api/desk/cases/${no}/enquiry`, `/api/desk/enquiries/${no}`])
    texts.push(await (await ask(path)).text())
  return texts.join('\n')
}
const word = (name: Case, field: Canary | 'number') => (field === 'number' ? of[name].no : CANARY[field])

/** Every login, case and field where what is shown is not what D8 says. */
async function differences(logins: readonly string[] = LOGINS): Promise<string[]> {
  const found: string[] = []
  for (const login of logins)
    for (const name of NAMES) {
      const text = await told(login, name)
      for (const field of FIELDS)
        if (text.includes(word(name, field)) !== expected(login, name, field)) found.push(`${login}, ${name}, ${field}`)
    }
  return found
}
async function told2sender(): Promise<string[]> {
  const found: string[] = []
  for (const name of NAMES) {
    const text = await (await track(w, of[name].no, of[name].queryCode)).text()
    for (const field of FIELDS) {
      const [sender] = D8[field].split(' ')
      const there = text.includes(word(name, field))
      if (sender === '.' ? there : sender === 'x' && !there && !absent(name, field)) found.push(`${name}, ${field}`)
    }
  }
  return found
}

describe('every field of every case to everybody', () => {
  test('is shown to whom D8 shows it and to nobody else', async () => {
    expect(await differences()).toEqual([])
  })
  test('a sender is told the way, the answer and the messages, and nothing of the desk', async () => {
    expect(await told2sender()).toEqual([])
  })
  test('lists, counts and searches say no more than the cases', async () => {
    for (const login of LOGINS) {
      const ask = asking(w, login)
      const words = Object.values(CANARY).map((one) => `/api/desk/cases?q=${encodeURIComponent(one)}`)
      for (const path of [
        '/api/desk/cases?limit=100',
        '/api/desk/enquiries?limit=100',
        '/api/desk/enquiries?state=answered',
        ...words,
      ]) {
        const text = await (await ask(path)).text()
        for (const name of NAMES) {
          const isMine = (WHOSE[CASES[name]] as readonly string[]).includes(login)
          expect(text.includes(of[name].no), `${login} ${path} ${name}`).toBe(isMine && text.includes(of[name].no))
        }
        for (const field of ['name', 'phone', 'guardian', 'internal', 'enterprise', 'document', 'code'] as const)
          expect(text, `${login} ${path} ${field}`).not.toContain(CANARY[field])
        expect(text).not.toContain('雀在文件名')
      }
    }
  })
})

describe('the walk would notice', () => {
  const rows: Record<string, readonly string[]> = MATRIX
  const kept = structuredClone(rows)
  const confidential = [...CONFIDENTIAL]
  const record = STEPS.accept as { speaks?: true }
  afterEach(() => {
    for (const [field, who] of Object.entries(kept)) rows[field] = [...who]
    ;(CONFIDENTIAL as string[]).splice(0, CONFIDENTIAL.length, ...confidential)
    delete record.speaks
  })
  test('a row that forgets somebody', async () => {
    rows.account = kept.account!.filter((who) => who !== 'review')
    expect(await differences(['review'])).toEqual(
      NAMES.filter((name) => CASES[name] === 'bureau').map((name) => `review, ${name}, account`),
    )
  })
  test('what the sender says of a court, forgotten', async () => {
    rows.asserted = kept.asserted!.filter((who) => who !== 'handler')
    expect(await differences(['handler'])).toEqual(
      NAMES.filter((name) => CASES[name] === 'bureau').flatMap((name) =>
        ['before', 'danger'].map((field) => `handler, ${name}, ${field}`),
      ),
    )
  })
  test('confidence that is not kept', async () => {
    ;(CONFIDENTIAL as string[]).splice(0)
    expect(await differences(['handler'])).toEqual(
      ['enterprise', 'code', 'document'].map((field) => `handler, confidential, ${field}`),
    )
  })
  test('a note of the desk that is spoken to the sender', async () => {
    record.speaks = true
    expect(await told2sender()).toContain('named, internal')
  })
  test('a body that is not shown what it was asked', async () => {
    rows.digest = kept.digest!.filter((who) => who !== 'asked')
    expect((await differences(['zfj'])).length).toBeGreaterThan(0)
  })
})
