import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readContent } from '../../content/load.ts'
import { ContentError, type Problem } from '../../content/problem.ts'

export const REAL = join(import.meta.dirname, '../../content')

/** A folder that goes away with the callback. */
export function inFolder<T>(use: (dir: string) => T): T {
  const dir = mkdtempSync(join(tmpdir(), 'content-'))
  try {
    return use(dir)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** The real content with one file replaced, and the mistakes found in it. */
export function problemsWith(file: string, text: string | Buffer): Problem[] {
  return inFolder((dir) => {
    cpSync(REAL, dir, { recursive: true, filter: (path) => !/\.(ts|md)$/.test(path) })
    writeFileSync(join(dir, file), text)
    return problemsOf(dir)
  })
}

export function problemsOf(dir: string): Problem[] {
  try {
    readContent(dir)
    return []
  } catch (error) {
    if (error instanceof ContentError) return error.problems
    throw error
  }
}
