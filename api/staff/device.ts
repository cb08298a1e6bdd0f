import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from '../context.ts'
import { flags } from '../cookie.ts'

const SYSTEMS: [RegExp, string][] = [
  [/OpenHarmony|HarmonyOS/, '鸿蒙'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, '安卓'],
  [/Windows/, 'Windows'],
  [/Macintosh|Mac OS X/, 'Mac'],
  [/UOS|UnionTech/, '统信'],
  [/Kylin/, '麒麟'],
  [/Linux/, 'Linux'],
]
const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/, '微信'],
  [/QQBrowser/, 'QQ浏览器'],
  [/360SE|360EE|QIHU/, '360浏览器'],
  [/Edg\w*\//, 'Edge'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS|Chromium/, 'Chrome'],
  [/Safari/, 'Safari'],
]
const first = (table: [RegExp, string][], agent: string) => table.find(([pattern]) => pattern.test(agent))?.[1]

/** Browser and system in words a person recognises; what the browser said is not kept. */
export function deviceWords(agent: string | undefined): string {
  const said = (agent ?? '').slice(0, 400)
  const [system, browser] = [first(SYSTEMS, said), first(BROWSERS, said)]
  return system && browser ? `${system}上的${browser}` : (system ?? browser ?? '不认识的设备')
}

/** A name with this prefix is only taken from and given to this very host, over TLS. */
export const hostCookie = (c: Context<AppEnv>, name: string) => (c.var.deps.env.https ? `__Host-${name}` : name)

const REMEMBERED_DAYS = 90

/**
 * A browser that signed in as this person before keeps a sealed proof of it. Its wrong passwords are counted by
 * themselves, so a flood against the account from elsewhere cannot keep its owner out (OWASP's device cookies).
 */
export function knownDevice(c: Context<AppEnv>, login: string): string | undefined {
  const known = c.var.deps.secrets.redeem<{ login?: string; device?: string }>(
    'device',
    getCookie(c, hostCookie(c, 'device')),
    c.var.now.getTime(),
  )
  return known?.login === login ? known.device : undefined
}

export function rememberDevice(c: Context<AppEnv>, login: string) {
  const device = knownDevice(c, login) ?? randomBytes(12).toString('base64url')
  const lasts = REMEMBERED_DAYS * 86_400
  const ticket = c.var.deps.secrets.ticket('device', { login, device }, c.var.now.getTime() + lasts * 1000)
  setCookie(c, hostCookie(c, 'device'), ticket, { ...flags(c), maxAge: lasts })
}
