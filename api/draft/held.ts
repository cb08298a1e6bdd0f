import { OpenDay } from '../../content/kinds/open-day.ts'
import type { Store } from '../../db/open.ts'
import { published } from '../publication/publication.ts'
import { oneInForce } from '../publication/store.ts'
import type { FieldError } from '../refusal.ts'

const lastOf = ({ sessions }: Pick<OpenDay, 'sessions'>): string =>
  sessions
    .map(({ ends }) => ends.slice(0, 10))
    .toSorted()
    .at(-1) ?? ''

/** Nobody reports on what has not been: of an open day from the day after its last session. */
export function early(data: OpenDay, on: string): FieldError[] {
  const last = lastOf(data)
  if (data.report === undefined || on > last) return []
  const message = `活动报告：最后一场${last}才结束，第二天起才能发布报告。请到时候再办，或先删去报告`
  return [{ path: 'data.report', message }]
}

/** Whoever came was told when their names go: a day that is over is not moved to later, which would keep them longer. */
export async function prolonged(store: Store, code: string, data: unknown, today: string): Promise<FieldError[]> {
  const asked = OpenDay.safeParse(data)
  const found = await oneInForce(store, 'open-day', code, today, today)
  if (!asked.success || !found) return []
  const last = lastOf(published('open-day', found.row).data)
  if (last >= today || lastOf(asked.data) <= last) return []
  const message = `场次：这次活动${last}已经结束，不能再往后改。要再办一次，请另建一条`
  return [{ path: 'data.sessions', message }]
}
