import { addPeople } from '../../api/staff/people.ts'
import { readContent } from '../../content/load.ts'
import type { World } from './world.ts'

/** Everybody of the demonstration, as accounts have them. */
export const TEAM = readContent('content').people.map((p) => ({ ...p, department: p.department ?? '' }))
/** Does the same as the handler: whoever recuses themselves leaves the case to somebody. */
const COLLEAGUE = { login: 'handler2', name: '柏舟', roles: ['handler'], department: 'SFJ', post: '承办人' }

/** All of them with accounts. */
export const colleagues = ({ deps }: Pick<World, 'deps'>, password = 'none') =>
  addPeople(deps.store, [...TEAM, COLLEAGUE], password, deps.now())
