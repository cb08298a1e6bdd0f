import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Publication } from './load.ts'
import { Envelope, KINDS, type Kind } from './schema.ts'

/** Writes published versions back as the files they can be read from: load(write(x)) equals x. */
export function writeContent(dir: string, publications: Omit<Publication, 'file' | 'line' | 'at'>[]): void {
  mkdirSync(dir, { recursive: true })
  for (const kind of Object.keys(KINDS) as Kind[]) {
    const { file, title } = KINDS[kind]
    const versions = publications.filter((p) => p.kind === kind).toSorted(inOrder)
    const head = `# ${title}。由已发布的内容导出；改好后用 npm run content -- check 检查，再 import 导入。\n`
    const items = versions.map((version) =>
      stringify([entry(kind, version)], { lineWidth: 0, aliasDuplicateObjects: false }),
    )
    writeFileSync(join(dir, file), `${head}\n${items.join('\n') || '[]\n'}`)
  }
}

/** One version as a flat map in the order of the schema: code, envelope, then the rest. */
function entry(kind: Kind, version: Omit<Publication, 'file' | 'line' | 'at'>): Record<string, unknown> {
  const { code, ...data }: Record<string, unknown> = version.data
  const envelope: Record<string, unknown> = version
  const order = Object.keys(KINDS[kind].schema.shape)
  const pairs: [string, unknown][] = [
    ['code', code],
    ...Object.keys(Envelope.shape).map((key): [string, unknown] => [key, envelope[key]]),
    ...order.map((key): [string, unknown] => [key, data[key]]),
  ]
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined && value !== null))
}

/** By code, then date of effect: the same state gives the same bytes. */
const inOrder = (a: Omit<Publication, 'file' | 'line' | 'at'>, b: Omit<Publication, 'file' | 'line' | 'at'>) =>
  a.code < b.code ? -1 : a.code > b.code ? 1 : a.from < b.from ? -1 : 1
