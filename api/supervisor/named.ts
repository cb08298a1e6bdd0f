import { validUscc } from '../../content/codes.ts'
import { rulebook } from '../case/rulebook.ts'
import { type FieldError, Refusal } from '../refusal.ts'
import { Declaration, type Interest, subjectOf } from '../staff/interest.ts'
import type { Applicant } from './application.ts'
import type { World } from './found.ts'

const MOST = 20
const WHY = '报名时写的其他要回避的'

interface Naming {
  bodies?: string[]
  companies?: string
  read?: true
}

/**
 * The bodies and companies that whoever appoints read in the words under “其他要回避的”. Words that nobody says to have
 * read stand in the way: no program knows what they mean.
 */
export async function namedIn(
  { store }: Pick<World, 'store'>,
  { interests }: Pick<Applicant, 'interests'>,
  { bodies = [], companies = '', read }: Naming,
  now: Date,
): Promise<Interest[]> {
  const { departments } = await rulebook(store, now)
  const lines = companies.split(/[\n；;]/).flatMap((line) => line.trim() || [])
  const fields: FieldError[] = [
    ...(interests && read !== true
      ? [{ path: 'read', message: '报名表里写了“其他要回避的”：请打开报名表看过，把写到的单位和企业填上，再聘任' }]
      : []),
    ...(bodies.every((code) => departments.has(code))
      ? []
      : [{ path: 'bodies', message: '没有这个单位，请从列出的里选' }]),
    ...(lines.length > MOST ? [{ path: 'companies', message: `企业太多，最多${MOST}家` }] : []),
  ]
  const enterprises = lines.slice(0, MOST).flatMap((name) => {
    const said = Declaration.safeParse({ kind: 'enterprise', name: codeOr(name), whose: 'other', why: WHY })
    if (said.success) return [subjectOf(said.data)]
    fields.push({
      path: 'companies',
      message: `“${name.slice(0, 20)}”：${said.error.issues[0]?.message ?? '写得不对'}`,
    })
    return []
  })
  if (fields.length > 0) throw new Refusal('invalid', { fields: fields.slice(0, 5) })
  return [...bodies.map((subject) => ({ kind: 'department' as const, subject })), ...enterprises]
}

/** A credit code is one in small letters too. */
const codeOr = (name: string) => (validUscc(name.toUpperCase()) ? name.toUpperCase() : name)

/** As they are written down with the account. */
export const declaredAs = (all: readonly Interest[]) =>
  all.map(({ kind, subject }) => ({ kind, subject, whose: 'other' as const, why: WHY }))
