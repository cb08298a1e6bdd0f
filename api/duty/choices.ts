import { INDUSTRY } from '../../content/kinds/industry.ts'
import type { Rulebook } from '../case/rulebook.ts'
import { allServing, type World } from './found.ts'

/** What a task and its invitations may name. */
export async function choicesFor(world: Pick<World, 'store'>, { departments }: Rulebook) {
  const bodies = [...departments].map(([value, { name, short, type }]) => ({ value, label: name, short, type }))
  const serving = await allServing(world)
  return {
    departments: bodies.filter(({ type }) => type !== 'external').map(({ value, label }) => ({ value, label })),
    areas: bodies.filter(({ type }) => type === 'township').map(({ value, short }) => ({ value, label: short })),
    sectors: Object.entries(INDUSTRY).map(([value, label]) => ({ value, label })),
    // Without an account nobody could answer.
    people: serving.flatMap(({ supervisor, name }) =>
      supervisor.login === null
        ? []
        : [{ value: supervisor.id, label: [name ?? supervisor.login, supervisor.number].filter(Boolean).join('，') }],
    ),
  }
}
