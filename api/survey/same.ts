import { createHash } from 'node:crypto'
import type { Answer } from '../../content/questionnaire.ts'

/** People who agree answer alike: only many of the very same, with words of their own or a shape of their own, look odd. */
const WORDED = 3
const SHAPED = 10
const SHARE = 0.05
/** Shorter words are what many say: 没有, 很好. */
const WORDS = 6
/** Fewer questions say the same by chance. */
const FEWEST = 6

type Said = Readonly<Record<string, Answer>>

const values = (answers: Said) =>
  Object.values(answers).flatMap((answer) =>
    typeof answer === 'string' ? [answer] : Array.isArray(answer) ? answer : Object.values(answer),
  )

/** What two answers share when they are the very same; nothing where that would mean nothing. */
export function shapeOf(answers: Said): { print: string; worded: boolean } | undefined {
  const all = values(answers)
  const worded = all.some((value) => [...value].length >= WORDS && !/^\d/.test(value))
  const grades = all.filter((value) => /^[0-5]$/.test(value))
  // One grade throughout is how a content person answers, and an angry one.
  const plain = new Set(grades).size <= 1
  if (!worded && (all.length < FEWEST || plain)) return undefined
  const sorted = JSON.stringify(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)))
  return { print: createHash('sha256').update(sorted).digest('base64url').slice(0, 16), worded }
}

/** Adds up shapes, and says afterwards which are too many. */
export class Shapes {
  #seen = new Map<string, number>()
  #all = 0

  add(answers: Said) {
    this.#all++
    const shape = shapeOf(answers)
    if (shape) this.#seen.set(shape.print, (this.#seen.get(shape.print) ?? 0) + 1)
  }

  isOdd(answers: Said): boolean {
    const shape = shapeOf(answers)
    const n = shape ? (this.#seen.get(shape.print) ?? 0) : 0
    return shape?.worded ? n >= WORDED : n >= Math.max(SHAPED, this.#all * SHARE)
  }
}
