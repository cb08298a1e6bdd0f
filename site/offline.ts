import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const NAME = 'offline-worker.js'
const SOURCE = fileURLToPath(new URL('./pages/_worker.ts', import.meta.url))
/** Pages that open without a network, and the islands each may load. */
const PAGES = ['door', 'lead'].map((folder) => ({
  page: `/${folder}`,
  own: new RegExp(`/site/pages/${folder}/_[A-Z]\\w*\\.svelte$`),
}))

/** Builds their worker beside the pages and tells it the names of all files each page may load. */
export const offline = (): Plugin => ({
  name: 'offline',
  apply: 'build',
  applyToEnvironment: ({ name }) => name === 'client',
  buildStart() {
    this.emitFile({ type: 'chunk', id: SOURCE, fileName: NAME })
  },
  generateBundle(_options, bundle) {
    const partsOf = (own: RegExp) => {
      const found = new Set<string>()
      const gather = (file: string) => {
        const chunk = bundle[file]
        if (found.has(file) || chunk?.type !== 'chunk') return
        found.add(file)
        for (const next of [...chunk.imports, ...chunk.dynamicImports]) gather(next)
      }
      for (const [file, chunk] of Object.entries(bundle))
        if (chunk.type === 'chunk' && (chunk.moduleIds.some((id) => own.test(id)) || chunk.name === 'client.svelte'))
          gather(file)
      return [...found].map((file) => `/${file}`).sort()
    }
    const worker = bundle[NAME]
    if (worker?.type !== 'chunk' || worker.imports.length > 0 || worker.exports.length > 0)
      throw new Error(`${NAME} must be one file`)
    const parts = Object.fromEntries(PAGES.map(({ page, own }) => [page, partsOf(own)]))
    worker.code = worker.code.replace('__PARTS__', JSON.stringify(parts))
  },
})
