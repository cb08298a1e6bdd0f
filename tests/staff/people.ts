import { generateHOTP } from '@oslojs/otp'
import { hashPassword } from '../../api/staff/password.ts'
import { addPeople } from '../../api/staff/people.ts'
import { pageToken } from '../support/ask.ts'
import { type World, world } from '../support/world.ts'

/** What everybody here signs in with. */
export const PASSWORD = '一句长长的话 for the tests'
const hash = await hashPassword(PASSWORD)

const PEOPLE = [
  { login: 'admin', name: '秦立', roles: ['admin'], department: 'SFJ', post: '系统管理员' },
  { login: 'second', name: '秦二', roles: ['admin'], department: 'SFJ', post: '系统管理员' },
  { login: 'handler', name: '林知行', roles: ['handler'], department: 'SFJ', post: '承办人' },
  { login: 'gone', name: '离任', roles: ['handler'], department: 'SFJ', post: '承办人' },
]

/** A world with four people, one of them disabled. */
export async function staffed(options: Parameters<typeof world>[0] = {}): Promise<World> {
  const w = await world(options)
  await addPeople(w.deps.store, PEOPLE, hash, w.deps.now())
  await w.deps.store.writes.commit([{ sql: "update people set active = 0 where login = 'gone'", args: [] }])
  return w
}

/** The cookies a browser keeps. */
export class Browser {
  jar = new Map<string, string>()
  setCookies: string[] = []
  w: World
  origin: string
  constructor(w: World) {
    this.w = w
    this.origin = w.deps.env.publicUrl ?? 'http://localhost'
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const cookie = [...this.jar].map(([k, v]) => `${k}=${v}`).join('; ')
    const answer = await this.w.app.request(new URL(path, this.origin).href, {
      method,
      headers: {
        host: new URL(this.origin).host,
        origin: this.origin,
        ...(cookie && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    this.setCookies = answer.headers.getSetCookie()
    for (const line of this.setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value) this.jar.set(name, decodeURIComponent(value))
      else this.jar.delete(name)
    }
    return answer
  }

  get = (path: string) => this.send('GET', path)
  post = (path: string, body: unknown = {}) => this.send('POST', path, body)
  form = (path: string, values: Record<string, string>) =>
    this.send('POST', path, new URLSearchParams({ _token: pageToken(this.w), ...values }).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    })
  signIn = (login: string, password = PASSWORD, otp?: string) =>
    this.post('/api/session', { login, password, ...(otp !== undefined && { otp }) })
  /** 200 while signed in, else 401. */
  me = async () => (await this.get('/api/session')).status
}

/** Somebody signed in already. */
export async function signedIn(w: World, login: string): Promise<Browser> {
  const browser = new Browser(w)
  const answer = await browser.signIn(login)
  if (answer.status !== 200) throw new Error(`${login} could not sign in: ${answer.status}`)
  return browser
}

/** RFC 4648 base 32, as an authenticator app reads a typed secret. */
const decoded = (secret: string) => {
  const bits = [...secret]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return new Uint8Array((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** What an authenticator app shows, some steps from now. */
export const codeAt = (secret: string, now: Date, steps = 0) =>
  generateHOTP(decoded(secret), BigInt(Math.floor(now.getTime() / 30_000) + steps), 6)

/** Turns the second factor on for a signed-in browser. */
export async function enrol(browser: Browser, password = PASSWORD): Promise<{ secret: string; codes: string[] }> {
  const { secret } = (await (await browser.post('/api/session/factor', { password })).json()) as {
    secret: string
  }
  const answer = await browser.post('/api/session/factor/confirm', { otp: codeAt(secret, browser.w.deps.now()) })
  const { recoveryCodes } = (await answer.json()) as { recoveryCodes: string[] }
  return { secret, codes: recoveryCodes }
}

export const rows = async (w: World, sql: string, args: (string | number)[] = []) =>
  (await w.deps.store.writes.commit([{ sql, args }]))[0]?.rows ?? []
