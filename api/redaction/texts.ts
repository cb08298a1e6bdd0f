import * as z from 'zod'
import { words } from '../vocabulary.ts'
import { find, type Published } from './find.ts'
import { type Known, knownIn } from './known.ts'
import { hidden, KIND, type Span } from './span.ts'

/** What of a case is read through, as this person sees it: nothing else may be learned from what is marked. */
export interface Readable {
  account: string | null
  details: {
    officer: string | null
    place: string | null
    position: string | null
    remedy: string | null
    text: string | null
    enterprise: { name: string; uscc?: string | undefined; impact?: string | undefined } | null
    document: string | null
    code: string | null
    reference?: string | null
  }
  messages: { from: string; text: string }[]
}

/** A text of the sender with the passages that tell who somebody is; each named by where it stands. */
export interface Marked {
  id: string
  title: string
  text: string
  spans: (Span & { id: string; label: string })[]
}

const textsOf = ({ account, details, messages }: Readable) => [
  ...(account ? [{ id: 'account', title: '经过', text: account }] : []),
  ...(details.remedy ? [{ id: 'remedy', title: '希望怎样解决', text: details.remedy }] : []),
  ...(details.enterprise?.impact ? [{ id: 'impact', title: '影响说明', text: details.enterprise.impact }] : []),
  ...(details.text ? [{ id: 'badge', title: '看到的标识', text: details.text }] : []),
  ...messages.flatMap(({ from, text }, index) =>
    from === 'sender' ? [{ id: `message${index + 1}`, title: `第${index + 1}条留言`, text }] : [],
  ),
]

/** Of the sealed fields only those this person is shown: a mark must not say what the page does not. */
function knownTo({ details }: Readable): Known[] {
  const { officer, place, position, enterprise, document, code, reference } = details
  const all: [Known['kind'], string | null | undefined][] = [
    ['name', officer],
    ['place', place],
    ['place', position],
    ['shop', enterprise?.name],
    ['code', enterprise?.uscc],
    ['document', document],
    ['code', code],
    ['code', reference],
  ]
  return all.flatMap(([kind, value]) => (value ? [{ kind, value }] : []))
}

export function marked(seen: Readable, published: Published): Marked[] {
  const known = knownTo(seen)
  return textsOf(seen).map(({ id, title, text }) => ({
    id,
    title,
    text,
    spans: find(text, known, published).map((span) => ({
      ...span,
      id: `${id}.${span.from}-${span.to}`,
      label: KIND[span.kind],
    })),
  }))
}

/** What a person decided: which passages stay after all, and what else goes. */
export const Choice = z.strictObject({
  show: z.array(z.string().max(40, '没有这一处')).max(2000, '标出的太多了').default([]),
  also: words(0, 1000, '还要隐去的词').optional().meta({
    title: '还要隐去的词',
    kind: 'long',
    hint: '一行写一个。写法有出入（空格、全角、汉字数字）也会隐去。',
    maxLength: 1000,
  }),
})

/** The texts with everything decided on blacked out. */
export function blacked(texts: readonly Marked[], { show, also = '' }: z.output<typeof Choice>) {
  const shown = new Set(show)
  const more = also
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((value): Known => ({ kind: 'other', value }))
  return texts.map(({ id, title, text, spans }) => ({
    id,
    title,
    text: hidden(text, [...spans.filter((span) => !shown.has(span.id)), ...knownIn(text, more)]),
  }))
}
