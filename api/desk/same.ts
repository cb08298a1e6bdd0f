/** What another case may share with one: what tells most comes first. */
export const SAME = { officer: '同一执法人员', matter: '同一执法事项', body: '同一单位' } as const
export type Same = keyof typeof SAME

/** How far back like cases are looked for, in days; and what counts as lately. */
export const YEAR = 365
export const QUARTER = 90
/** As far as they are counted. */
export const MOST = 100
