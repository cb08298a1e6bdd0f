import { readFileSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import * as z from 'zod'
import type { Turnstile } from './antibot/turnstile.ts'

/** A sentence for the operator; the start prints it and ends. */
export class EnvError extends Error {}

const LOOPBACK = /^(localhost|127(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}|\[?::1\]?)$/
export const isLoopback = (host: string) => LOOPBACK.test(host)

const url = (schemes: string[]) =>
  z
    .string()
    .refine((s) => URL.canParse(s) && schemes.includes(new URL(s).protocol), `应是以 ${schemes.join('、')} 开头的地址`)
const choice = <T extends [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `只能是 ${values.join('、')} 之一` })

/** Every name the program reads, with its default. An unknown or wrong value stops the start with a sentence. */
const Variables = z.object({
  HOST: z.string().min(1, '不能是空的').default('127.0.0.1'),
  PORT: z.coerce
    .number({ error: '应是数字' })
    .int('应是整数')
    .min(0, '应在0到65535之间')
    .max(65535, '应在0到65535之间')
    .default(4321),
  PUBLIC_URL: url(['http:', 'https:'])
    .refine((s) => new URL(s).pathname === '/' && !new URL(s).search, '只写到域名，不带路径')
    .optional(),
  DATA_DIR: z.string().min(1, '不能是空的').default('./data'),
  CONTENT_DIR: z.string().min(1, '不能是空的').default('./content'),
  DATABASE_URL: url(['file:', 'http:', 'https:', 'libsql:']).optional(),
  DATABASE_TOKEN: z.string().optional(),
  REPLICA_URL: url(['http:', 'https:', 'libsql:']).optional(),
  SECRET_KEY: z.string().min(32, '至少32个字符').optional(),
  SECRET_KEY_FILE: z.string().min(1).optional(),
  DEMO: choice('on', 'off').optional(),
  DEMO_PASSWORD: z.string().min(8, '至少8个字符').max(256, '至多256个字符').optional(),
  ANTIBOT: choice('altcha', 'turnstile', 'off').default('altcha'),
  TURNSTILE_SITE_KEY: z.string().optional(),
  TURNSTILE_SECRET_KEY: z.string().optional(),
  LIMITS: choice('on', 'off').default('on'),
  TRUST_PROXY: z
    .string()
    .regex(/^[\d.:a-fA-F,\s]+$/, '写反向代理的地址，多个用逗号隔开')
    .optional(),
  METRICS_TOKEN: z.string().min(16, '至少16个字符').optional(),
  SMTP_URL: url(['smtp:', 'smtps:']).optional(),
  SMS_URL: url(['http:', 'https:']).optional(),
  SMS_SECRET: z.string().min(16, '至少16个字符').optional(),
  CLAMD_URL: url(['tcp:', 'unix:']).optional(),
  S3_ENDPOINT: url(['http:', 'https:']).optional(),
  S3_BUCKET: z.string().optional(),
  S3_ACCESS_KEY: z.string().optional(),
  S3_SECRET_KEY: z.string().optional(),
  LOG_LEVEL: choice('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent').default('info'),
})

const refuse = (name: string, why: string): never => {
  throw new EnvError(`环境变量 ${name} 不对：${why}。`)
}

/** Reads the environment once, at start. */
export function readEnv(source: Record<string, string | undefined>) {
  const named = Object.fromEntries(
    Object.keys(Variables.shape).map((k) => [k, source[k] === '' ? undefined : source[k]]),
  )
  const parsed = Variables.safeParse(named)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return refuse(String(issue?.path[0]), issue?.message ?? '')
  }
  const v = parsed.data
  const dataDir = resolve(v.DATA_DIR)
  const publicUrl = v.PUBLIC_URL ? new URL(v.PUBLIC_URL).origin : undefined
  const databaseUrl = v.DATABASE_URL ?? `file:${resolve(dataDir, 'yangguang.db')}`
  const beyond = !isLoopback(v.HOST) || (v.PUBLIC_URL !== undefined && !isLoopback(new URL(v.PUBLIC_URL).hostname))
  if (v.DEMO === undefined && beyond)
    refuse('DEMO', '服务要让本机以外的人访问，请明确写 DEMO=off（正式使用）或 DEMO=on（只作演示）')
  if (!v.PUBLIC_URL && !isLoopback(v.HOST)) refuse('PUBLIC_URL', 'HOST 不是本机地址时，必须写明对外的网址')
  if (v.SECRET_KEY && v.SECRET_KEY_FILE) refuse('SECRET_KEY', '和 SECRET_KEY_FILE 只能写一个')
  if (v.DEMO === 'off' && !v.SECRET_KEY && !v.SECRET_KEY_FILE)
    refuse('SECRET_KEY', '正式使用必须由运维人员给出密钥（SECRET_KEY 或 SECRET_KEY_FILE）')
  if (v.SECRET_KEY_FILE && isWithin(dataDir, v.SECRET_KEY_FILE))
    refuse('SECRET_KEY_FILE', '密钥文件不能放在数据目录里，备份不能带上密钥')
  if (v.ANTIBOT === 'turnstile' && (!v.TURNSTILE_SITE_KEY || !v.TURNSTILE_SECRET_KEY))
    refuse('ANTIBOT', '选 turnstile 时要写 TURNSTILE_SITE_KEY 和 TURNSTILE_SECRET_KEY')
  if (v.SMS_URL && !v.SMS_SECRET) refuse('SMS_SECRET', '写了 SMS_URL 就要写签名密钥')
  if (v.REPLICA_URL && databaseUrl.startsWith('file:')) refuse('REPLICA_URL', '只有数据库是服务器时才有副本')
  return {
    host: v.HOST,
    /** Whether others than this machine are served. */
    beyond,
    port: v.PORT,
    publicUrl,
    /** Whether people reach us over TLS: then cookies and pages insist on it. */
    https: publicUrl?.startsWith('https:') ?? false,
    dataDir,
    contentDir: resolve(v.CONTENT_DIR),
    database: { url: databaseUrl, token: v.DATABASE_TOKEN, replicaUrl: v.REPLICA_URL },
    secretKey: v.SECRET_KEY ?? (v.SECRET_KEY_FILE ? readKey(v.SECRET_KEY_FILE) : undefined),
    demo: v.DEMO,
    demoPassword: v.DEMO_PASSWORD,
    smtpUrl: v.SMTP_URL,
    sms: v.SMS_URL && v.SMS_SECRET ? { url: v.SMS_URL, secret: v.SMS_SECRET } : undefined,
    /** Whether submissions need a proof of work. Turnstile never takes its place where people complain (rulings.md 15). */
    antibot: v.ANTIBOT !== 'off',
    turnstile: turnstileOf(v),
    /** Where files are looked through for viruses. */
    clamd: v.CLAMD_URL,
    limits: v.LIMITS === 'on',
    trustProxy: v.TRUST_PROXY?.split(',').map((s) => s.trim()) ?? [],
    metricsToken: v.METRICS_TOKEN,
    logLevel: v.LOG_LEVEL,
    warnings: warningsOf(v),
  }
}
export type Env = ReturnType<typeof readEnv>

/** What open surveys are guarded by, where somebody chose it; the name of the site is what Cloudflare has to have seen. */
function turnstileOf(v: z.output<typeof Variables>): Turnstile | undefined {
  if (v.ANTIBOT !== 'turnstile' || !v.TURNSTILE_SITE_KEY || !v.TURNSTILE_SECRET_KEY) return undefined
  const hostname = v.PUBLIC_URL ? new URL(v.PUBLIC_URL).hostname : 'localhost'
  return { siteKey: v.TURNSTILE_SITE_KEY, secretKey: v.TURNSTILE_SECRET_KEY, hostname }
}

/** What starts all the same, but the operator should know. */
function warningsOf(v: z.output<typeof Variables>): string[] {
  const unused = (['S3_ENDPOINT', 'TURNSTILE_SITE_KEY'] as const).filter(
    (k) => v[k] && !(k === 'TURNSTILE_SITE_KEY' && v.ANTIBOT === 'turnstile'),
  )
  const behind = v.PUBLIC_URL && !isLoopback(new URL(v.PUBLIC_URL).hostname) && isLoopback(v.HOST) && !v.TRUST_PROXY
  return [
    ...unused.map((name) => `设置了 ${name}，现在的设置用不到它`),
    ...(behind ? ['前面有反向代理却没有写 TRUST_PROXY：所有人会被当成同一个来源，一个人输错会让大家都等'] : []),
  ]
}

const isWithin = (folder: string, file: string) => {
  const path = relative(folder, resolve(file))
  return !path.startsWith('..') && !isAbsolute(path)
}

function readKey(file: string): string {
  try {
    const key = readFileSync(file, 'utf8').trim()
    return key.length >= 32 ? key : refuse('SECRET_KEY_FILE', '文件里的密钥至少要32个字符')
  } catch (error) {
    if (error instanceof EnvError) throw error
    return refuse('SECRET_KEY_FILE', '这个文件读不出来')
  }
}
