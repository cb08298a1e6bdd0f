import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { serving } from '../bench/server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder in which the first start has been; where none is given, a site starts from an empty one. */
    city?: string
  }
}

/** Once for all journeys: the first start loads the city, the sites begin with copies. */
export default async function setup({ provide }: TestProject) {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-city-'))
  await (await serving({ DATA_DIR: dir })).stop()
  provide('city', dir)
  return () => rmSync(dir, { recursive: true, force: true })
}
