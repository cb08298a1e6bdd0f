import type { Page } from 'playwright-core'
import { Hand, timeOf } from './keystroke.ts'

/** What somebody answers, page by page: one option, several, a list to pick from, or a grade for each row. */
export type Says = Readonly<Record<string, string | readonly string[] | Readonly<Record<string, string>>>>

/** Bodies that are graded, a page each. */
export const gradedIn = (says: Says): number => Object.keys(says).filter((id) => id.startsWith('graded.')).length

const GRADES = { lawful: '4', civil: '5', fair: '4', prompt: '3', clean: '5', open: '4', easy: '4', remedy: '3' }
const DONE = { badge: 'yes', two: 'yes', reason: 'yes', rights: 'unsure' }
const graded = (...bodies: string[]) =>
  Object.fromEntries(
    bodies.map((body) => [
      `graded.${body}`,
      Object.fromEntries(Object.entries(GRADES).map(([row, grade]) => [`${body}/${row}`, grade])),
    ]),
  )
const MET = { contact: 'named', body: ['ZFJ'], steps: DONE, ...graded('ZFJ'), integrity: 'none', overall: '4' }
const YOU = { township: ['379981001'], who: 'citizen', age: '30-44' }
const VIEWS = {
  known: { where: 'partly', rules: 'no', lists: 'no' },
  change: { uniform: '4', campaign: '4', profit: '3', idle: '3' },
  handled: '0',
  wish: ['open', 'fewer'],
}

/** Ways through the questionnaires that are ready, and the seconds each may take: what its first page promises. */
export const WAYS: Record<string, { code: string; says: Says; enough: boolean }> = {
  'nobody met, every question': {
    code: 'WJ-QZ',
    says: { contact: 'no', overall: '4', ...YOU, ...VIEWS },
    enough: false,
  },
  'one body, what is needed': { code: 'WJ-QZ', says: MET, enough: true },
  'one body, every question': { code: 'WJ-QZ', says: { ...MET, ...YOU, act: ['check'], ...VIEWS }, enough: false },
  'three bodies, what is needed': {
    code: 'WJ-QZ',
    says: { ...MET, body: ['ZFJ', 'SCJG', 'GAJ'], ...graded('ZFJ', 'SCJG', 'GAJ') },
    enough: true,
  },
  'a company after an inspection': {
    code: 'WJ-QY',
    says: {
      body: ['ZFJ'],
      overall: '4',
      steps: { scan: 'yes', badge: 'yes', notice: 'no', scope: 'unsure', mend: 'yes', advised: 'no' },
      integrity: ['none'],
      'graded.ZFJ': { 'ZFJ/civil': '4', 'ZFJ/prompt': '4', 'ZFJ/clean': '5' },
    },
    enough: true,
  },
  'a visitor': {
    code: 'WJ-KF',
    says: {
      heard: 'portal',
      parts: { signing: '5', showing: '4', telling: '4', playing: '5', talking: '4', civil: '5' },
      asked: 'yes',
      answered: 'clear',
      learned: 'much',
      overall: '5',
    },
    enough: true,
  },
}

const atNow = (page: Page) => page.getAttribute('main [name=_at]', 'value')

/** Answers page after page up to the last look, and stops where nothing more is needed if told so. */
export async function answer(hand: Hand, page: Page, says: Says, enough: boolean, seen?: () => Promise<void>) {
  for (let id = await atNow(page); id !== '.check'; id = await atNow(page)) {
    await seen?.()
    const said = says[id ?? '']
    const name = `answers.${id}`
    await hand.look('main fieldset > p.hint')
    // Who answers reads the question with its answers; who passes it over reads it, and decides to.
    if (said === undefined) {
      await hand.look('h1')
      hand.count.decision++
    } else if (typeof said === 'string') await hand.choose(`[name="${name}"][value="${said}"]`)
    else if (Array.isArray(said)) await several(hand, page, name, said)
    else await hand.rows(`answers.${id?.split('.')[0]}`, said as Record<string, string>)
    const before = await page.inputValue('main [name=_token]')
    const out = page.locator('button[value=".enough"]')
    await hand.tap(enough && (await out.count()) ? 'button[value=".enough"]' : 'main .actions button >> nth=0')
    hand.count.page++
    await page.waitForFunction(
      (old) => document.querySelector<HTMLInputElement>('main [name=_token]')?.value !== old,
      before,
    )
  }
  await hand.look('h1, main .lead')
}

async function several(hand: Hand, page: Page, name: string, said: readonly string[]) {
  const isList = (await page.locator(`select[name="${name}"]`).count()) > 0
  if (!isList) {
    for (const one of said) await hand.choose(`[name="${name}"][value="${one}"]`)
    return
  }
  for (const [i, one] of said.entries()) {
    if (i === 1) await hand.tap('main .more > summary')
    await hand.pick(`[id="${i ? `${name}-${i + 1}` : name}"]`, one)
  }
}

/** From the first page of a survey to the last look before sending, and the press that sends. */
export async function timed(page: Page, survey: string, { says, enough }: { says: Says; enough: boolean }) {
  const hand = new Hand(page)
  await page.goto(`/surveys/${survey}`)
  await hand.arrive()
  await hand.tap('main .actions button')
  await page.waitForSelector('main [name=_at]:not([value=".begin"])', { state: 'attached' })
  hand.count.page++
  await answer(hand, page, says, enough)
  hand.count.tap++
  return { seconds: timeOf(hand.count), count: hand.count }
}
