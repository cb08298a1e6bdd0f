import { randomBytes } from 'node:crypto'
import { append } from '../../api/case/event.ts'
import { newMark } from '../../api/mark.ts'
import { type Applicant, personText, phoneText, sealApplication } from '../../api/supervisor/application.ts'
import { type ObjectionRow, objectionStream, type SupervisorRow, stream } from '../../api/supervisor/found.ts'
import { sealObjection } from '../../api/supervisor/objection.ts'
import { insert } from '../../db/row.ts'
import { objections, supervisors } from '../../db/schema.ts'
import type { World } from '../support/world.ts'

let nth = 0
/** Somebody with a telephone of their own. */
export const applicant = (more: Partial<Applicant> = {}): Applicant => ({
  name: '周正（示例）',
  phone: `1990001${String(nth++ % 10_000).padStart(4, '0')}`,
  birth: '1980-05-05',
  education: 'bachelor',
  statement: '在本市住了二十年，做过十年的社区调解，每周能有两个半天参加监督，愿意按要求参加培训，写清楚看到的情况。',
  ...more,
})

/** An application as it lies there, in any state. */
export async function applied(
  { deps }: Pick<World, 'deps'>,
  more: Partial<SupervisorRow> = {},
  who: Partial<Applicant> = {},
): Promise<SupervisorRow> {
  const id = more.id ?? randomBytes(16).toString('base64url')
  const said = applicant(who)
  const at = deps.now().getTime()
  const row: SupervisorRow = {
    id,
    type: 'social',
    group: 'resident',
    state: 'applied',
    call: null,
    areas: [],
    sectors: [],
    publicFrom: null,
    publicTo: null,
    number: null,
    from: null,
    to: null,
    login: null,
    listed: false,
    ...sealApplication(deps.secrets, id, said),
    personIndex: deps.secrets.digest('phone', personText(said)),
    phoneIndex: deps.secrets.digest('phone', phoneText(said.phone)),
    ticketHash: null,
    at,
    changedAt: at,
    mark: newMark(),
    demo: true,
    n: 1,
    ...more,
  }
  const event = { stream: stream(id), n: 1, at: deps.now(), actor: { kind: 'citizen' }, action: 'apply', data: {} }
  await deps.store.writes.commit([
    insert(supervisors, row),
    ...append({ ...event, state: { state: row.state } }).statements,
  ])
  return row
}

/** An objection against somebody. */
export async function objected(
  { deps }: Pick<World, 'deps'>,
  supervisor: string,
  state: ObjectionRow['state'] = 'open',
): Promise<string> {
  const id = randomBytes(12).toString('base64url')
  const row: ObjectionRow = {
    id,
    supervisor,
    state,
    ...sealObjection(deps.secrets, id, { text: '这个人去年被列入失信被执行人名单，可以到法院网站查。' }),
    ticketHash: `test.${id}`,
    at: deps.now().getTime(),
    decidedAt: null,
    demo: true,
    n: 1,
  }
  const event = {
    stream: objectionStream(id),
    n: 1,
    at: deps.now(),
    actor: { kind: 'citizen' },
    action: 'object',
    data: {},
  }
  await deps.store.writes.commit([insert(objections, row), ...append({ ...event, state: { state } }).statements])
  return id
}
