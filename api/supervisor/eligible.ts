import { shift } from '../day.ts'
import type { FieldError } from '../refusal.ts'

/** From the lowest to the highest. */
export const EDUCATION = {
  school: '初中及以下',
  senior: '高中、中专、职高',
  college: '大专',
  bachelor: '本科',
  graduate: '研究生',
} as const
type Education = keyof typeof EDUCATION

/** Whoever has one of these cannot be a supervisor (domain.md B12). */
export const RECORD = {
  discipline: '受过党纪政务处分',
  crime: '受过刑事处罚',
  detention: '受过行政拘留',
  dismissed: '被开除公职',
  debtor: '是失信被执行人',
} as const
type Blemish = keyof typeof RECORD

/** The rules of every call (domain.md B12); no call asks for less. */
export const LEAST_AGE = 18
export const LEAST_EDUCATION: Education = 'college'

/** The part of an application the rules read. */
export interface Candidate {
  birth: string
  education: Education
  areas?: string[] | undefined
  record?: Blemish[] | undefined
}
/** And of a call. */
export interface Offer {
  areas: readonly string[]
}

const LEVELS = Object.keys(EDUCATION) as Education[]

/** The day somebody is so old: in common years whoever was born on 29 February on 1 March. */
function birthday(birth: string, age: number): string {
  const on = `${String(Number(birth.slice(0, 4)) + age).padStart(4, '0')}${birth.slice(4)}`
  const exists =
    !Number.isNaN(Date.parse(`${on}T00:00:00Z`)) && new Date(`${on}T00:00:00Z`).toISOString().startsWith(on)
  return exists ? on : shift(`${on.slice(0, 4)}-02-28`, 1)
}

/** Why somebody may not apply on a day, field by field; nothing where they may. */
export function eligible(
  { birth, education, areas = [], record = [] }: Candidate,
  offer: Offer,
  day: string,
): FieldError[] {
  const strange = offer.areas.length > 0 && areas.some((area) => !offer.areas.includes(area))
  const old = birth > '1900-01-01'
  return [
    ...(old && birth <= day ? [] : [{ path: 'birth', message: '出生日期不对，请改正' }]),
    ...(old && birth <= day && birthday(birth, LEAST_AGE) > day
      ? [{ path: 'birth', message: `年满${LEAST_AGE}周岁才能报名` }]
      : []),
    ...(LEVELS.indexOf(education) < LEVELS.indexOf(LEAST_EDUCATION)
      ? [{ path: 'education', message: '按办法，要有大专以上学历才能报名。可以作为群众随时反映问题' }]
      : []),
    ...(strange ? [{ path: 'areas', message: '这次招募没有您选的镇街，请从列出的里面选' }] : []),
    ...(record.length > 0
      ? [{ path: 'record', message: `${record.map((one) => RECORD[one]).join('、')}的，按办法不能担任监督员` }]
      : []),
  ]
}
