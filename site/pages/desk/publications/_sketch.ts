import { Question, USED_BY, uses } from '../../../../content/kinds/questionnaire.ts'

/** A question that is being written, as far as it can be drawn. */
export interface Sketch {
  /** The name of its row in the form. */
  at: string
  /** What it asks, once somebody wrote it. */
  text: string
  /** Nothing before its type is chosen. */
  question?: Question
}
interface Part {
  title: string
  at: string
  questions: Sketch[]
}

type Raw = Record<string, unknown>
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const inside = (value: unknown) => (typeof value === 'object' && value !== null ? value : {}) as Raw
const words = (value: unknown, none: string) => (typeof value === 'string' && value !== '' ? value : none)

/** Sections and questions of a questionnaire in any state: what does not fit yet is left out or stands as unwritten. */
export const sketched = (data: Raw): Part[] =>
  list(data.sections).map((section, i) => ({
    title: words(inside(section).title, `第${i + 1}部分`),
    at: `data.sections.${i}`,
    questions: list(inside(section).questions).map((raw, j) =>
      sketch(inside(raw), `data.sections.${i}.questions.${j}`),
    ),
  }))

function sketch(raw: Raw, at: string): Sketch {
  const text = words(raw.text, '（还没有写题目）')
  const asks = Question.shape.asks.safeParse(raw.asks).data
  if (!asks) return { at, text }
  const fits = Object.entries(Question.shape).flatMap(([part, schema]) => {
    if (part in USED_BY && !uses(asks, part as keyof typeof USED_BY)) return []
    const { data } = schema.safeParse(raw[part])
    return data === undefined ? [] : [[part, data]]
  })
  const lists = (['options', 'rows'] as const).flatMap((part) =>
    uses(asks, part)
      ? [[part, list(raw[part]).map((row, n) => ({ ...choice(inside(row)), ...named(inside(row), n) }))]]
      : [],
  )
  const id = typeof raw.id === 'string' && raw.id !== '' ? raw.id : at.replaceAll('.', '-')
  const question: Question = { ...Object.fromEntries([...fits, ...lists]), id, asks, text }
  return { at, text, question }
}

const named = (row: Raw, n: number) => ({ id: words(row.id, `new-${n}`), text: words(row.text, '（还没有写）') })
const choice = (row: Raw) =>
  Object.fromEntries(['other', 'alone', 'concern'].flatMap((flag) => (row[flag] === true ? [[flag, true]] : [])))
