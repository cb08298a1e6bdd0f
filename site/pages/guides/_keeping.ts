import { attempt } from '../../ui/device.ts'
import { type Answer, MOST_NOTE, REPLY, type Reply } from './_sheet.ts'

/** Answers stay in this browser, under the guide and its version; they are never sent anywhere. */
const PREFIX = 'checklist'
const nameOf = (code: string, version: number) => `${PREFIX}/${code}/${version}`

type Answers = Record<string, Answer>
interface Kept {
  version: number
  answers: Answers
}

export const keep = (code: string, version: number, answers: Answers) =>
  attempt(() => localStorage.setItem(nameOf(code, version), JSON.stringify(answers)))

/** Every version's answers to one guide. */
const versions = (code: string): number[] =>
  Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i) ?? '')
    .filter((name) => name.startsWith(`${PREFIX}/${code}/`))
    .map((name) => Number(name.split('/')[2]))
    .filter((n) => Number.isSafeInteger(n))

export const forget = (code: string) =>
  attempt(() => {
    for (const version of versions(code)) localStorage.removeItem(nameOf(code, version))
  })

/** The answers to this version; else those to the newest one before it. */
export function recall(code: string, version: number): Kept | undefined {
  const known = (attempt(() => versions(code)) ?? []).filter((n) => n <= version)
  if (known.length === 0) return undefined
  const newest = Math.max(...known)
  const answers = attempt(() => answersOf(JSON.parse(localStorage.getItem(nameOf(code, newest)) ?? '{}')))
  return answers && Object.keys(answers).length > 0 ? { version: newest, answers } : undefined
}

/** Storage is anybody's to change: what is not an answer is none. */
export function answersOf(said: unknown): Answers {
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return {}
  const entries = Object.entries(said).flatMap(([key, value]): [string, Answer][] => {
    if (typeof value !== 'object' || value === null) return []
    const { reply, due, note } = value as Record<string, unknown>
    if (typeof reply !== 'string' || !Object.hasOwn(REPLY, reply)) return []
    return [
      [
        key,
        {
          reply: reply as Reply,
          ...(typeof due === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(due) && { due }),
          ...(typeof note === 'string' && note !== '' && { note: note.slice(0, MOST_NOTE) }),
        },
      ],
    ]
  })
  return Object.fromEntries(entries)
}

/** Answers in the order of the questions; how many of them came from an earlier version, and how many did not fit any more. */
export function carry(keys: readonly string[], kept: Kept | undefined) {
  const answers = keys.map((key): Answer => (kept && Object.hasOwn(kept.answers, key) ? { ...kept.answers[key] } : {}))
  const fitting = answers.filter(({ reply }) => reply !== undefined).length
  return { answers, fitting, lost: Object.keys(kept?.answers ?? {}).length - fitting }
}

/** What is worth keeping, by the words of each question. */
export const named = (keys: readonly string[], answers: readonly Answer[]): Answers =>
  Object.fromEntries(keys.flatMap((key, i) => (answers[i]?.reply ? [[key, { ...answers[i] }]] : [])))
