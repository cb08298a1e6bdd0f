import { eq } from 'drizzle-orm'
import type { Context } from 'hono'
import { people } from '../../db/schema.ts'
import { WriteFailed } from '../../db/write.ts'
import { today } from '../case/deadline.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import type { Budget } from '../limits.ts'
import { Refusal } from '../refusal.ts'
import { stoppedWhy } from '../supervisor/standing.ts'
import type { Actor } from './actor.ts'
import { deviceWords, knownDevice, rememberDevice } from './device.ts'
import { second } from './factor.ts'
import { passwordIs } from './password.ts'
import type { SignIn } from './person.ts'
import { openSession, type Person } from './session.ts'
import { inTerm } from './term.ts'
import { inTurn } from './turn.ts'

/**
 * Runs a guess at a door under its lanes: each is checked, in turn, before the guess and counted after a wrong one, so
 * that a thousand at once are ten and then a wait. Nobody waits longer than one window.
 */
async function guarded<T>(
  c: Context<AppEnv>,
  budget: Budget,
  lanes: string[],
  guess: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const { limits } = c.var.deps
  const at = c.var.now.getTime()
  const [lane, ...rest] = lanes
  if (lane === undefined) return guess()
  return inTurn(`guess\n${lane}`, async () => {
    limits.demand(budget, lane, at)
    const found = await guarded(c, budget, rest, guess)
    if (found === undefined) {
      limits.count(budget, lane, at)
      await limits.drag(budget, at)
    }
    return found
  })
}

/**
 * Signs a person in. Unknown, disabled, wrong password and wrong second factor are one answer after one amount of work.
 * A device that signed in before has a lane of its own; all others share those of their source and of the account.
 */
export async function signIn(c: Context<AppEnv>, { login, password, otp }: SignIn): Promise<Person> {
  const { store, limits } = c.var.deps
  const { now } = c.var
  const device = knownDevice(c, login)
  const budget = device ? 'login_known' : 'login_miss'
  const lanes = device ? [`device:${device}`] : [source(c), `account:${login}`]
  const person = await guarded(c, budget, lanes, async () => {
    const found = await store.read.select().from(people).where(eq(people.login, login)).get()
    // Who was a supervisor and is none now has an account that is closed: told so, once the password is right.
    const stopped = await stoppedWhy(store, login, today(now))
    const counts = found !== undefined && (stopped !== undefined || (found.active && inTerm(found, today(now))))
    const shown = await second(c.var.deps, login, otp, now)
    const right = await passwordIs(password, counts ? found.password : undefined)
    const factor = found && right ? await shown.spend() : undefined
    if (!found || !factor) {
      await missed(c, login, right ? 'factor' : 'password')
      return undefined
    }
    if (stopped) throw new Refusal(stopped)
    await openSession(c, found, factor)
    return found
  })
  if (!person) throw new Refusal('wrong_login')
  limits.forget('login_known', `device:${device}`, now.getTime())
  limits.forget('login_miss', `account:${login}`, now.getTime())
  rememberDevice(c, login)
  return person
}

const HOUR = 3_600_000

/**
 * Counts a sign-in that failed, in one statement whether there is such an account or not, so that time tells nothing.
 * What was typed for a login may be a password: of an account nobody has only the number is kept.
 */
async function missed(c: Context<AppEnv>, login: string, what: 'password' | 'factor') {
  const at = c.var.now.getTime()
  const device = deviceWords(c.req.header('user-agent'))
  await c.var.deps.store.writes
    .commit([
      {
        sql: `insert into misses (person, hour, device, what, n, last)
          values (coalesce((select login from people where login = ?), ''), ?, ?, ?, 1, ?)
          on conflict do update set n = n + 1, last = excluded.last`,
        args: [login, Math.floor(at / HOUR) * HOUR, device, what, at],
      },
    ])
    .catch((error: unknown) => {
      // Nobody is kept from hearing that the password was wrong while the disk is full.
      if (!(error instanceof WriteFailed)) throw error
      c.var.deps.log.warn({ id: c.var.id }, 'a failed sign-in could not be counted')
    })
}

/** Asks a signed-in person for their password again before something that a borrowed screen must not do. */
export async function reauthenticate(
  c: Context<AppEnv>,
  actor: Actor,
  path: string,
  password: string,
): Promise<Person> {
  const { store, limits } = c.var.deps
  const lane = `self:${actor.login}`
  const person = await guarded(c, 'login_known', [lane], async () => {
    const found = await store.read.select().from(people).where(eq(people.login, actor.login)).get()
    return (await passwordIs(password, found?.active ? found.password : undefined)) ? found : undefined
  })
  if (!person) throw new Refusal('invalid', { fields: [{ path, message: '现在的密码不对，请重新输入' }] })
  limits.forget('login_known', lane, c.var.now.getTime())
  return person
}

/** A guess at something only its holder has, from one source: a set-up code. */
export const guess = <T>(c: Context<AppEnv>, attempt: () => Promise<T | undefined>) =>
  guarded(c, 'login_miss', [source(c)], attempt)
