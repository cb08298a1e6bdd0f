import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { serving } from '../bench/server.ts'

export const PASSWORD = 'demo-password-1'

/** The portal as an operator starts it: a process of its own, a folder of its own, the demonstration city. */
export interface Site {
  url: string
  /** What it has printed so far, log included. */
  said(): string
  close(): Promise<void>
}

export async function serve(more: Record<string, string> = {}): Promise<Site> {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-journey-'))
  const city = inject('city')
  if (city && !more.DATA_DIR) cpSync(city, dir, { recursive: true })
  const { port, said, stop } = await serving({
    DATA_DIR: dir,
    DEMO_PASSWORD: PASSWORD,
    LOG_LEVEL: 'error',
    ...more,
  })
  return {
    url: `http://localhost:${port}`,
    said,
    async close() {
      await stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
