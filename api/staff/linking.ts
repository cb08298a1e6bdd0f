import { and, eq, gt, inArray } from 'drizzle-orm'
import type { Context } from 'hono'
import { insert } from '../../db/row.ts'
import { contacts, people, signInLinks, supervisors } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import { newQueryCode, readQueryCode } from '../case/number.ts'
import { personOf, phoneDigests } from '../contact/found.ts'
import type { AppEnv, Deps } from '../context.ts'
import { faultOf } from '../log.ts'
import { channelsOf, isMobile, whyNot } from '../notice/channels.ts'
import { SET_UP, SIGN_IN } from '../notice/words.ts'
import { originOf } from '../pages.ts'
import { Refusal } from '../refusal.ts'
import { sha256 } from '../secrets.ts'
import { openApplication, phoneText } from '../supervisor/application.ts'
import { mustServe, stoppedWhy } from '../supervisor/standing.ts'
import { LASTS } from './link.ts'
import { openSession, type Person } from './session.ts'
import { guess } from './sign-in.ts'
import { inTerm } from './term.ts'

/** Those who come from outside; nobody who works here gets in by a telephone alone. */
const BY_LINK: readonly string[] = ['supervisor', 'contact']
const mayEnter = ({ active, roles, ...person }: Person, now: Date): boolean =>
  active && inTerm(person, today(now)) && roles.length > 0 && roles.every((role) => BY_LINK.includes(role))

type World = Pick<Deps, 'store' | 'secrets'>

/** One who serves: the account and the telephone; opened for this moment, in memory only. */
interface Serving {
  login: string
  phone: string
}

async function servingBy({ store, secrets }: World, who: string): Promise<Serving[]> {
  const isPhone = isMobile(who)
  const own = phoneDigests({ secrets }, who)
  const [speaking, watching] = await Promise.all([
    store.read
      .select()
      .from(contacts)
      .where(and(eq(contacts.state, 'serving'), isPhone ? inArray(contacts.phoneIndex, own) : eq(contacts.login, who))),
    store.read
      .select()
      .from(supervisors)
      .where(
        and(
          eq(supervisors.state, 'serving'),
          isPhone
            ? inArray(supervisors.phoneIndex, secrets.digests('phone', phoneText(who)))
            : eq(supervisors.login, who),
        ),
      ),
  ])
  const of = (login: string | null, phone: string): Serving[] =>
    login !== null && isMobile(phone) ? [{ login, phone }] : []
  return [
    ...speaking.flatMap((row) => of(row.login, personOf({ secrets }, row).phone)),
    ...watching.flatMap((row) => of(row.login, openApplication(secrets, row)?.phone ?? '')),
  ].slice(0, 3)
}

/**
 * Sends a link to whoever serves under a login or a telephone, if there is somebody. Nobody waits for it: the answer was
 * given before anything was looked up, so that neither its words nor its time tell who has an account here.
 */
export async function sendLink(deps: Deps, who: string, now: Date): Promise<void> {
  const { store, secrets, env, limits, log } = deps
  const send = channelsOf(env).get('sms')
  if (!send) return
  try {
    for (const { login, phone } of await servingBy(deps, who)) {
      const person = await store.read.select().from(people).where(eq(people.login, login)).get()
      if (!person || !mayEnter(person, now) || (await stoppedWhy(store, login, today(now)))) continue
      // Whoever asks for somebody else floods nobody, by whichever name, and hears no word that it was too often.
      const lanes = [`login:${login}`, `phone:${phone}`]
      if (lanes.some((lane) => limits.wait('link_target', lane, now.getTime()) > 0)) continue
      for (const lane of lanes) limits.count('link_target', lane, now.getTime())
      const token = newQueryCode()
      const hash = sha256(token)
      const open = { sql: 'exists (select 1 from people where login = ? and active = 1)', args: [login] }
      await store.writes.commit([
        insert(signInLinks, { hash, login, expiresAt: now.getTime() + LASTS, usedAt: null }, open),
      ])
      const id = secrets.digest('notice', `link/${hash}`).split('.')[1]?.slice(0, 32) ?? ''
      await send({ id, to: phone, subject: SIGN_IN.subject, text: SIGN_IN.text(token, originOf(env)) }, now)
    }
  } catch (error) {
    log.warn({ why: whyNot(error), error: faultOf(error) }, 'a sign-in link was not taken')
  }
}

/** Tells who has an account, on their own telephone, that somebody chose a password for it. Nobody waits for it. */
export async function tellHolder(deps: Deps, login: string, now: Date): Promise<void> {
  const send = channelsOf(deps.env).get('sms')
  if (!send) return
  try {
    for (const { phone } of await servingBy(deps, login)) {
      const id = deps.secrets.digest('notice', `set-up/${login}/${now.getTime()}`).split('.')[1]?.slice(0, 32) ?? ''
      await send({ id, to: phone, ...SET_UP }, now)
    }
  } catch (error) {
    deps.log.warn({ why: whyNot(error), error: faultOf(error) }, 'news of a password was not taken')
  }
}

/** The end of what was pasted: the whole link, or the code alone. */
const readToken = (typed: string) => readQueryCode(typed.slice(typed.lastIndexOf('#') + 1))

/**
 * Signs in whoever brings a link, once: of two at the same moment one gets in. Whatever is wrong with the link, the
 * answer is the same, and whoever tries out codes waits as at the password; who brings a right one never waits, for many
 * telephones share an address.
 */
export async function signInByLink(c: Context<AppEnv>, typed: string): Promise<Person> {
  const person = await byLink(c, typed)
  if (person) return person
  await guess(c, async () => undefined)
  throw new Refusal('no_such_link')
}

async function byLink(c: Context<AppEnv>, typed: string): Promise<Person | undefined> {
  const { store } = c.var.deps
  const { now } = c.var
  const hash = sha256(readToken(typed) ?? '')
  const found = await store.read
    .select({ person: people, usedAt: signInLinks.usedAt })
    .from(signInLinks)
    .innerJoin(people, eq(people.login, signInLinks.login))
    .where(and(eq(signInLinks.hash, hash), gt(signInLinks.expiresAt, now.getTime())))
    .get()
  if (!found) return undefined
  // Whoever holds the link has shown that the account is theirs, and hears why it is closed as at the password.
  await mustServe(store, found.person.login, today(now))
  if (found.usedAt !== null || !mayEnter(found.person, now)) return undefined
  try {
    await openSession(c, found.person, 'link', hash)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'wrong_login') return undefined
    throw error
  }
  return found.person
}
