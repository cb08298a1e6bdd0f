import type { leads } from '../../db/schema.ts'
import type { World } from './world.ts'

/** Of a case that lies there: a lead whose sender wished to be called back. */
export const called = ({ deps }: World, no: string): typeof leads.$inferInsert => ({
  no,
  by: 'supervisor',
  owner: deps.secrets.digest('owner', 'supervisor1'),
  source: 'witnessed',
  conflict: 'none',
  callback: true,
  urgency: 'soon',
  ...deps.secrets.seal('vault', `lead/${no}`, '{}'),
  at: deps.now().getTime(),
})
