import type { InStatement } from '@libsql/client'
import { and, eq } from 'drizzle-orm'
import type { Condition } from '../../db/row.ts'
import { codes } from '../../db/schema.ts'
import { append } from '../case/event.ts'
import { type CodeRow, stream } from '../code/found.ts'
import { issuing } from '../code/history.ts'
import type { Status } from '../code/workflow.ts'
import type { Actor } from '../staff/actor.ts'
import type { SupervisorRow, World } from './found.ts'
import { TYPE } from './supervisor.ts'

const TAKEN_BACK: readonly Status[] = ['replaced', 'revoked']

/** The code on a certificate that is not taken back yet, one that is lost last; those replaced lead nowhere already. */
export async function certificateOf(
  { store }: Pick<World, 'store'>,
  number: string | null,
): Promise<CodeRow | undefined> {
  if (number === null) return undefined
  const rows = await store.read
    .select()
    .from(codes)
    .where(and(eq(codes.type, 'SUPERVISOR'), eq(codes.subject, number)))
  const kept = rows.filter(({ status }) => !TAKEN_BACK.includes(status))
  return kept.find(({ status }) => status !== 'lost') ?? kept[0]
}

interface Certified extends Pick<SupervisorRow, 'type' | 'demo'> {
  number: string
  from: string
  to: string
}

/** The code of a certificate. Whose it is, is not written in it: what a scan shows is opened from the application. */
export const issueCertificate = (
  world: World,
  { number, type, from, to, demo }: Certified,
  actor: Actor,
  now: Date,
  when: Condition,
) =>
  issuing(
    world,
    [
      {
        type: 'SUPERVISOR',
        department: null,
        subject: number,
        label: `${TYPE[type]}证`,
        facts: {},
        issuedTo: number,
        validFrom: from,
        validTo: to,
      },
    ],
    actor,
    now,
    { demo, when },
  )

/** Moves the code of a certificate with its holder’s standing. What is lost stays lost: it may be in anybody’s hands. */
export const setCertificate = (
  { id, n, status: before }: CodeRow,
  action: 'suspend' | 'resume' | 'revoke' | 'replace',
  by: Record<string, string>,
  now: Date,
  when: Condition,
  next: string | null = null,
): InStatement[] => {
  if (before === 'lost') return []
  const status: Status = ({ suspend: 'suspended', resume: 'active', revoke: 'revoked', replace: 'replaced' } as const)[
    action
  ]
  const data = next === null ? {} : { by: next }
  return [
    ...append({ stream: stream(id), n: n + 1, at: now, actor: by, action, data, state: { status } }, when).statements,
    {
      sql: `update codes set status = ?, n = ?, replaced_by = ? where id = ? and n = ? and ${when.sql}`,
      args: [status, n + 1, next, id, n, ...when.args],
    },
  ]
}
