import { randomBytes, randomInt } from 'node:crypto'
import { createTOTPKeyURI, verifyHOTP } from '@oslojs/otp'
import { and, count, eq, isNull } from 'drizzle-orm'
import { insert } from '../../db/row.ts'
import { factors, recoveryCodes } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from './actor.ts'
import { closeLinks } from './link.ts'
import { type Act, record } from './record.ts'

type World = Pick<Deps, 'store' | 'secrets'>

/** RFC 6238 as every authenticator app does it. */
const STEP = 30_000
const DIGITS = 6
const RECOVERY_CODES = 10
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A six-digit code or a recovery code as people type it. */
const squeeze = (typed: string) => typed.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '')

/** The counter for which a code is right: this step, the one before or the one after. */
function counterOf(key: Uint8Array, code: string, now: Date): number | undefined {
  const current = Math.floor(now.getTime() / STEP)
  // All three are always computed: which one fits is not told by time.
  const fitting = [current - 1, current, current + 1].filter((counter) =>
    verifyHOTP(key, BigInt(counter), DIGITS, code),
  )
  return fitting.at(0)
}

/** Nobody's key: people without a second factor cost the same work. */
const NOBODY = new Uint8Array(randomBytes(20))
const keyOf = (secrets: Deps['secrets'], row: typeof factors.$inferSelect | undefined) =>
  row ? new Uint8Array(Buffer.from(secrets.open('vault', row.person, row), 'base64url')) : NOBODY

const recoveryName = (login: string, code: string) => `recovery\n${login}\n${code}`

/** How a second factor was shown; `none` when the account has none. */
type Shown = 'none' | 'totp' | 'recovery'

/**
 * Looks at a second factor without using it up: a code typed beside a wrong password stays good. `spend` uses it,
 * once, whoever else tries the same at the same moment: the conditional update decides.
 */
export async function second({ store, secrets }: World, login: string, typed: string | undefined, now: Date) {
  const row = await store.read.select().from(factors).where(eq(factors.person, login)).get()
  const code = squeeze(typed ?? '')
  const counter = counterOf(keyOf(secrets, row), code, now)
  const hashes = secrets.digests('code', recoveryName(login, code))
  return {
    async spend(): Promise<Shown | undefined> {
      if (!row || row.confirmedAt === null) return 'none'
      if (counter !== undefined) {
        const [used] = await store.writes.commit([
          {
            sql: 'update factors set last_counter = ? where person = ? and confirmed_at is not null and last_counter < ?',
            args: [counter, login, counter],
          },
        ])
        return used?.rowsAffected === 1 ? 'totp' : undefined
      }
      const [used] = await store.writes.commit([
        {
          sql: `update recovery_codes set used_at = ? where person = ? and used_at is null and hash in (${hashes.map(() => '?').join(', ')})`,
          args: [now.getTime(), login, ...hashes],
        },
      ])
      return used?.rowsAffected === 1 ? 'recovery' : undefined
    },
  }
}

/** Whether a person has a second factor, and how many recovery codes are left. */
export async function factorOf({ store }: Pick<World, 'store'>, login: string) {
  const row = await store.read
    .select({ confirmedAt: factors.confirmedAt })
    .from(factors)
    .where(eq(factors.person, login))
    .get()
  const left = await store.read
    .select({ n: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.person, login), isNull(recoveryCodes.usedAt)))
    .get()
  const on = row !== undefined && row.confirmedAt !== null
  return { on, pending: row !== undefined && !on, recoveryLeft: on ? (left?.n ?? 0) : 0 }
}

const act = (actor: Actor, action: Act['action'], now: Date): Act => ({
  login: actor.login,
  by: actor,
  action,
  state: { ...actor, active: true },
  now,
})
/** Other sessions were opened under other conditions; this one goes on. */
const endOthers = (actor: Actor, now: Date) => [
  { sql: 'delete from logins where person = ? and id <> ?', args: [actor.login, actor.session ?? ''] },
  closeLinks(actor.login, now),
]

/** Makes a new secret, shown this once; nothing changes at sign-in until a code proves that it arrived. */
export async function startFactor({ store, secrets }: World, actor: Actor, now: Date) {
  if ((await factorOf({ store }, actor.login)).on) throw new Refusal('already')
  const key = randomBytes(20)
  const { keyId, sealed } = secrets.seal('vault', actor.login, key.toString('base64url'))
  const off = {
    sql: 'not exists (select 1 from factors where person = ? and confirmed_at is not null)',
    args: [actor.login],
  }
  const [, started] = await record(
    store,
    act(actor, 'factor-start', now),
    [
      { sql: 'delete from factors where person = ? and confirmed_at is null', args: [actor.login] },
      insert(factors, { person: actor.login, keyId, sealed, confirmedAt: null, lastCounter: 0 }, off),
    ],
    off,
  )
  if (started?.rowsAffected !== 1) throw new Refusal('already')
  const uri = createTOTPKeyURI('阳光执法', actor.login, new Uint8Array(key), STEP / 1000, DIGITS)
  return { secret: new URL(uri).searchParams.get('secret') ?? '', uri }
}

const newRecoveryCode = () => Array.from({ length: 10 }, () => LETTERS[randomInt(LETTERS.length)]).join('')

/** Turns the second factor on when a code shows that the app has the secret; answers the recovery codes, this once. */
export async function confirmFactor(
  { store, secrets }: World,
  actor: Actor,
  typed: string,
  now: Date,
): Promise<string[]> {
  const row = await store.read.select().from(factors).where(eq(factors.person, actor.login)).get()
  if (!row || row.confirmedAt !== null) throw new Refusal('not_now')
  const counter = counterOf(keyOf(secrets, row), squeeze(typed), now)
  if (counter === undefined)
    throw new Refusal('invalid', {
      fields: [{ path: 'otp', message: '验证码不对。请看手机上现在显示的六位数字，再输一次' }],
    })
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode)
  const pending = {
    sql: 'exists (select 1 from factors where person = ? and confirmed_at is null and hex(sealed) = ?)',
    args: [actor.login, row.sealed.toString('hex').toUpperCase()],
  }
  const results = await record(
    store,
    act(actor, 'factor-on', now),
    [
      { sql: `delete from recovery_codes where person = ? and ${pending.sql}`, args: [actor.login, ...pending.args] },
      ...codes.map((code) =>
        insert(
          recoveryCodes,
          { person: actor.login, hash: secrets.digest('code', recoveryName(actor.login, code)), usedAt: null },
          pending,
        ),
      ),
      ...endOthers(actor, now),
      {
        sql: `update factors set confirmed_at = ?, last_counter = ? where person = ? and ${pending.sql}`,
        args: [now.getTime(), counter, actor.login, ...pending.args],
      },
    ],
    pending,
  )
  if (results.at(-1)?.rowsAffected !== 1) throw new Refusal('moved_meanwhile')
  return codes.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`)
}

/** Takes the second factor off again, recovery codes with it. */
export async function removeFactor({ store }: World, actor: Actor, now: Date) {
  await record(store, act(actor, 'factor-off', now), [
    { sql: 'delete from factors where person = ?', args: [actor.login] },
    { sql: 'delete from recovery_codes where person = ?', args: [actor.login] },
    ...endOthers(actor, now),
  ])
}
