import { expect } from 'vitest'
import { type Sent, sent, track } from '../support/ask.ts'
import { moving } from '../support/canary.ts'
import { desk } from '../support/desk.ts'
import { improved } from '../support/rating.ts'
import type { World } from '../support/world.ts'

export const MORNING = '2026-06-15T10:24:00+08:00'
export const ANSWER = '经查，扣押没有依据，三轮车已经退还。'
export const WORDS = '答复说退了，可是三轮车到今天也没有还给我。'
export const DIGEST = '请说明这一时期退还物品的手续和登记情况。'
export const UNHAPPY = { grade: 1, reasons: ['unsolved'], text: WORDS }

interface Seen {
  status: string
  rating: { grade: number } | null
  improvement: null | {
    status: string
    statusLabel: string
    dueOn: string | null
    timeline: { label: string; text?: string }[]
    messages: { from: string; text: string }[]
    rating: { grade: number } | null
    may: string[]
  }
}

/** An unhappy rating and what comes of it, seen by its sender and from the desk. */
export function improving(w: () => World) {
  const { step, enquire, enquiries, n } = moving(w)
  const { listed } = desk(w)
  const rows = <T extends object>(sql: string, ...args: string[]) => w().deps.store.heavy.rows<T>({ sql, args })
  const row = async <T extends object>(sql: string, ...args: string[]) => (await rows<T>(sql, ...args))[0] as T
  const does = async (who: string, no: string, action: Parameters<typeof step>[2], said = {}) => {
    const answer = await step(who, no, action, said)
    expect(answer.status, `${who} ${action}: ${await answer.clone().text()}`).toBe(200)
  }
  const refused = async (answer: Response) => {
    const { code, fields = [] } = (await answer.json()) as { code: string; fields?: { path: string }[] }
    return [answer.status, code, ...fields.map(({ path }) => path)]
  }
  const seen = async (of: Sent) => (await (await track(w(), of.no, of.queryCode)).json()) as Seen

  async function answered(more: Record<string, unknown> = {}) {
    const of = await sent(w(), { about: { department: 'ZFJ' }, ...more })
    await does('intake', of.no, 'accept')
    await does('handler', of.no, 'answer', { note: ANSWER })
    return of
  }
  /** What came of an unhappy rating, in the hands of its handler. */
  async function inHand(more: Record<string, unknown> = {}) {
    const of = await answered(more)
    const child = await improved(w(), of, UNHAPPY)
    await does('intake', child, 'accept')
    await does('assign', child, 'assign', { person: 'handler' })
    await does('handler', child, 'sign')
    return { of, child }
  }
  const COLUMNS = 'kind, channel, lane, category, about_department as about, appears, answer_by as answerBy, improves'
  const kept = (no: string) => row<Record<string, string | null>>(`select ${COLUMNS} from cases where no = ?`, no)
  const ratingsOf = (no: string) =>
    rows<Record<string, unknown>>('select grade, child, answered, mended, again, contest from ratings where no = ?', no)
  return { step, enquire, enquiries, n, listed, rows, row, does, refused, seen, answered, inHand, kept, ratingsOf }
}
