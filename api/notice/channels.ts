import { createHmac } from 'node:crypto'
import { createTransport } from 'nodemailer'
import type { Env } from '../env.ts'
import { originOf } from '../pages.ts'

interface Notice {
  /** The same at every try, so that a gateway may drop what it has seen. */
  id: string
  to: string
  subject: string
  text: string
}
export type Channel = 'sms' | 'mail'

/** Hands one notice on; throws when it was not taken. */
type Send = (notice: Notice, now: Date) => Promise<void>
type Channels = ReadonlyMap<Channel, Send>

/** Nobody is waited for longer. */
const PATIENCE = 10_000

/** A telephone at home takes no messages. */
export const isMobile = (phone: string): boolean => /^1\d{10}$/.test(phone)

/** A gateway said no. */
class NotTaken extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

const made = new WeakMap<Env, Channels>()

/** The ways out this portal has; none unless the operator configured one. */
export function channelsOf(env: Env): Channels {
  const known = made.get(env) ?? new Map(ways(env))
  made.set(env, known)
  return known
}

function* ways(env: Env): Generator<[Channel, Send]> {
  if (env.sms) yield ['sms', sms(env.sms.url, env.sms.secret)]
  if (env.smtpUrl) yield ['mail', mail(env.smtpUrl, originOf(env))]
}

/** What a gateway checks before it believes us: the body and the second it was signed in. */
export const signatureOf = (secret: string, timestamp: string, body: string) =>
  `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`

/** A signed webhook: every provider of messages has its own interface, this is ours. */
const sms =
  (url: string, secret: string): Send =>
  async ({ id, to, text }, now) => {
    const body = JSON.stringify({ id, to, text })
    const timestamp = String(Math.floor(now.getTime() / 1000))
    const answer = await fetch(url, {
      method: 'POST',
      // Elsewhere nobody is known to be allowed to learn telephone numbers.
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
      headers: {
        'content-type': 'application/json',
        'x-timestamp': timestamp,
        'x-signature': signatureOf(secret, timestamp, body),
      },
      body,
    })
    await answer.body?.cancel()
    if (!answer.ok) throw new NotTaken(`http_${answer.status}`)
  }

function mail(smtp: string, origin: string): Send {
  const { hostname } = new URL(origin)
  const url = new URL(smtp)
  const from = url.searchParams.get('from') ?? `noreply@${hostname}`
  url.searchParams.delete('from')
  const transport = createTransport({
    url: url.href,
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return async ({ id, to, subject, text }) => {
    const answer = await transport.sendMail({
      from: { name: '阳光执法', address: from },
      to: { name: '', address: to },
      subject,
      text,
      messageId: `<${id}@${hostname}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    if (answer.rejected.length) throw new NotTaken('rejected')
  }
}

/** Why something was not taken, as a code of ours: messages of gateways repeat whom it was for. */
export function whyNot(error: unknown): string {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (e.name === 'TimeoutError') return 'timeout'
    const code = (e as { code?: unknown }).code
    if (typeof code === 'string' && /^[A-Za-z_]{1,20}(_\d{3})?$/.test(code)) return code
  }
  return 'fault'
}
