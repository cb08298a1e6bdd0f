import { isRole, type Role } from './role.ts'

/** What of an account says whether it counts on a day, and who acts for whom. */
export interface Appointment {
  login: string
  name: string
  roles: readonly string[]
  department: string
  active: boolean
  validFrom: string | null
  validTo: string | null
  awayFrom: string | null
  awayTo: string | null
  deputy: string | null
  awayBy: string | null
}

/** Somebody whose roles another wears for the time being. */
export interface Covered {
  login: string
  name: string
  roles: Role[]
}

/** Roles that decide or open what others must not: given to nobody by one person alone. */
export const WEIGHTY: readonly string[] = ['sealed', 'chief', 'superior', 'admin']

/** Hands that must be two in one case: whoever does the work, and whoever looks it over. */
const APART: readonly (readonly [readonly Role[], readonly Role[]])[] = [
  [
    ['intake', 'assign', 'handler'],
    ['review', 'chief'],
  ],
  [['body'], ['legal']],
  [['editor'], ['publisher']],
]

export const inTerm = ({ validFrom, validTo }: Pick<Appointment, 'validFrom' | 'validTo'>, day: string) =>
  (validFrom ?? day) <= day && day <= (validTo ?? day)

const isAway = ({ awayFrom, awayTo }: Pick<Appointment, 'awayFrom' | 'awayTo'>, day: string) =>
  awayFrom !== null && awayTo !== null && awayFrom <= day && day <= awayTo

/** The same as a condition over the table of people, under whatever name it is asked. */
export const inTermSql = (people: string, day: string) => ({
  sql: `coalesce(${people}.valid_from, ?) <= ? and coalesce(${people}.valid_to, ?) >= ?`,
  args: [day, day, day, day],
})

const faces = (held: readonly string[], role: Role) =>
  APART.some(
    ([a, b]) =>
      (a.includes(role) && b.some((r) => held.includes(r))) || (b.includes(role) && a.some((r) => held.includes(r))),
  )

/** Whether somebody may act for another at all: a colleague of the same body, neither of them the administrator. */
const mayCover = (person: Appointment, other: Appointment) =>
  other.login !== person.login &&
  other.deputy === person.login &&
  other.department !== '' &&
  other.department === person.department &&
  !person.roles.includes('admin')

/**
 * What somebody may do on a day: their own roles, and those of colleagues who are away and named them. Never the sealed
 * desk's, never the administrator's; a weighty role only where its holder named the deputy; and no role that would make
 * one person look over their own work.
 */
export function rolesOf(
  person: Appointment,
  colleagues: readonly Appointment[],
  day: string,
): { roles: Role[]; for: Covered[] } {
  const roles = person.roles.filter(isRole)
  const covered: Covered[] = []
  const away = colleagues
    .filter((other) => other.active && inTerm(other, day) && isAway(other, day) && mayCover(person, other))
    .sort((a, b) => (a.login < b.login ? -1 : 1))
  for (const other of away) {
    const worn = other.roles
      .filter(isRole)
      .filter(
        (role) =>
          role !== 'sealed' &&
          role !== 'admin' &&
          !(WEIGHTY.includes(role) && other.awayBy !== other.login) &&
          !faces(roles, role),
      )
    covered.push({ login: other.login, name: other.name, roles: worn })
    for (const role of worn) if (!roles.includes(role)) roles.push(role)
  }
  return { roles, for: covered.filter((one) => one.roles.length > 0) }
}
