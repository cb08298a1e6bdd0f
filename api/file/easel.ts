import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { MOST_PIXELS } from './picture.ts'
import { Pull } from './pull.ts'

/** More pages, more time or more memory than this, and a file keeps its original only (security.md F-04, F-06). */
export const BOUNDS = { pages: 60, seconds: 20, megabytes: 512 }
const LOOK_EVERY = 50
/** A drawing of two thousand pixels has one megabyte; one that is larger is none. */
const LARGEST = 16 * 1024 * 1024

const PAINTER = fileURLToPath(new URL('painter.ts', import.meta.url))
/** All the process may read: its own code and what that stands on. No file of ours, no key, nothing to write. */
const ROOT = dirname(dirname(dirname(PAINTER)))
const ALLOWED = [PAINTER, join(ROOT, 'package.json'), join(ROOT, 'node_modules')]
export const CONFINED = ['--permission', '--allow-addons', ...ALLOWED.map((path) => `--allow-fs-read=${path}`)]

/**
 * A HEIC or a PDF as pictures, one after another, drawn in a process of its own. Throws where it cannot be drawn to its
 * end within the bounds; what was given out until then is no copy.
 */
export async function* drawn(
  kind: 'heic' | 'pdf',
  chunks: AsyncIterable<Buffer>,
  bounds = BOUNDS,
): AsyncGenerator<Buffer> {
  const painter = spawn(
    process.execPath,
    [...CONFINED, '--max-old-space-size=128', PAINTER, kind, String(bounds.pages), String(MOST_PIXELS)],
    { cwd: '/', env: {}, stdio: ['pipe', 'pipe', 'ignore'], timeout: bounds.seconds * 1000, killSignal: 'SIGKILL' },
  )
  const over = once(painter, 'close')
  const watch = setInterval(() => void ended(painter, bounds.megabytes), LOOK_EVERY)
  const fed = pipeline(chunks, painter.stdin).catch(() => undefined)
  const pull = new Pull(painter.stdout)
  try {
    for (;;) {
      const first = await pull.some(1)
      if (!first) break
      const length = Buffer.concat([first, await pull.take(3)]).readUInt32BE()
      if (length > LARGEST) throw new Error('a drawing that is none')
      yield await pull.take(length)
    }
    const [code, signal] = (await over) as [number | null, string | null]
    if (code !== 0) throw new Error(`not drawn to its end: ${signal ?? code}`)
  } finally {
    clearInterval(watch)
    painter.kill('SIGKILL')
    await Promise.all([over, fed])
  }
}

/** WebAssembly has memory that no option of Node bounds: it is measured from outside, where Linux tells it. */
async function ended(painter: ReturnType<typeof spawn>, megabytes: number) {
  const place = `/proc/${painter.pid}/status`
  if (!existsSync(place)) return
  const said = await readFile(place, 'utf8').catch(() => '')
  if (Number(/VmRSS:\s*(\d+)/.exec(said)?.[1] ?? 0) > megabytes * 1024) painter.kill('SIGKILL')
}
