import { argon2Sync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { deviceWords } from '../../api/staff/device.ts'
import { hashPassword, passwordIs } from '../../api/staff/password.ts'
import { gate } from '../../api/staff/turn.ts'
import { weakness } from '../../api/staff/weakness.ts'
import { Browser, PASSWORD, signedIn, staffed } from './people.ts'

describe('a hash', () => {
  test('is Argon2id with 19 MiB and two passes, and any other program can check it', async () => {
    const phc = await hashPassword('密码 pass')
    const [, algorithm, version, cost, salt = '', tag] = phc.split('$')
    expect([algorithm, version, cost]).toEqual(['argon2id', 'v=19', 'm=19456,t=2,p=1'])
    const again = argon2Sync('argon2id', {
      message: Buffer.from('密码 pass'),
      nonce: Buffer.from(salt, 'base64'),
      memory: 19456,
      passes: 2,
      parallelism: 1,
      tagLength: 32,
    })
    expect(again.toString('base64').replace(/=+$/, '')).toBe(tag)
  })

  test('knows its password and no other, and is never the same twice', async () => {
    const [a, b] = [await hashPassword('one'), await hashPassword('one')]
    expect(a).not.toBe(b)
    expect([
      await passwordIs('one', a),
      await passwordIs('One', a),
      await passwordIs('', a),
      await passwordIs('one', null),
      await passwordIs('one', 'broken'),
    ]).toEqual([true, false, false, false, false])
  })

  test('takes full-width letters for what they mean', async () => {
    expect(await passwordIs('ａｂｃ１２３', await hashPassword('abc123'))).toBe(true)
  })

  test('is computed four at a time, and a crowd beyond the queue is told so', async () => {
    const inLine = gate(4, 10)
    let [now, most] = [0, 0]
    const job = () =>
      inLine(async () => {
        most = Math.max(most, ++now)
        await new Promise((done) => setTimeout(done, 2))
        now--
      })
    const results = await Promise.allSettled(Array.from({ length: 20 }, job))
    expect(most).toBe(4)
    expect(results.filter((r) => r.status === 'rejected')).toHaveLength(6)
    await expect(Promise.all(Array.from({ length: 14 }, job))).resolves.toHaveLength(14)
  })
})

describe('a new password', () => {
  const about = { login: 'zhangsan', name: '张三' }
  test.each([
    'short',
    'elevenchars',
    '一二三四五六七八九十一',
    'password1234',
    'Password2026!',
    '123456789012',
    '111111111111',
    'abababababab',
    'abcdefghijkl',
    'qwertyuiop12',
    'qwertyuiopasdf',
    '1qaz2wsx3edc',
    'iloveyou2026',
    'woaini201314',
    'admin1234567',
    'administrator',
    'yangguang2026',
    'yangguangzhifa',
    'zhangsan2026',
    'zhangsan123456',
    '张三张三张三张三',
    '阳光执法阳光执法2026',
    'chenghe12345',
    '澄河市司法局2026',
    '            ',
    '987654321098',
  ])('%s is refused with words', (password) => {
    expect(weakness(password, 12, about)).toMatch(/密码/)
  })
  test.each([
    '三只黑猫在雨里等末班车',
    'correct horse battery staple',
    'vRk3-wq8Z-mN21',
    '我家楼下的豆浆铺六点开门',
    'xxxkfuwpqmzlt',
    '     a sentence with spaces     ',
    '阳光执法的门口有两棵银杏树',
    '🌞🌊🏠🐟🌲🍚🚲📚☔🎐🧂🪁',
  ])('%s is taken', (password) => {
    const long = password.length < 12 ? `${password}，每天如此` : password
    expect(weakness(long, 12, about)).toBeUndefined()
  })
  test('may be eight characters in a demonstration', () => {
    expect(weakness('vRk3wq8Z', 8, about)).toBeUndefined()
    expect(weakness('vRk3wq8Z', 12, about)).toContain('至少12个字符')
  })

  test('ends every session but gives this browser a new one', async () => {
    const w = await staffed()
    const [here, there] = [await signedIn(w, 'handler'), await signedIn(w, 'handler')]
    const old = here.jar.get('sid')
    const fresh = '另一句更长的话 for tests'
    for (const body of [
      { old: 'wrong', new: fresh },
      { old: PASSWORD, new: PASSWORD },
      { old: PASSWORD, new: 'password' },
      { old: PASSWORD },
      { old: PASSWORD, new: fresh, login: 'admin' },
    ])
      expect((await here.post('/api/session/password', body)).status).toBe(422)
    expect((await here.post('/api/session/password', { old: PASSWORD, new: fresh })).status).toBe(204)
    expect([await here.me(), await there.me()]).toEqual([200, 401])
    expect(here.jar.get('sid')).not.toBe(old)
    expect([
      (await new Browser(w).signIn('handler')).status,
      (await new Browser(w).signIn('handler', fresh)).status,
    ]).toEqual([401, 200])
  })

  test('cannot be reached by guessing the old one from a borrowed screen', async () => {
    const w = await staffed({ env: { LIMITS: 'on' } })
    const here = await signedIn(w, 'handler')
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        here.post('/api/session/password', { old: 'guess', new: '另一句更长的话 for tests' }),
      ),
    )
    expect(answers.filter((a) => a.status === 422)).toHaveLength(10)
    expect(answers.filter((a) => a.status === 429)).toHaveLength(20)
  })
})

test.each([
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile/15E148 Safari/604.1',
    'iPhone上的Safari',
  ],
  [
    'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/150 Mobile Safari/537.36 MicroMessenger/8.0',
    '安卓上的微信',
  ],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150 Safari/537.36 Edg/150', 'Windows上的Edge'],
  ['Mozilla/5.0 (X11; Linux x86_64; UOS) Firefox/140.0', '统信上的Firefox'],
  ['curl/8', '不认识的设备'],
  [undefined, '不认识的设备'],
])('%s is called %s', (agent, words) => {
  expect(deviceWords(agent)).toBe(words)
})
