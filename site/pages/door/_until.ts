import type { Shelf } from './_keep.ts'
import { endOf, nameless } from './_list.ts'

type Kept = NonNullable<Shelf['kept']>

/** When the day of a kept list is over, by this device’s clock. */
export const untilOf = ({ list, skew }: Kept) => Date.parse(list.door.until) - skew
/** Until when its names may be kept, by the same. */
export const namesUntil = ({ list, skew }: Kept) => endOf(list) - skew
/** As much of it as may be kept now. */
export const lawful = (kept: Kept, now: number): Kept =>
  now < namesUntil(kept) ? kept : { ...kept, list: nameless(kept.list) }
