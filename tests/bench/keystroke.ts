import type { Page } from 'playwright-core'

/**
 * How long somebody takes on a telephone, by a keystroke-level model: what is pointed at, typed, decided, read and waited
 * for, each with the time the literature gives it. The machine clicks faster than any hand; what it counts is the work.
 */
export const SECONDS = {
  /** P, pointing at something and touching it: Card, Moran and Newell, The Keystroke-Level Model (CACM 23:7, 1980). */
  tap: 1.1,
  /** M, making up one’s mind: the same. */
  decision: 1.35,
  /** One character of Chinese by pinyin on a telephone, with its candidate: a hundred a minute, an assumption. */
  character: 0.6,
  /** K, one key; digits have keys of their own: Card, Moran and Newell. */
  digit: 0.28,
  /** 280 characters a minute, between careful reading (255, Trauzettel-Klosinski and Dietz, IOVS 53:9, 2012) and looking over. */
  read: 60 / 280,
  /** The next page over a mobile line, as an assumption. */
  page: 1,
}
type Count = Record<keyof typeof SECONDS, number>

export const timeOf = (count: Count) =>
  (Object.keys(SECONDS) as (keyof Count)[]).reduce((sum, what) => sum + count[what] * SECONDS[what], 0)

/** Somebody with a telephone: uses controls, and everything they cost is counted. */
export class Hand {
  readonly count: Count = { tap: 0, decision: 0, character: 0, digit: 0, read: 0, page: 0 }
  readonly #page: Page
  constructor(page: Page) {
    this.#page = page
  }

  /** A new page: its heading and what stands under it are read. */
  async arrive() {
    this.count.page++
    this.#read(await this.#page.locator('h1, main .lead').allInnerTexts())
  }

  /** One answer is chosen: its question, and the answers down to it, are read. */
  async choose(selector: string) {
    const texts = await this.#page.locator(selector).evaluate((input) => {
      const answers = [...(input.closest('.choices')?.querySelectorAll(':scope > .choice') ?? [])]
      const passed = answers.slice(0, answers.indexOf(input.closest('.choice') as Element) + 1)
      const legend = input.closest('fieldset')?.querySelector(':scope > legend:not(.hide)')
      const last = passed.at(-1)?.querySelector('.hint')
      return [legend, last, ...passed.map((label) => label.querySelector('span'))].map((e) => e?.textContent ?? '')
    })
    this.#read(texts)
    this.count.decision++
    await this.tap(selector)
  }

  /** Rows with the same few answers: the question and the answers are read once, then row after row. */
  async rows(name: string, said: Readonly<Record<string, string>>) {
    const question = this.#page.locator(`fieldset:has(> .rows [name^="${name}."])`)
    const head = question.locator('.rows-head > span')
    this.#read(await question.locator(':scope > legend').allInnerTexts())
    const isNamedOnce = (await head.count()) > 0 && (await head.first().isVisible())
    this.#read(await (isNamedOnce ? head : question.locator('.row-line').first().locator('.mark')).allInnerTexts())
    for (const [row, value] of Object.entries(said)) {
      const selector = `[name="${name}.${row}"][value="${value}"]`
      this.#read(await question.locator(`fieldset:has(${selector}) > legend`).allInnerTexts())
      this.count.decision++
      await this.tap(selector)
    }
  }

  /** One of a list that opens: found by its beginning, so the list is not read through. */
  async pick(selector: string, value: string) {
    this.#read(await this.#about(selector))
    this.count.decision++
    this.count.tap += 2
    await this.#page.selectOption(selector, value)
  }

  async type(selector: string, text: string) {
    this.#read(await this.#about(selector))
    this.count.decision++
    this.count.tap++
    const digits = text.replace(/\D/g, '').length
    this.count.digit += digits
    this.count.character += [...text].length - digits
    await this.#page.fill(selector, text)
  }

  async tap(selector: string) {
    this.count.tap++
    await this.#page.click(selector)
  }

  /** Reads some text that is there. */
  async look(selector: string) {
    this.#read(await this.#page.locator(selector).allInnerTexts())
  }

  /** The way on. Whether there is anything else to say here is decided first. */
  async on(to: string, form = '#complaint') {
    this.count.decision++
    await this.tap(`${form} .actions button:visible >> nth=0`)
    await this.#page.waitForSelector(to)
    await this.arrive()
  }

  #about = (selector: string) =>
    this.#page
      .locator(selector)
      .evaluate((input) =>
        [...input.closest('.field')!.querySelectorAll('label, .hint')].map((e) => e.textContent ?? ''),
      )

  #read(texts: readonly string[]) {
    this.count.read += [...texts.join('').replace(/\s/g, '')].length
  }
}
