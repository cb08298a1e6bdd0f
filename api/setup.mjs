// Runs under any Node from 18, without dependencies: makes a fresh clone runnable.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'

const [lock, installed] = ['package-lock.json', 'node_modules/.package-lock.json']
const fresh = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs - 1000
const npm = (...args) =>
  spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  }).status

if (!fresh || !existsSync('node_modules/.bin/node')) {
  console.log('正在安装所需的程序包，第一次约需一分钟……')
  // On machines the lock was not made for, some platform packages may be missing from it.
  if (npm('ci') !== 0 && npm('install') !== 0) {
    console.error('没有安装成功。请检查网络和 npm 的设置，然后再试一次。')
    process.exit(1)
  }
}
