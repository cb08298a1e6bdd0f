import type { InStatement } from '@libsql/client'
import { eq } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { caseBlind, cases, caseTexts, identities } from '../../db/schema.ts'
import { appears, type Complaint } from '../complaint/complaint.ts'
import type { Deps } from '../context.ts'
import { keyTaken } from '../once.ts'
import { type FieldError, Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { lastDay, today } from './deadline.ts'
import { sealDetails } from './details.ts'
import { append } from './event.ts'
import { newNumber, newQueryCode } from './number.ts'
import { isReportable, route } from './routing.ts'
import { clockFor, isProvisional, limitsOf, rulebook } from './rulebook.ts'
import { bigrams, mask } from './search.ts'
import { type Action, allowed, type By, dueIn, type State, type Status, step, take } from './workflow.ts'

type World = Pick<Deps, 'store' | 'secrets'>

export interface Receipt {
  no: string
  queryCode: string
  status: Status
  receivedAt: string
  dueOn: string | null
  acceptBy: string | null
  answerBy: string | null
  provisional: boolean
  handledBy: { code: string; name: string }
  because: string
  url: string
}

/** What the form does not say. */
interface Opening {
  demo: boolean
  /** Where it happened, as a township's code. */
  township?: string | undefined
  /** A digest a person has confirmed; only the demonstration brings one. */
  digest?: string
  /** More to write in the same commit. */
  also?: (receipt: Receipt) => InStatement[]
}

/** Takes a submission in. Eight random digits meet an older number now and then; then another is drawn. */
export async function open(
  world: World,
  complaint: Complaint,
  channel: string,
  now: Date,
  opening: Opening,
): Promise<Receipt> {
  for (let left = 4; ; left--) {
    try {
      return await enter(world, complaint, channel, now, opening)
    } catch (error) {
      if (left === 0 || keyTaken(error) || !String((error as { code?: unknown }).code).startsWith('SQLITE_CONSTRAINT'))
        throw error
    }
  }
}

/** The case, its first event and all that belongs to it in one commit. */
async function enter(
  world: World,
  complaint: Complaint,
  channel: string,
  now: Date,
  opening: Opening,
): Promise<Receipt> {
  const book = await rulebook(world.store, now)
  const category = book.categories.get(complaint.category)
  const department = complaint.about?.department ? book.departments.get(complaint.about.department) : undefined
  const fields: FieldError[] = []
  if (!category) fields.push({ path: 'category', message: '没有这个类别，请重新选择' })
  if (complaint.about?.department && !(department && isReportable(department.type)))
    fields.push({ path: 'about.department', message: '没有这个单位，请重新选择；不清楚就不选' })
  if (complaint.happenedOn && complaint.happenedOn > today(now))
    fields.push({ path: 'happenedOn', message: '发生日期还没有到，请改正' })
  if (!category || fields.length) throw new Refusal('invalid', { fields })

  const routed = route({ category, department, enterprise: complaint.enterprise !== undefined })
  const day = today(now)
  const limits = limitsOf(book, routed.lane, category.kind)
  const acceptBy = limits.accept ? lastDay(day, limits.accept, book.calendar).on : null
  const answerBy = limits.answer ? lastDay(acceptBy ?? day, limits.answer, book.calendar).on : null
  const state: State = {
    status: 'received',
    handler: routed.handler.code,
    acceptBy,
    answerBy,
    dueOn: dueIn('received', acceptBy, answerBy),
  }

  const no = newNumber(day.slice(0, 4))
  const queryCode = newQueryCode()
  const { account, person, enterprise, about } = complaint
  const event = append({
    stream: `case/${no}`,
    n: 1,
    at: now,
    actor: { kind: 'citizen' },
    action: 'submit',
    data: { account: world.secrets.digest('seal', account), rule: routed.rule, because: routed.because },
    state: { ...state },
  })
  const { officer, place, text } = about ?? {}
  const details = sealDetails(world.secrets, no, {
    officer,
    place,
    text,
    enterprise,
    matter: complaint.matter,
    code: complaint.code,
  })
  const { keyId, sealed } = world.secrets.seal('vault', no, JSON.stringify({ person }))
  const names = [person?.name, enterprise?.name, officer].filter((n) => n !== undefined)
  const { status, dueOn } = state
  const receipt = {
    no,
    queryCode,
    status,
    receivedAt: now.toISOString(),
    dueOn,
    acceptBy,
    answerBy,
    provisional: isProvisional(book, acceptBy, answerBy),
    handledBy: routed.handler,
    because: routed.because,
    url: '/track',
  }
  await world.store.writes.commit([
    insert(cases, {
      no,
      kind: category.kind,
      channel,
      lane: routed.lane,
      category: category.code,
      aboutDepartment: department?.code ?? null,
      place: opening.township ?? (department?.type === 'township' ? department.code : null),
      happenedOn: complaint.happenedOn ?? null,
      rule: routed.rule,
      appears: appears(complaint),
      receivedAt: now.getTime(),
      n: 1,
      codeHash: world.secrets.digest('code', queryCode),
      demo: opening.demo,
      ...state,
    }),
    ...event.statements,
    insert(caseTexts, { no, account, digest: opening.digest ?? null, keyId: details.keyId, details: details.sealed }),
    insert(identities, {
      no,
      keyId,
      sealed,
      phoneIndex: person?.phone ? world.secrets.digest('phone', person.phone) : null,
    }),
    ...routed.blind.map((body) => insert(caseBlind, { no, department: body })),
    ...(routed.lane === 'sealed'
      ? []
      : [
          {
            sql: 'insert into case_terms (rowid, terms) select rowid, ? from cases where no = ?',
            args: [bigrams(mask(`${opening.digest ?? ''}\n${account}`, names)), no],
          },
        ]),
    ...(opening.also?.(receipt) ?? []),
  ])
  return receipt
}

/** What a person sees before acting: acting on anything older is refused. */
export interface Taking {
  no: string
  /** The last event the person saw. */
  n: number
  action: Action
  /** Already checked against the step's schema. */
  said: Record<string, unknown>
}

/** The only mover of cases: find, decide, write. Of two people at once one wins, the other gets 409. */
export async function act(
  world: World,
  taking: Taking,
  hats: readonly By[],
  who: Actor | 'citizen' | 'system',
  now: Date,
  /** More to write in the same commit, on the same condition. */
  also?: (unmoved: { sql: string; args: (string | number)[] }) => InStatement[],
): Promise<void> {
  const { no, n, action, said } = taking
  const before = await world.store.read.select().from(cases).where(eq(cases.no, no)).get()
  if (!before) throw new Refusal('not_found')
  if (!step(action).by.some((by) => hats.includes(by))) throw new Refusal('not_yours')
  if (before.n !== n) throw new Refusal('moved_meanwhile')
  const state: State = {
    status: before.status as Status,
    handler: before.handler,
    acceptBy: before.acceptBy,
    answerBy: before.answerBy,
    dueOn: before.dueOn,
  }
  if (!allowed(state, hats).includes(action)) throw new Refusal('not_now')

  const book = await rulebook(world.store, now)
  const after = take(state, action, clockFor(book, before, today(now)))
  const unmoved = { sql: 'exists (select 1 from cases where no = ? and n = ?)', args: [no, n] }
  const actor: Record<string, string> =
    typeof who === 'string'
      ? { kind: who }
      : { kind: 'person', login: who.login, name: who.name, post: who.post, department: who.department }
  const event = append(
    { stream: `case/${no}`, n: n + 1, at: now, actor, action, data: said, state: { ...after } },
    unmoved,
  )
  const { status, handler, acceptBy, answerBy, dueOn } = after
  const [appended] = await world.store.writes.commit([
    ...event.statements,
    // Before the case moves: after it the condition no longer holds.
    ...(also?.(unmoved) ?? []),
    {
      sql: 'update cases set status = ?, handler = ?, accept_by = ?, answer_by = ?, due_on = ?, n = n + 1 where no = ? and n = ?',
      args: [status, handler, acceptBy, answerBy, dueOn, no, n],
    },
  ])
  if (appended?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
}
