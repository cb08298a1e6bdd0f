import type * as z from 'zod'
import { Refusal, type RefusalCode } from './refusal.ts'

/** A row of a table of steps, as far as all such tables agree; each adds what only its own things know. */
export interface StepOf<Status extends string, By extends string, Bar extends string> {
  label: string
  by: readonly By[]
  from: readonly Status[]
  /** Omitted: the status stays. Several: what was decided chooses, or where it stood. */
  to?: Status | Readonly<Record<string, Status>>
  /** What may not stand against it. */
  unless?: readonly Bar[]
  /** What must be said when taking the step; recorded in the event. */
  says: z.ZodType<Record<string, unknown>>
}

/** The statuses a step may lead to; none when the status stays. */
export const endsOf = <Status extends string>({
  to = {},
}: {
  to?: Status | Readonly<Record<string, Status>>
}): Status[] => (typeof to === 'string' ? [to] : Object.values(to))

/** Whether these hats may take a step on a thing in this status, as far as the table says so. */
export const fits = <Status extends string, By extends string>(
  { by, from }: { by: readonly By[]; from: readonly Status[] },
  status: Status,
  hats: readonly By[],
): boolean => from.includes(status) && by.some((hat) => hats.includes(hat))

/** The refusal a step would meet now, thrown: it is not theirs, not for this status, or something stands against it. */
export function demand<Bar extends string>(
  { by, from, unless = [] }: { by: readonly string[]; from: readonly string[]; unless?: readonly Bar[] },
  status: string,
  hats: readonly string[],
  bars: ReadonlySet<Bar>,
  codes: Readonly<Record<Bar, RefusalCode>>,
): void {
  if (!by.some((hat) => hats.includes(hat))) throw new Refusal('not_yours')
  if (!from.includes(status)) throw new Refusal('not_now')
  const against = unless.find((bar) => bars.has(bar))
  if (against) throw new Refusal(codes[against])
}
