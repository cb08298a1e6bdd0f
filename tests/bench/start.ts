import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, say } from './figure.ts'
import { serving } from './server.ts'

/** From the start of the process to a 200 of `/readyz`: on an empty folder once, then with the database that is there. */
export async function run() {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-bench-'))
  const start = async () => {
    const server = await serving({ DATA_DIR: dir })
    await server.stop()
    return server.readyAfter / 1000
  }
  try {
    // The pages are built by whoever comes first; that is not what is measured here.
    await start()
    rmSync(dir, { recursive: true })
    say({ name: 'first start, content and sample cases loaded', value: await start(), unit: 's' })
    const times: number[] = []
    for (let i = 0; i < 7; i++) times.push(await start())
    say({
      name: 'start to ready, median of 7',
      value: median(times),
      unit: 's',
      bound: { of: 'value', at: 'most', is: 2 },
    })
    say({ name: 'start to ready, slowest of 7', value: Math.max(...times), unit: 's' })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
