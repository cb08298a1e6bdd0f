import type { InStatement } from '@libsql/client'
import { type Condition, insertAll } from '../../db/row.ts'
import { announcements } from '../../db/schema.ts'
import { newIdOf } from '../id.ts'
import type { Actor } from '../staff/actor.ts'

export const newAnnouncement = () => newIdOf('TZ')

/** The same to each of some supervisors alone, where the commit that makes it true comes about. */
export const toldTo = (
  who: readonly string[],
  { title, text }: { title: string; text: string },
  by: Pick<Actor, 'login'> | null,
  now: Date,
  when?: Condition,
): InStatement[] =>
  who.length === 0
    ? []
    : [
        insertAll(
          announcements,
          who.map((supervisor) => ({
            id: newAnnouncement(),
            title,
            text,
            areas: [],
            sectors: [],
            supervisor,
            by: by?.login ?? '',
            at: now.getTime(),
          })),
          when,
        ),
      ]
