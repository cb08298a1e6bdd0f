import type { Matter } from '../../content/kinds/matter.ts'
import type { Officer } from '../../content/kinds/officer.ts'
import { latest, today } from '../case/deadline.ts'
import { type OfficerVerdict, verdict } from '../officer/officer.ts'
import { dayEnd, inForceOf } from '../publication/force.ts'
import { register, rowsOf } from '../publication/register.ts'
import { Refusal } from '../refusal.ts'
import type { Facts, Issued, Type } from './code.ts'
import type { World } from './found.ts'
import { occasion } from './occasion.ts'
import { worded } from './worded.ts'

const invalid = (path: string, message: string) => new Refusal('invalid', { fields: [{ path, message }] })

/** What a code is made of, before it has a number. */
export interface Made {
  type: Type
  department: string | null
  subject: string
  label: string
  facts: Facts
  issuedTo: string
  validFrom: string
  validTo: string | null
}

/** Why an officer gets no code, and what to do. */
const UNFIT: Record<Exclude<OfficerVerdict, 'valid'>, string> = {
  expired: '这名人员的执法证到那天不在有效期内，不能签发。换证以后先更新名册，再来签发',
  suspended: '这名人员的执法证正在暂扣，不能签发。发还以后先更新名册，再来签发',
  cancelled: '这名人员的执法证已经收回或者注销，不能签发。请核对人员编码',
  unknown: '名册里查不到这名人员的执法证，不能签发。请核对人员编码',
}

/** An entry in force today, or the field that named it is wrong. */
async function entry<T>(
  world: World,
  kind: 'matter' | 'officer',
  code: string,
  now: Date,
  path: string,
  wrong: string,
) {
  const book = await register(world.store)
  const known = inForceOf(book.sayings(kind, code.toUpperCase()), today(now), dayEnd(today(now)))
  if (!known || known.cancelled) throw invalid(path, wrong)
  const [row] = await rowsOf(world.store, [known])
  return row?.data as T
}

/** What was said when it was issued, as a code: what is in the register is taken from there. */
export async function made(world: World, type: Issued, said: Record<string, unknown>, now: Date): Promise<Made> {
  const { issuedTo, validFrom, validTo, officer, matter } = said as Record<string, string | undefined>
  const common = {
    type,
    issuedTo: issuedTo ?? '',
    validFrom: validFrom ?? today(now),
    validTo: validTo ?? null,
  }
  if (validTo !== undefined && validTo < common.validFrom) throw invalid('validTo', '截止日期早于启用日期，请核对')
  if (type === 'OFFICER') {
    const wrong = '证件名册里没有这个人员编码。请从名册里复制'
    const one = await entry<Officer>(world, 'officer', officer ?? '', now, 'officer', wrong)
    // On the first day the code could be shown.
    const standing = verdict(one, false, latest(common.validFrom, today(now)))
    if (standing !== 'valid') throw invalid('officer', UNFIT[standing])
    const label = `${one.name.slice(0, 1)}某（证号尾号${one.certificate.slice(-4)}）`
    return { ...common, department: one.department, subject: one.code, label, facts: {} }
  }
  if (type === 'ITEM') {
    const one = await entry<Matter>(
      world,
      'matter',
      matter ?? '',
      now,
      'matter',
      '目录里没有这个事项编码，请从目录里复制',
    )
    return { ...common, department: one.department, subject: one.code, label: one.name, facts: {} }
  }
  if (type === 'EVENT') return { ...common, ...(await occasion(world, said, now)) }
  return { ...common, ...(await worded(world, said, now)) }
}
