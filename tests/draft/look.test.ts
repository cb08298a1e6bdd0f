import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drafts, events } from '../../db/schema.ts'
import type { Browser } from '../staff/people.ts'
import type { World } from '../support/world.ts'
import { controls, desk, makePublishing, stranger, text } from './people.ts'

const P = '/desk/publications/questionnaire/WJ-LOOK'
const Q = 'data.sections.0.questions'
/** Two questions; nobody who must say yes or no ever gets to the second. */
const TYPED: Record<string, string> = {
  n: '0',
  'data.sections.0': 'row',
  'data.sections.0.title': '第一部分',
  [`${Q}.0`]: 'row',
  [`${Q}.0.id`]: 'met',
  [`${Q}.0.asks`]: 'single',
  [`${Q}.0.text`]: '您遇到过<b>检查</b>吗？',
  [`${Q}.0.required`]: 'true',
  [`${Q}.0.options.0`]: 'row',
  [`${Q}.0.options.0.id`]: 'yes',
  [`${Q}.0.options.0.text`]: '遇到过',
  [`${Q}.0.options.1`]: 'row',
  [`${Q}.0.options.1.id`]: 'no',
  [`${Q}.0.options.1.text`]: '没有',
  [`${Q}.0.skip.0`]: 'row',
  [`${Q}.0.skip.0.is`]: 'yes\nno',
  [`${Q}.0.skip.0.to`]: 'end',
  [`${Q}.1`]: 'row',
  [`${Q}.1.id`]: 'fair',
  [`${Q}.1.asks`]: 'grade',
  [`${Q}.1.text`]: '公平吗？',
}

let w: World
let editor: Browser
let publisher: Browser
beforeAll(async () => {
  w = await makePublishing()
  const people = await desk(w, 'editor', 'publisher')
  ;[editor, publisher] = [people[0]!, people[1]!]
})
afterAll(() => w.close())
const look = (values: Record<string, string> = {}, who: Browser = editor) =>
  who.form(`${P}/look`, { ...TYPED, ...values })
const kept = async () => [await w.deps.store.read.$count(drafts), await w.deps.store.read.$count(events)]

describe('what is typed, looked at before it is saved', () => {
  test('is the question in hand as people will answer it, and every fault by the number of its question', async () => {
    const seen = await text(look({ at: `${Q}.0.text` }))
    expect(seen).toContain('第1题，共2题')
    expect(seen).toContain('name="answers.met"')
    expect(seen).toContain(
      '您遇到过&#60;b&#62;检查&#60;/b&#62;吗？'.replaceAll('&#60;', '&lt;').replaceAll('&#62;', '&gt;'),
    )
    expect(seen).toContain(`href="#${Q}.1.id">第2题：怎样回答都到不了题fair`)
    expect(await text(look({ at: `${Q}.1` }))).toContain('非常满意')
  })
  test('says nothing of a dead end where there is none', async () => {
    expect(await text(look({ [`${Q}.0.skip.0.is`]: 'no' }))).not.toContain('到不了')
  })
  test('leaves nothing behind', async () => {
    const before = await kept()
    expect((await look()).status).toBe(200)
    expect(await kept()).toEqual(before)
    // Negative control: saving does.
    await editor.form(`${P}/edit`, TYPED)
    expect(await kept()).not.toEqual(before)
  })
  test('is for editors, and for what may still be changed', async () => {
    const [intake] = await desk(w, 'intake')
    for (const [who, status] of [
      [stranger(w), 401],
      [intake!, 403],
      [publisher, 403],
    ] as const) {
      const page = await look({}, who)
      expect([page.status, await page.text()]).toEqual([status, expect.not.stringContaining('第一部分')])
      const api = await who.post(`/api${P}/look`, { n: 0, data: { name: '试' } })
      expect(api.status).toBe(status)
    }
    expect((await editor.get(`${P}/look`)).headers.get('location')).toContain('/preview')
    expect((await editor.form('/desk/publications/questionnaire/a%20b/look', TYPED)).status).toBe(404)
  })
  test('takes anything for a questionnaire', async () => {
    const odd = { [`${Q}.0.asks`]: 'department', [`${Q}.0.max`]: '999999', [`${Q}.1.asks`]: 'nonsense', at: `${Q}.0` }
    const seen = await text(look(odd))
    expect(seen.split('<select').length - 1).toBeLessThanOrEqual(10)
    for (const values of [{ 'data.sections.0.questions': 'x' }, { from: 'never' }, { at: '__proto__' }])
      expect((await look(values)).status).toBe(200)
    expect(await text(look({ from: 'never' }))).toContain('生效日期')
  })
})

describe('the form of a question', () => {
  const page = async (more: Record<string, string>) => {
    const { n = '0' } = controls(await text(editor.get(`${P}/edit`)), `${P}/edit`)
    await editor.form(`${P}/edit`, { ...TYPED, ...more, n })
    return text(editor.get(`${P}/edit?open=${Q}.0`))
  }
  const part = (html: string, name: string) =>
    new RegExp(`<div class="part"([^>]*)>(?:(?!<div class="part")[\\s\\S])*?id="${name.replaceAll('.', '\\.')}"`).exec(
      html,
    )?.[1] ?? 'none'
  test('shows the fields its type uses', async () => {
    const html = await page({})
    expect(part(html, `${Q}.0.options`)).not.toContain('hidden')
    for (const field of ['rows', 'each', 'min', 'dimension'])
      expect(part(html, `${Q}.0.${field}`), field).toContain('hidden')
    expect(part(html, `${Q}.1.dimension`)).not.toContain('hidden')
  })
  test('keeps what another type had, and says that it is not used', async () => {
    const html = await page({ [`${Q}.0.asks`]: 'text' })
    expect(part(html, `${Q}.0.options`)).not.toContain('hidden')
    expect(html).toContain(`value="drop:${Q}.0.options"`)
    expect(controls(html, `${P}/edit`)[`${Q}.0.options.1.text`]).toBe('没有')
    const dropped = await page({ [`${Q}.0.asks`]: 'text', _do: `drop:${Q}.0.options` })
    expect(part(dropped, `${Q}.0.options`)).toContain('hidden')
    expect(controls(dropped, `${P}/edit`)[`${Q}.0.skip.0.to`]).toBe('end')
  })
  test('moves to the next part with its rules, and a rule that then points back is a fault', async () => {
    const two = {
      'data.sections.1': 'row',
      'data.sections.1.title': '第二部分',
      'data.sections.1.questions.0': 'row',
      'data.sections.1.questions.0.id': 'last',
      'data.sections.1.questions.0.asks': 'grade',
      'data.sections.1.questions.0.text': '总的来说？',
      [`${Q}.0.skip.0.is`]: 'no',
      [`${Q}.0.skip.0.to`]: 'fair',
    }
    expect(await page(two)).not.toContain('只能往后跳')
    const html = await page({ ...two, _do: `forth:${Q}.0` })
    const held = controls(html, `${P}/edit`)
    const moved = 'data.sections.1.questions.0'
    expect([held[`${Q}.0.id`], held[`${moved}.id`], held[`${moved}.skip.0.to`]]).toEqual(['fair', 'met', 'fair'])
    expect(html).toContain(`href="#${moved}.skip.0.to">第2题：只能往后跳：题fair不在这一题后面`)
  })
  test('is not looked at once it waits for its review', async () => {
    const whole = {
      from: '2026-07-01',
      'data.name': '试看问卷',
      'data.audience': 'public',
      'data.minutes': '2',
      'data.intro': '试一试。',
    }
    await page({ ...whole, [`${Q}.0.skip.0.is`]: 'no' })
    const { n = '' } = controls(await text(editor.get(`${P}/edit`)), `${P}/edit`)
    expect((await look({ ...whole })).status).toBe(200)
    const sent = await editor.post(`/api${P}/steps`, { action: 'submit', n: Number(n) })
    expect(await sent.text()).toContain('"state":"review"')
    expect((await look()).status).toBe(409)
  })
})
