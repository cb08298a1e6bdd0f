import { type Field, fieldsOf } from '../form.ts'
import type { EventRow } from './found.ts'
import { GRADE, REASON } from './rating.ts'
import { type Action, step } from './workflow.ts'

/** Who took a step, as people are named. */
export const actorOf = (e: EventRow) =>
  e.actor.name ? `${e.actor.name} ${e.actor.post ?? ''}`.trim() : e.actor.kind === 'citizen' ? '来件人' : '系统'

/** What sender and desk wrote to each other. */
export const messagesOf = (log: readonly EventRow[]) =>
  log.flatMap((e) => {
    const desk = e.action === 'message'
    const text = desk ? textOf(e, 'note') : ['write', 'add', 'appeal'].includes(e.action) ? textOf(e, 'text') : null
    return text
      ? [{ at: new Date(e.at).toISOString(), from: desk ? ('desk' as const) : ('sender' as const), text }]
      : []
  })

/** The sender's judgement of the last answer. */
export function ratingOf(log: readonly EventRow[]) {
  const last = log.findLast((e) => e.action === 'rate')
  if (!last?.data) return null
  const { grade, reasons, text } = last.data as {
    grade: keyof typeof GRADE
    reasons: (keyof typeof REASON)[]
    text?: string
  }
  return {
    at: new Date(last.at).toISOString(),
    grade: Number(grade),
    label: GRADE[grade],
    reasons: reasons.map((r) => REASON[r]),
    text: text ?? null,
  }
}

const fields = new Map<Action, Field[]>()
/** What a step must say, as fields; read from its row once. */
export const fieldsFor = (action: Action): Field[] => {
  const known = fields.get(action) ?? fieldsOf(step(action).says)
  fields.set(action, known)
  return known
}

/** What was decided besides the words, as the table calls it. */
export const moreOf = (e: EventRow): string[] =>
  e.n === 1
    ? []
    : fieldsFor(e.action as Action).flatMap(({ name, kind, title, options }) => {
        const said = e.data?.[name]
        const values: unknown[] = Array.isArray(said) ? said : said === undefined ? [] : [said]
        if (options) return values.flatMap((value) => options.find((o) => o.value === value)?.label ?? [])
        const plain = kind === 'date' || kind === 'number' || name === 'person' || name === 'second'
        return plain ? values.map((value) => `${title}：${String(value)}`) : []
      })

/** One of the words of an event, where it has it. */
export const textOf = (event: EventRow, key: string): string | null =>
  typeof event.data?.[key] === 'string' ? event.data[key] : null
