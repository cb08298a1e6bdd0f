import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A place for data that can become full and empty again while a server works in it. */
interface Room {
  dir: string
  /** Leaves no byte for the server to grow into. */
  fill(pid: number): void
  free(pid: number): void
  remove(): void
}

const run = (command: string, ...args: string[]) => spawnSync(command, args).status === 0

/** A small disk of its own where mounting is allowed; else the bound that the system puts on a process's files. */
export function room(): Room {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-room-'))
  if (run('mount', '-t', 'tmpfs', '-o', 'size=24m', 'yangguang-room', dir)) return disk(dir)
  if (run('prlimit', '--version')) return bound(dir)
  rmSync(dir, { recursive: true })
  throw new Error(
    'A full disk cannot be made here: it takes root to mount a tmpfs, or the program prlimit (package util-linux).',
  )
}

function disk(dir: string): Room {
  const ballast = join(dir, 'ballast')
  const fill = () => {
    const { bavail, bsize } = statfsSync(dir)
    writeFileSync(ballast, Buffer.alloc(bavail * bsize))
  }
  const remove = () => {
    run('umount', dir)
    rmSync(dir, { recursive: true })
  }
  return { dir, fill, free: () => rmSync(ballast), remove }
}

function bound(dir: string): Room {
  const limit = (pid: number, bytes: string) => {
    if (!run('prlimit', '--pid', String(pid), `--fsize=${bytes}:unlimited`))
      throw new Error('prlimit could not bound the file size of the server')
  }
  return {
    dir,
    fill: (pid) => limit(pid, '4096'),
    free: (pid) => limit(pid, 'unlimited'),
    remove: () => rmSync(dir, { recursive: true }),
  }
}
