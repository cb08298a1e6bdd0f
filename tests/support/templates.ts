import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a run keeps the databases its worlds are copied from. */
    templates: string
  }
}

/** Once a run, before its first file and after its last. */
export default function setup({ provide }: TestProject) {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-templates-'))
  provide('templates', dir)
  return () => rmSync(dir, { recursive: true, force: true })
}
