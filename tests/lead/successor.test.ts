import { afterEach, beforeEach, expect, test } from 'vitest'
import { markOf } from '../../api/lead/mark.ts'
import { PATH, point, type Seen } from '../contact/pointing.ts'
import { asking, json } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'
import { lead } from './made.ts'

const KEY = { 'content-type': 'application/json', 'idempotency-key': 'a-draft-that-was-sent-0001' }
let w: World
let made: Seen
beforeEach(async () => {
  w = await makeWorld()
  await team(w)
  const answer = await asking(w, 'handler')(PATH, json('POST', point({ person: '罗三思', phone: '13912345678' })))
  made = (await answer.json()) as Seen
})
afterEach(() => w.close())

const hand = (name: string) => ({
  login: made.login,
  name,
  roles: ['contact' as const],
  department: '',
  post: '联络员',
})
const sends = async (name: string, owner?: string) => {
  const said = lead({ protect: true, ...(owner && { owner }) })
  const answer = await asking(w, hand(name))('/api/leads', { ...json('POST', said), headers: KEY })
  const { no, code, queryCode } = (await answer.json()) as { no?: string; code?: string; queryCode?: string }
  return { status: answer.status, no, code, queryCode }
}

test('whoever comes after gets no receipt of the one before, from a draft left on the company’s telephone', async () => {
  const mark = markOf(w.deps.secrets, hand('罗三思'))
  const first = await sends('罗三思', mark)
  expect(first.status).toBe(201)
  // Negative control: in the same hands the same draft is the same case, query code included.
  expect(await sends('罗三思', mark)).toMatchObject({ no: first.no, queryCode: first.queryCode })
  w.at('2026-06-18T09:41:00+08:00')
  const step = { action: 'replace', n: made.n, person: '新来的人', phone: '13900000002' }
  expect((await asking(w, 'handler')(`${PATH}/${made.id}/steps`, json('POST', step))).status).toBe(200)
  expect(await sends('新来的人', mark)).toMatchObject({ status: 403, code: 'other_person' })
  const own = await sends('新来的人')
  expect(own.status).toBe(201)
  expect(own.no).not.toBe(first.no)
  expect(own.queryCode).not.toBe(first.queryCode)
})
