import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const dir = mkdtempSync(join(tmpdir(), 'yangguang-content-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const env = { PATH: process.env.PATH ?? '', DATA_DIR: join(dir, 'data') }
const run = (...args: string[]) =>
  execFileSync(process.execPath, ['api/content.ts', ...args], { env, encoding: 'utf8' })
const fail = (...args: string[]) => spawnSync(process.execPath, ['api/content.ts', ...args], { env, encoding: 'utf8' })

test('imports, then finds nothing to do, and writes back what it would import again', () => {
  expect(run('check')).toMatch(/^内容没有问题：\d+条/)
  expect(run('import')).toMatch(/^已发布\d+条，0条没有变化/)
  expect(run('import')).toMatch(/^已发布0条，\d+条没有变化/)
  run('export', join(dir, 'out'))
  expect(run('import', join(dir, 'out'))).toMatch(/^已发布0条/)
})

test('a broken folder is refused with file, line and reason, and nothing of it is published', () => {
  const broken = join(dir, 'broken')
  cpSync('content', broken, { recursive: true })
  const file = join(broken, 'departments.yaml')
  const text = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    text.replace('name: 澄河市司法局', 'name: 澄河市司法局（改）').replace(/phone: .*/, 'phone: 打不通'),
  )
  const { status, stderr } = fail('import', broken)
  expect(status).toBe(1)
  expect(stderr).toMatch(/^departments\.yaml:\d+ 电话/m)
  expect(run('import')).toMatch(/^已发布0条/)
})

test('export wants to be told where, so that the founding files keep their comments', () => {
  const { status, stderr } = fail('export')
  expect([status, stderr.trim()]).toEqual([1, '请写明导出到哪个文件夹：npm run content -- export 文件夹'])
})

test('an unknown word is answered with how to use it', () => {
  expect(fail('publish').stderr).toMatch(/^用法：/)
})
