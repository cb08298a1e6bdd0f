import { describe, expect, test } from 'vitest'
import { fields } from '../../content/fields.ts'
import { KINDS, type Kind } from '../../content/schema.ts'
import { controls, desk, publishing, text } from './people.ts'

describe('text that is not what it seems', () => {
  const EVIL = '"><img src=x onerror=alert(1)><script>alert(1)</script>[a](javascript:alert(1))'
  /** Every control a kind has, filled with it. */
  const evil = (kind: Kind, filling = EVIL) =>
    Object.fromEntries(
      fields(KINDS[kind].schema).flatMap((f) => {
        const name = `data.${f.name}`
        if (f.name === 'code') return []
        if (f.kind === 'rows')
          return [[`${name}.0`, 'row'], ...(f.of ?? []).map((p) => [`${name}.0.${p.name}`, filling])]
        if (f.kind === 'group') return (f.of ?? []).map((p) => [`${name}.${p.name}`, filling])
        if (f.kind === 'map')
          return (f.of ?? []).map((p) => [`${name}.${Object.keys(f.labels!)[0]}.${p.name}`, filling])
        if (f.kind === 'choices')
          return [
            [name, filling],
            [`${name}.${Object.keys(f.labels!)[0]}`, 'on'],
          ]
        return [[name, filling]]
      }),
    )
  const clean = (html: string, where: string) => {
    // Between quotes a sign is only a sign; what breaks out of them is seen.
    const bare = html.replace(/="[^"]*"/g, '')
    expect(/<img src=x|<script>alert/i.test(bare), where).toBe(false)
    expect(/href="javascript/i.test(html), where).toBe(false)
    expect(html.includes('&lt;img src=x'), where).toBe(true)
  }
  test.each(Object.keys(KINDS) as Kind[])('%s shows it as text everywhere', async (kind) => {
    const w = await publishing()
    const [editor, second] = await desk(w, 'editor', 'editor2')
    const page = `/desk/publications/${kind}/X-1`
    const envelope = { n: '0', source: EVIL, filingNo: EVIL.slice(0, 50), reason: EVIL }
    expect((await editor!.form(`${page}/edit`, { ...envelope, ...evil(kind) })).status).toBe(303)
    clean(await text(editor!.get(`${page}/edit?check=1`)), 'edit')
    clean(await text(editor!.get(page)), 'record')
    clean(await text(editor!.get(`${page}/preview`)), 'preview')
    const list = await text(editor!.get('/desk/publications'))
    expect(/<img src=x|<script>alert/.test(list)).toBe(false)
    clean(await text(second!.form(`${page}/edit`, { ...envelope, ...evil(kind), reason: `${EVIL}2` })), 'conflict')
    expect((await editor!.form(page, { action: 'submit', n: '1' })).status).toBe(422)
  })
  test.each(['constructor', '__proto__', 'toString'])(
    'the name of something every object has is only a word: %s',
    async (word) => {
      const w = await publishing()
      const [editor] = await desk(w, 'editor')
      for (const [kind, code] of [
        ['matter', ''],
        ['department', 'SCJG'],
        ['limit', 'GEN'],
        ['benchmark', ''],
        ['officer', ''],
      ] as const) {
        const page = `/desk/publications/${kind}/${code || 'X-1'}`
        if (code) await editor!.form(page, { action: 'begin', n: '0', intent: 'publish' })
        const saved = await editor!.form(`${page}/edit`, { n: code ? '1' : '0', ...evil(kind, word) })
        expect(saved.status, page).toBe(303)
        for (const path of [page, `${page}/edit`, `${page}/preview`, '/desk/publications'])
          expect((await editor!.get(path)).status, path).toBe(200)
      }
    },
  )
  test('in the difference to the version in force too', async () => {
    const w = await publishing()
    const [editor] = await desk(w, 'editor')
    const page = '/desk/publications/department/SCJG'
    await editor!.form(page, { action: 'begin', n: '0', intent: 'publish' })
    const held = controls(await text(editor!.get(`${page}/edit`)), `${page}/edit`)
    await editor!.form(`${page}/edit`, { ...held, 'data.note': EVIL, 'data.name': EVIL })
    const html = await text(editor!.get(page))
    clean(html, 'difference')
    expect(html).toContain('<ins>')
  })
  test('negative control: raw it would be noticed', () => {
    expect(() => clean('<p>&lt;img src=x <img src=x></p>', 'control')).toThrow()
    expect(() => clean('&lt;img src=x <input value=""><img src=x>">', 'control')).toThrow()
    expect(() => clean('&lt;img src=x <a href="javascript:alert(1)">', 'control')).toThrow()
  })
})
