import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDayTurn } from '../../api/open-day/turn.ts'
import { pageToken } from '../support/ask.ts'
import { makeWorld, post, type World, world } from '../support/world.ts'
import { asker, problem, taken } from './asked.ts'
import { held, NOW, openDay, rowsOf, seatsOf, visitor } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ now: NOW })
  await held(w, openDay('KF-API', { resident: 2, enterprise: 5, media: 1 }, { approval: ['media'], companions: 1 }))
})
afterAll(() => w.close())
const { mine, register, told, day } = asker(() => w)
const REGISTER = '/api/open-days/KF-API/registrations'

describe('a registration', () => {
  test('is confirmed, then waits in order, or is judged; what is left is told', async () => {
    const path = await day('KF-FILL', { resident: 2, media: 1 }, { approval: ['media'] })
    const [first, second, third, fourth] = [
      await taken(register(path, { companions: 1 })),
      await taken(register(path)),
      await taken(register(path)),
      await taken(register(path, { group: 'media' })),
    ]
    expect([first, second, third, fourth].map(({ state, position }) => [state, position])).toEqual([
      ['confirmed', undefined],
      ['waiting', 1],
      ['waiting', 2],
      ['pending', undefined],
    ])
    const { sessions, phase } = (await (await w.app.request('/api/open-days/KF-FILL')).json()) as {
      sessions: unknown
      phase: string
    }
    expect(phase).toBe('open')
    expect(sessions).toEqual([
      {
        id: 'am',
        checkIn: '2026-06-24T08:45:00+08:00',
        starts: '2026-06-24T09:00:00+08:00',
        ends: '2026-06-24T11:30:00+08:00',
        quota: { resident: { seats: 2, left: 0 }, media: { seats: 1, left: 0 } },
      },
    ])
    expect(first.ticket).toMatch(/^[0-9A-HJKMNP-TV-Z]{24}$/)
    expect(first.number).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/)
    expect(await told(third.ticket)).toMatchObject({
      state: 'waiting',
      position: 2,
      may: ['change', 'details', 'cancel'],
    })
  })

  test('with the same key is the same one, ticket and all', async () => {
    const path = await day('KF-ONCE')
    const key = { 'Idempotency-Key': 'only-once-please-0001' }
    const asked = visitor()
    const both = await Promise.all([1, 2].map(() => taken(post(w, path, asked, key))))
    expect(both[0]).toEqual(both[1])
    expect(await rowsOf(w, 'KF-ONCE')).toHaveLength(1)
    expect((await problem(await post(w, path, { ...asked, companions: 1 }, key))).code).toBe('same_key_other_body')
  })

  test('with the same key is answered as at first, whatever became of it', async () => {
    const path = await day('KF-FIRST', { resident: 1, media: 1 }, { approval: ['media'] })
    const asks = (['resident', 'media', 'resident'] as const).map((group, i) => ({
      asked: visitor({ group }),
      key: { 'Idempotency-Key': `as-at-first-please-${i}` },
    }))
    const firsts = []
    for (const { asked, key } of asks) firsts.push(await taken(post(w, path, asked, key)))
    expect(firsts.map(({ state }) => state)).toEqual(['confirmed', 'pending', 'waiting'])
    expect(firsts.map(({ position }) => position)).toEqual([undefined, undefined, 1])
    const again = () => Promise.all(asks.map(({ asked, key }) => taken(post(w, path, asked, key))))
    expect(await again()).toEqual(firsts)
    for (const { ticket } of firsts.slice(0, 2)) expect((await mine(ticket, '/cancel')).status).toBe(200)
    // The place in the line is told while there is one.
    const { position, ...third } = firsts[2]!
    expect(await again()).toEqual([...firsts.slice(0, 2), third])
    expect(await told(third.ticket)).toMatchObject({ state: 'offered' })
  })

  test.each([
    [{ group: 'deputy' }, ['group']],
    [{ group: 'kings' }, ['group']],
    [{ companions: 2 }, ['companions']],
    [{ companions: 3 }, ['companions']],
    [{ companions: -1 }, ['companions']],
    [{ session: 'pm' }, ['session']],
    [{ phone: '12' }, ['phone']],
    [{ name: ' ' }, ['name']],
    [{ consent: false }, ['consent']],
    [{ idNumber: '379981199001011234' }, ['idNumber']],
    [{ needs: ['crown'] }, ['needs']],
    [{ name: '\u202e周明' }, ['name']],
  ])('%j is refused with its field, and nothing is kept', async (more, paths) => {
    const before = (await rowsOf(w, 'KF-API')).length
    expect(await problem(await register(REGISTER, more))).toEqual({ status: 422, code: 'invalid', paths })
    expect(await rowsOf(w, 'KF-API')).toHaveLength(before)
  })

  test.each([
    ['2026-06-15T08:59:59+08:00', 409],
    ['2026-06-15T09:00:00+08:00', 201],
    ['2026-06-23T16:59:59+08:00', 201],
    ['2026-06-23T17:00:00+08:00', 409],
    ['2026-06-24T12:00:00+08:00', 409],
  ])('at %s: %i', async (at, status) => {
    w.at(at)
    const answer = await register(REGISTER, { group: 'enterprise' })
    w.at(NOW)
    expect(answer.status).toBe(status)
    if (status === 409) expect((await problem(answer)).code).toBe('registration_closed')
  })

  test('for no open day is 404, for one called off 409', async () => {
    expect((await problem(await register('/api/open-days/KF-NONE/registrations'))).status).toBe(404)
    const path = await day('KF-OFF')
    const { ticket } = await taken(register(path))
    await held(w, openDay('KF-OFF', { resident: 1 }), '2026-06-15', true)
    expect((await problem(await register(path))).code).toBe('registration_closed')
    await openDayTurn(w.deps, new Date(NOW))
    expect(await told(ticket)).toMatchObject({ state: 'cancelled', may: [] })
    expect((await seatsOf(w, 'KF-OFF'))[0]!.taken).toBe(0)
  })

  test('of a telephone that came before gets the same answer; only the desk sees it marked', async () => {
    const path = await day('KF-AGAIN', { resident: 5 })
    const person = visitor()
    const [one, two] = [
      await taken(post(w, path, person)),
      await taken(post(w, path, { ...person, name: '别人（示例）' })),
    ]
    expect(Object.keys(two)).toEqual(Object.keys(one))
    expect(two.state).toBe(one.state)
    expect(await told(two.ticket)).toEqual({ ...(await told(one.ticket)), number: two.number })
    expect((await rowsOf(w, 'KF-AGAIN')).map((r) => r.marks.length).sort()).toEqual([0, 1])
  })

  test('leaves no name and no telephone outside the vault, in no answer and no log', async () => {
    const path = await day('KF-VAULT')
    const person = visitor({ name: '钱多多（示例）', phone: '19900007777', wish: '看看仓库里的独角兽' })
    const { ticket } = await taken(post(w, path, person))
    const [row] = await rowsOf(w, 'KF-VAULT')
    const opened = w.deps.secrets.open('vault', `open-day/${row!.id}`, row!)
    expect(opened).toContain('钱多多')
    const open = JSON.stringify([row, await told(ticket), w.log]) + row!.sealed.toString('utf8')
    for (const secret of ['钱多多', '19900007777', '独角兽', ticket]) expect(open).not.toContain(secret)
  })
})

test('very many from one network are taken and marked, nobody is turned away', async () => {
  const crowded = await world({ now: NOW, env: { LIMITS: 'on' } })
  await held(crowded, openDay('KF-CROWD', { resident: 150 }))
  const asked = Array.from({ length: 50 }, () => post(crowded, '/api/open-days/KF-CROWD/registrations', visitor()))
  const statuses = (await Promise.all(asked)).map((a) => a.status)
  const rows = await rowsOf(crowded, 'KF-CROWD')
  expect(rows.filter((r) => r.marks.includes('crowd'))).toHaveLength(20)
  expect(statuses.filter((s) => s === 201)).toHaveLength(50)
})

test('the form of the page needs no script', async () => {
  const strict = await world({ now: NOW, env: { ANTIBOT: 'altcha' } })
  await held(strict, openDay('KF-FORM', { resident: 2 }))
  const token = pageToken(strict)
  strict.at(new Date(Date.parse(NOW) + 6000))
  const send = (values: Record<string, string>) =>
    strict.app.request('/open-days/KF-FORM', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _token: token, ...values }).toString(),
    })
  const good = {
    name: '周明（示例）',
    phone: '19900001234',
    group: 'resident',
    companions: '1',
    'needs.sign': 'on',
    consent: 'on',
  }
  const answer = await send(good)
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/registrations'])
  expect(answer.headers.getSetCookie().join()).toMatch(/held=.*Path=\/registrations; HttpOnly; SameSite=Strict/)
  const [row] = await rowsOf(strict, 'KF-FORM')
  expect([row!.marks, row!.size, row!.state]).toEqual([['plain'], 2, 'confirmed'])
  // A program without a proof is asked for one.
  expect((await problem(await post(strict, '/api/open-days/KF-FORM/registrations', visitor()))).paths).toEqual([
    'antibot',
  ])
})
