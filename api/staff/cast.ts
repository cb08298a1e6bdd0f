import type { Content } from '../../content/load.ts'
import type { Actor } from './actor.ts'

/** The people of the demonstration by their logins, for whoever plays its samples. */
export function castOf(team: Content['people']): (login: string) => Actor {
  const people = new Map<string, Actor>(team.map((p) => [p.login, { ...p, department: p.department ?? '' }]))
  return (login) => {
    const found = people.get(login)
    if (!found) throw new Error(`nobody is called ${login}`)
    return found
  }
}
