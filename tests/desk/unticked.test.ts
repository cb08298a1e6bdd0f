import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Field } from '../../api/form.ts'
import { typedOver } from '../../site/ui/control.ts'
import { pointing } from '../contact/pointing.ts'
import { applied } from '../supervisor/made.ts'
import { asking, json, pageToken } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'
import { team } from '../survey/desk.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
  await team(w)
  w.at('2026-06-16T09:41:00+08:00')
})
afterAll(() => w.close())
const { added, seen } = pointing(() => w)

const read = async (path: string) => (await asking(w, 'handler')(path)).text()
const send = async (path: string, values: Record<string, string>) => {
  const answer = await asking(w, 'handler')(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _token: pageToken(w), ...values }).toString(),
  })
  return { status: answer.status, html: await answer.text() }
}
/** Which boxes of a name are ticked on a page. */
const ticked = (html: string, name: RegExp) =>
  [...html.matchAll(/<input type="checkbox"[^>]*>/g)]
    .map(([input]) => ({ name: /name="([^"]*)"/.exec(input)?.[1] ?? '', on: / checked/.test(input) }))
    .filter((box) => name.test(box.name) && box.on)
    .map((box) => box.name)

describe('a page that comes back shows what was sent, and what was not ticked is not ticked', () => {
  test('422: a company that takes its consent back, with a telephone mistyped', async () => {
    const made = await added({ name: '收回同意的厂', listed: true, post: '总务' })
    const page = `/desk/contacts/${made.id}`
    // The negative control: on the first visit it starts from what is known.
    expect(ticked(await read(page), /^listed$/)).toEqual(['listed'])
    const change = { action: 'change', n: String(made.n) }
    const wrong = await send(page, { ...change, phone: '12', post: '' })
    expect([wrong.status, ticked(wrong.html, /^listed$/)]).toEqual([422, []])
    expect(wrong.html).toContain('value="12"')
    const kept = await send(page, { ...change, phone: '12', post: '', listed: 'true' })
    expect([kept.status, ticked(kept.html, /^listed$/)]).toEqual([422, ['listed']])
    expect((await send(page, { ...change, phone: '13900000009', post: '' })).status).toBe(303)
    expect(await seen(made.id)).toMatchObject({ listed: false })
    const person = await asking(w, 'handler')(`/api${page}/person`, json('POST', { reason: '通知季度座谈' }))
    expect(await person.json()).toEqual({ person: '罗三思', phone: '13900000009', post: '总务' })
  })

  test('the API changes what it is told, and nothing else', async () => {
    const made = await added({ listed: true })
    const take = (n: number, said: object) =>
      asking(w, 'handler')(`/api/desk/contacts/${made.id}/steps`, json('POST', { action: 'change', n, ...said }))
    expect((await take(1, { phone: '13900000010' })).status).toBe(200)
    expect(await seen(made.id)).toMatchObject({ listed: true })
    expect((await take(2, { listed: false })).status).toBe(200)
    expect(await seen(made.id)).toMatchObject({ listed: false })
  })

  test('409: a township taken from a supervisor while somebody else was faster', async () => {
    const areas = ['379981001', '379981002']
    const { id } = await applied(w, { state: 'serving', areas, from: '2026-06-01', to: '2028-05-31' })
    const page = `/desk/supervisors/${id}`
    expect(ticked(await read(page), /^areas\./)).toEqual(areas.map((one) => `areas.${one}`))
    const late = await send(page, { action: 'change', n: '9', 'areas.379981002': 'on' })
    expect([late.status, ticked(late.html, /^areas\./)]).toEqual([409, ['areas.379981002']])
  })
})

test('over a start lies what was said; a tick that is not in it is gone, and what has no tick stays', () => {
  const field = (name: string, kind: Field['kind']): Field => ({ name, title: name, kind, required: false })
  const fields = [field('listed', 'check'), field('areas', 'several'), field('group', 'choice'), field('note', 'text')]
  const start = { listed: 'on', 'areas.1': 'on', 'areas.2': 'on', group: 'resident', note: '原来的', n: '3' }
  expect(typedOver(fields, start, undefined)).toEqual(start)
  expect(typedOver(fields, start, { 'areas.2': 'on', note: '' })).toEqual({ 'areas.2': 'on', note: '', n: '3' })
})
