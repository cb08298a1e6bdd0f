import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { controls, desk, makePublishing, stranger, text } from '../draft/people.ts'
import type { Browser } from '../staff/people.ts'
import type { World } from '../support/world.ts'

const P = '/desk/publications/questionnaire/WJ-KF'
let w: World
let editor: Browser
beforeAll(async () => {
  w = await makePublishing()
  editor = (await desk(w, 'editor'))[0]!
})
afterAll(() => w.close())
const plain = (html: string) => html.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')
const main = (html: string) => plain(html.slice(html.indexOf('<main'), html.indexOf('</main>')))

describe('a questionnaire in public', () => {
  test('is found in its list, with what it asks and how long it takes', async () => {
    const html = await text(stranger(w).get('/questionnaires'))
    for (const code of ['WJ-QZ', 'WJ-QY', 'WJ-KF']) expect(html).toContain(`href="/questionnaires/${code}"`)
    expect(main(html)).toContain('一共16题，答一份大约2分钟')
    expect(await text(stranger(w).get('/publications'))).toContain('href="/questionnaires"')
  })
  test('shows every question, every option, and says in words when each is asked', async () => {
    const seen = main(await text(stranger(w).get('/questionnaires/WJ-QZ')))
    for (const words of [
      '1. 最近12个月，和执法人员打过交道吗？',
      '选了“没有打过交道”的，接着答第7题',
      '第1题选了“打过，知道是哪个单位”才问',
      '第2题选了单位才问',
      '给第2题选的每个单位分别打分',
      '选它的，交卷后问要不要另外反映',
      '公正占25%',
    ])
      expect(seen).toContain(words)
    expect(main(await text(stranger(w).get('/questionnaires/WJ-KF')))).toContain('第3题选了“提了”才问')
    expect(seen).not.toContain('一题一题走一遍')
  })
  test('keeps its versions', async () => {
    expect((await stranger(w).get('/questionnaires/WJ-QZ/history')).status).toBe(200)
    expect((await stranger(w).get('/questionnaires/WJ-NO')).status).toBe(404)
  })
})

describe('trying it at the desk', () => {
  const walk = (query = '') => editor.get(`/desk/publications/questionnaire/WJ-QZ/walk${query}`)
  const seen = async (query: string) => main(await text(walk(query)))
  test('is for the publishing desk only', async () => {
    const path = '/desk/publications/questionnaire/WJ-QZ/walk'
    expect((await stranger(w).get(path)).status).toBe(303)
    const [intake] = await desk(w, 'intake')
    const answer = await intake!.get(path)
    expect([answer.status, await answer.text()]).toEqual([403, expect.not.stringContaining('打过交道')])
    expect((await editor.get('/desk/publications/questionnaire/WJ-NO/walk')).status).toBe(404)
    expect((await editor.get('/desk/publications/matter/CH-GAJ-CF-001/walk')).status).toBe(404)
  })
  test('goes from question to question, by what was answered', async () => {
    expect(await seen('')).toContain('最近12个月，和执法人员打过交道吗？')
    expect(await seen('?at=contact&answers.contact=no')).toContain('对本市行政执法满意吗？')
    const named = '?done=contact&answers.contact=named'
    expect(await seen(named)).toContain('是哪个单位？')
    expect(await seen(`${named}&at=body&answers.body=ZFJ&answers.body=`)).toContain('做到了吗？')
  })
  test('says at the question what is wrong, with what was typed still there', async () => {
    expect(await seen('?at=contact')).toContain('这一题需要回答')
    expect(await seen('?at=contact&skip=1')).toContain('这一题需要回答')
    const on =
      '?done=contact&answers.contact=no&done=overall&answers.overall=4&done=township&done=who&done=age&done=known&done=change&done=handled'
    const html = await text(walk(`${on}&at=wish&answers.wish=fine&answers.wish=fair`))
    expect(html).toContain('选了“没有要改进的”就不用再选别的')
    expect(html.match(/value="(fine|fair)" checked/g)).toHaveLength(2)
    expect(await seen(`${on}&at=wish&answers.wish=fine&answers.wish=fair&skip=1`)).toContain('还有什么建议？')
  })
  test('ends with everything that was said, and keeps none of it', async () => {
    const before = await editor.get('/api/desk/publications/questionnaire/WJ-QZ')
    const done = ['contact', 'overall', 'township', 'who', 'age', 'known', 'change', 'handled', 'wish']
    const query = `?${done.map((id) => `done=${id}`).join('&')}&answers.contact=no&answers.overall=4&answers.known.where=no&answers.change.idle=2&at=advice`
    const end = await seen(query)
    for (const words of [
      '走完了，一共问了10题',
      '没有打过交道',
      '可以向哪里反映：不知道',
      '该管不管的“不作为”：不满意',
      '跳过了',
    ])
      expect(end).toContain(words)
    const after = await editor.get('/api/desk/publications/questionnaire/WJ-QZ')
    expect(await after.text()).toBe(await before.text())
  })
  test('takes nonsense in its address without a fault', async () => {
    for (const query of [
      '?at=__proto__&answers.__proto__=x',
      '?done=constructor&at=nothing',
      `?at=contact&answers.contact=${'x'.repeat(3000)}`,
    ])
      expect((await walk(query)).status).toBe(200)
  })
})

describe('editing it without JavaScript', () => {
  const held = async () => controls(await text(editor.get(`${P}/edit`)), `${P}/edit`)
  const press = async (act: string, change: Record<string, string> = {}) => {
    const values = { ...(await held()), ...change, _do: act }
    return editor.form(`${P}/edit`, values)
  }
  const record = async () =>
    (await (await editor.get(`/api${P}`)).json()) as {
      draft: {
        data: { sections: { questions: { id: string; options?: object[] }[] }[] }
        faults: { path: string; message: string }[]
      }
    }
  const Q = 'data.sections.0.questions'
  test('adds a question before another, gives it options and a condition, and moves it', async () => {
    await editor.form(P, { action: 'begin', n: '0', intent: 'publish' })
    const added = await press(`add:${Q}.1`)
    expect(added.headers.get('location')).toBe(`${P}/edit?open=${Q}.1#${Q}.1`)
    const opened = await text(editor.get(`${P}/edit?open=${Q}.1`))
    expect(opened).toMatch(new RegExp(`<details[^>]*id="${Q}.1"[^>]* open`))
    await press(`add:${Q}.1.options`, {
      [`${Q}.1.id`]: 'bus',
      [`${Q}.1.asks`]: 'single',
      [`${Q}.1.text`]: '您怎样来的？',
    })
    await press(`add:${Q}.1.options`, { [`${Q}.1.options.0.id`]: 'walk', [`${Q}.1.options.0.text`]: '走路' })
    await press(`add:${Q}.1.show`, { [`${Q}.1.options.1.id`]: 'bus', [`${Q}.1.options.1.text`]: '公交' })
    await press(`up:${Q}.1.options.1`, { [`${Q}.1.show.0.question`]: 'heard', [`${Q}.1.show.0.is`]: 'portal\nnews' })
    const { draft } = await record()
    expect(draft.data.sections[0]!.questions[1]).toEqual({
      id: 'bus',
      asks: 'single',
      text: '您怎样来的？',
      options: [
        { id: 'bus', text: '公交' },
        { id: 'walk', text: '走路' },
      ],
      show: [{ question: 'heard', is: ['portal', 'news'] }],
    })
    expect(draft.data.sections[0]!.questions.map((q) => q.id).slice(0, 3)).toEqual(['heard', 'bus', 'parts'])
  })
  test('a dead end is said at the field where it is, and keeps it from review', async () => {
    await press('', { [`${Q}.1.show.0.is`]: 'portal\nghost', from: '2026-12-01', reason: '加一题' })
    const fault = { path: `${Q}.1.show.0.is`, message: '“ghost”不是题heard的选项' }
    const faults = (await record()).draft.faults.map(({ path, message }) => ({
      path: path.replace(/^data/, 'data'),
      message,
    }))
    expect(faults).toEqual([expect.objectContaining({ path: fault.path, message: fault.message })])
    const html = await text(editor.get(`${P}/edit?check=1`))
    expect(html).toContain(`href="#${fault.path}"`)
    expect(html).toMatch(new RegExp(`id="${fault.path}-e"`))
    const n = (await held()).n!
    const refused = await editor.form(P, { action: 'submit', n })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('“ghost”不是题heard的选项')
  })
  test('its preview is its public page, with a way to try it', async () => {
    await press('', { [`${Q}.1.show.0.is`]: 'portal' })
    const html = await text(editor.get(`${P}/preview`))
    expect(main(html)).toContain('第1题选了“这个网站”才问')
    expect(html).toContain(`href="${P}/walk"`)
    expect(main(await text(editor.get(`${P}/walk?at=heard&answers.heard=portal`)))).toContain('您怎样来的？')
    expect(main(await text(editor.get(`${P}/walk?at=heard&answers.heard=news`)))).not.toContain('您怎样来的？')
    expect(main(await text(stranger(w).get('/questionnaires/WJ-KF')))).not.toContain('您怎样来的？')
  })
  test('what changed is shown line by line', async () => {
    const html = await text(editor.get(P))
    const [added] = /<ins>[\s\S]*?<\/ins>/.exec(html) ?? []
    expect(plain(added ?? '')).toContain('题号：bus')
    expect(plain(html)).not.toContain('[object Object]')
  })
  test('a question is removed with everything in it', async () => {
    await press(`remove:${Q}.1`)
    expect((await record()).draft.data.sections[0]!.questions.map((q) => q.id)).not.toContain('bus')
  })
})
