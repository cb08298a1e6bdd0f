import { KIND } from '../../content/kinds/category.ts'

/** What a case is: what its category makes it, or what came of an unhappy rating. */
export const CASE_KIND = { ...KIND, rating: '差评整改' } as const
export type CaseKind = keyof typeof CASE_KIND
