import { type Question, type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import { type Answers, rowAt } from '../../content/questionnaire.ts'
import { otherOf } from './answer.ts'

/** What a form without script says, as `checked` takes it: repeated names are a list, places make an order. */
export function typed(
  questionnaire: Pick<Questionnaire, 'sections'>,
  pairs: Iterable<readonly [string, string]>,
): Record<string, unknown> {
  const said = new Map<string, string[]>()
  for (const [name, value] of pairs) if (value.trim() !== '') said.set(name, [...(said.get(name) ?? []), value])
  const sent: [string, unknown][] = questionsOf(questionnaire).flatMap((question): [string, unknown][] => {
    const name = `answers.${question.id}`
    const other = question.options?.some((o) => o.other) ? said.get(`${name}.other`)?.[0] : undefined
    return [
      [question.id, read(question, name, said)],
      [otherOf(question.id), other],
    ]
  })
  return Object.fromEntries(sent.filter(([, value]) => value !== undefined))
}

function read(question: Question, name: string, said: ReadonlyMap<string, string[]>): unknown {
  const { asks, each, options = [] } = question
  if (asks === 'matrix') {
    // Of a body that is not picked any more nothing is said: its page does not come again.
    const isLeft = (row: string) => {
      const { body } = rowAt(question, row)
      return row.includes('/') && body !== undefined && !said.get(`answers.${each}`)?.includes(body)
    }
    const rows = [...said].filter(([key]) => key.startsWith(`${name}.`) && !isLeft(key.slice(name.length + 1)))
    return rows.length
      ? Object.fromEntries(rows.map(([key, [grade]]) => [key.slice(name.length + 1), grade]))
      : undefined
  }
  if (asks === 'ranking') {
    const places = options.flatMap(({ id }) => {
      const place = said.get(`${name}.${id}`)?.[0]
      return place === undefined ? [] : [[id, place] as const]
    })
    if (places.length === 0) return said.get(name)
    // Two in one place are no order: they go on as they were typed, to be refused and shown again.
    if (new Set(places.map(([, place]) => place)).size < places.length) return Object.fromEntries(places)
    return places.sort(([, one], [, other]) => Number(one) - Number(other)).map(([id]) => id)
  }
  const values = said.get(name)
  return asks === 'multiple' || asks === 'department' || asks === 'township' ? values : values?.[0]
}

/** Two options cannot stand in the same place. */
export function tied({ asks, id, options = [] }: Question, pairs: Iterable<readonly [string, string]>): boolean {
  if (asks !== 'ranking') return false
  const all = [...pairs]
  const places = options.flatMap(
    (o) => all.find(([name, value]) => name === `answers.${id}.${o.id}` && value)?.[1] ?? [],
  )
  return new Set(places).size < places.length
}

/** Answers as the fields of a form that carries them on. */
export function carried(
  questionnaire: Pick<Questionnaire, 'sections'>,
  answers: Answers,
): { name: string; value: string }[] {
  return questionsOf(questionnaire).flatMap(({ id, asks }) => {
    const name = `answers.${id}`
    const answer = answers[id]
    const other = answers[otherOf(id)]
    const words = typeof other === 'string' ? [{ name: `${name}.other`, value: other }] : []
    if (answer === undefined) return words
    if (typeof answer === 'string') return [{ name, value: answer }, ...words]
    if (asks === 'ranking' && Array.isArray(answer))
      return answer.map((option: string, i) => ({ name: `${name}.${option}`, value: String(i + 1) }))
    if (Array.isArray(answer)) return [...answer.map((value: string) => ({ name, value })), ...words]
    return Object.entries(answer).map(([row, value]) => ({ name: `${name}.${row}`, value }))
  })
}
