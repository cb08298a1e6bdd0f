import { sounds } from '../../api/publication/terms.ts'
import { type Chance, piece } from './chance.ts'

/** What questions are made of: entries as they were published, and the words people use instead. */
interface Stock {
  entries: readonly { code: string; data: Readonly<Record<string, unknown>> }[]
  synonyms: readonly string[]
}

type Make = (stock: Stock, luck: Chance) => string

const title = ({ entries }: Stock, luck: Chance) => String(luck.pick(entries).data.name ?? '')
const basis = ({ entries }: Stock, luck: Chance) => {
  for (;;) {
    const { basis: said } = luck.pick(entries).data
    if (Array.isArray(said) && said.length) return String(luck.pick(said))
  }
}

/** The mix: what people type, each sort as often as its share of a hundred. */
const MIX: Record<string, { share: number; make: Make }> = {
  'one sign': { share: 10, make: (stock, luck) => piece(title(stock, luck), 1, luck) },
  'two signs': { share: 17, make: (stock, luck) => piece(title(stock, luck), 2, luck) },
  'piece of a title': { share: 20, make: (stock, luck) => piece(title(stock, luck), 3 + luck.below(6), luck) },
  code: {
    share: 10,
    make({ entries }, luck) {
      const { code } = luck.pick(entries)
      return luck.pick([code, code.toLowerCase(), code.split('-').slice(1).join('-'), code.split('-').at(-1) ?? code])
    },
  },
  statute: {
    share: 13,
    make(stock, luck) {
      const said = basis(stock, luck)
      const [, law = said, article = ''] = /《(?:中华人民共和国)?(.+?)》(第[^条]+条)?/.exec(said) ?? []
      return luck.pick([said, law, law + article, `${law} ${article}`.trim()])
    },
  },
  synonym: { share: 7, make: ({ synonyms }, luck) => luck.pick(synonyms) },
  'pinyin initials': {
    share: 7,
    make: (stock, luck) => piece(sounds(title(stock, luck))[0] ?? 'zfj', 3 + luck.below(3), luck),
  },
  'typing error': {
    share: 8,
    make(stock, luck) {
      const letters = [...piece(title(stock, luck), 5 + luck.below(3), luck)]
      const at = luck.below(letters.length)
      if (luck.next() < 0.5) letters[at] = piece(title(stock, luck), 1, luck)
      else letters.splice(at, 2, ...letters.slice(at, at + 2).reverse())
      return letters.join('')
    },
  },
  'several words': {
    share: 8,
    make(stock, luck) {
      const whole = title(stock, luck)
      return [2, 2 + luck.below(2), 3]
        .slice(luck.below(2))
        .map((n) => piece(whole, n, luck))
        .join(' ')
    },
  },
}

export interface Question {
  sort: string
  q: string
}

/** So many questions, the sorts one after the other in turn, as they come over a morning. */
export function questions(n: number, stock: Stock, luck: Chance): Question[] {
  const sorts = Object.entries(MIX).flatMap(([sort, { share }]) => Array.from({ length: share }, () => sort))
  for (let i = sorts.length - 1; i > 0; i--) {
    const j = luck.below(i + 1)
    ;[sorts[i], sorts[j]] = [sorts[j] ?? '', sorts[i] ?? '']
  }
  return Array.from({ length: n }, (_, i) => {
    const sort = sorts[i % sorts.length] ?? ''
    for (;;) {
      const q = MIX[sort]?.make(stock, luck).trim()
      if (q) return { sort, q }
    }
  })
}
