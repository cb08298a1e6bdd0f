import type { Store } from '../../db/open.ts'
import { insert } from '../../db/row.ts'
import { people } from '../../db/schema.ts'
export async function addPeople(store: Store, list: { login: string; name: string; roles: string[]; department: string; post: string }[], password: string, now: Date) {
  await store.writes.commit(list.map((p) => insert(people, { ...p, password, active: true, createdAt: now.getTime() })))
}
export async function firstAdministrator(_world: unknown, _now: Date) { return '' }
