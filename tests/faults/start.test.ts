import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EnvError, readEnv } from '../../api/env.ts'
import { openStore } from '../../db/open.ts'
import { launch } from '../bench/server.ts'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'yangguang-start-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

/** Starts the real server where it must not start: how it ended and what it said. */
async function start(env: Record<string, string>) {
  const { child, said } = launch({ DATA_DIR: join(dir, 'data'), ...env })
  // One that starts after all must not outlive the test.
  const tooLong = setTimeout(() => child.kill('SIGKILL'), 50_000)
  const [code] = (await once(child, 'close')) as [number]
  clearTimeout(tooLong)
  return { code, said: said().trim() }
}

describe('a wrong environment stops the start and says which and why', () => {
  test.each<[Record<string, string>, string]>([
    [{ PORT: 'abc' }, '环境变量 PORT 不对：应是数字。'],
    [{ PORT: '1.5' }, '环境变量 PORT 不对：应是整数。'],
    [{ PORT: '70000' }, '环境变量 PORT 不对：应在0到65535之间。'],
    [{ PORT: '-1' }, '环境变量 PORT 不对：应在0到65535之间。'],
    [
      { HOST: '0.0.0.0' },
      '环境变量 DEMO 不对：服务要让本机以外的人访问，请明确写 DEMO=off（正式使用）或 DEMO=on（只作演示）。',
    ],
    [{ HOST: '0.0.0.0', DEMO: 'on' }, '环境变量 PUBLIC_URL 不对：HOST 不是本机地址时，必须写明对外的网址。'],
    [
      { PUBLIC_URL: 'https://ygzf.example' },
      '环境变量 DEMO 不对：服务要让本机以外的人访问，请明确写 DEMO=off（正式使用）或 DEMO=on（只作演示）。',
    ],
    [{ PUBLIC_URL: 'ftp://ygzf.example', DEMO: 'on' }, '环境变量 PUBLIC_URL 不对：应是以 http:、https: 开头的地址。'],
    [{ PUBLIC_URL: 'https://ygzf.example/portal', DEMO: 'on' }, '环境变量 PUBLIC_URL 不对：只写到域名，不带路径。'],
    [{ DATABASE_URL: 'mysql://db' }, '环境变量 DATABASE_URL 不对：应是以 file:、http:、https:、libsql: 开头的地址。'],
    [{ REPLICA_URL: 'http://replica:8080' }, '环境变量 REPLICA_URL 不对：只有数据库是服务器时才有副本。'],
    [{ DEMO: 'yes' }, '环境变量 DEMO 不对：只能是 on、off 之一。'],
    [{ DEMO: 'off' }, '环境变量 SECRET_KEY 不对：正式使用必须由运维人员给出密钥（SECRET_KEY 或 SECRET_KEY_FILE）。'],
    [{ SECRET_KEY: 'short' }, '环境变量 SECRET_KEY 不对：至少32个字符。'],
    [
      { SECRET_KEY: 'x'.repeat(40), SECRET_KEY_FILE: '/etc/hostname' },
      '环境变量 SECRET_KEY 不对：和 SECRET_KEY_FILE 只能写一个。',
    ],
    [{ SECRET_KEY_FILE: '/nowhere/at/all' }, '环境变量 SECRET_KEY_FILE 不对：这个文件读不出来。'],
    [
      { DATA_DIR: '/srv/yg', SECRET_KEY_FILE: '/srv/yg/key' },
      '环境变量 SECRET_KEY_FILE 不对：密钥文件不能放在数据目录里，备份不能带上密钥。',
    ],
    [{ DEMO_PASSWORD: 'short' }, '环境变量 DEMO_PASSWORD 不对：至少8个字符。'],
    [{ ANTIBOT: 'maybe' }, '环境变量 ANTIBOT 不对：只能是 altcha、turnstile、off 之一。'],
    [
      { ANTIBOT: 'turnstile' },
      '环境变量 ANTIBOT 不对：选 turnstile 时要写 TURNSTILE_SITE_KEY 和 TURNSTILE_SECRET_KEY。',
    ],
    [{ LIMITS: 'no' }, '环境变量 LIMITS 不对：只能是 on、off 之一。'],
    [{ TRUST_PROXY: 'nginx' }, '环境变量 TRUST_PROXY 不对：写反向代理的地址，多个用逗号隔开。'],
    [{ METRICS_TOKEN: 'short' }, '环境变量 METRICS_TOKEN 不对：至少16个字符。'],
    [{ SMS_URL: 'https://sms.example' }, '环境变量 SMS_SECRET 不对：写了 SMS_URL 就要写签名密钥。'],
    [{ LOG_LEVEL: 'loud' }, '环境变量 LOG_LEVEL 不对：只能是 trace、debug、info、warn、error、fatal、silent 之一。'],
  ])('%j', (env, sentence) => {
    expect(() => readEnv(env)).toThrow(new EnvError(sentence))
  })

  test('an empty value is the same as none', () => {
    expect(readEnv({ PORT: '', DEMO: '', SECRET_KEY: '' })).toMatchObject({
      port: 4321,
      demo: undefined,
      secretKey: undefined,
    })
  })

  test('the server itself ends with the sentence and nothing else', async () => {
    expect(await start({ PORT: 'abc' })).toEqual({ code: 1, said: '不能启动：环境变量 PORT 不对：应是数字。' })
  })
})

test('a port that is taken is said in words', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const { code, said } = await start({ PORT: String(port) })
  expect(code).toBe(1)
  // A first start has loaded the city by then and says so before.
  expect(said.split('\n')).toContain(`不能启动：端口 ${port} 已被占用。请停止占用它的程序，或用 PORT 指定另一个。`)
  other.close()
})

test('a second process on the same data folder is refused, and the first is not disturbed', async () => {
  const data = join(dir, 'shared')
  mkdirSync(data)
  const first = await openStore({ url: `file:${join(data, 'yangguang.db')}` })
  const second = await start({ DATA_DIR: data })
  expect(second).toEqual({
    code: 1,
    said: `不能启动：数据目录 ${data} 正被另一个进程使用。请先停止它，或用 DATA_DIR 指定另一个目录。`,
  })
  await first.writes.commit([{ sql: 'insert into facts (key, value) values (?, ?)', args: ['still', 'here'] }])
  await first.close()
})

test('a database newer than the program is refused and left as it is', async () => {
  const file = join(dir, 'newer.db')
  await (await openStore({ url: `file:${file}` })).close()
  const db = new DatabaseSync(file)
  db.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)').run(
    'of a later version',
    Date.now() + 1e12,
  )
  db.close()
  const said = '数据库由更新版本的程序建立，这个版本不能打开它。请升级程序，或改用旧的备份。'
  await expect(openStore({ url: `file:${file}` })).rejects.toThrow(said)
  expect(await start({ DATABASE_URL: `file:${file}` })).toEqual({ code: 1, said: `不能启动：${said}` })
})

test('a file that is no database is refused', async () => {
  const file = join(dir, 'note.db')
  writeFileSync(file, 'not a database, only a note that is longer than a header would be: '.repeat(20))
  const { code } = await start({ DATABASE_URL: `file:${file}` })
  expect(code).toBe(1)
})
