import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const NAME = 'door-worker.js'
const SOURCE = fileURLToPath(new URL('./pages/door/_worker.ts', import.meta.url))
const OWN = /\/site\/pages\/door\/_[A-Z]\w*\.svelte$/

/** Builds the worker of the door beside the pages and tells it the names of all files that page may load. */
export const offline = (): Plugin => ({
  name: 'offline',
  apply: 'build',
  applyToEnvironment: ({ name }) => name === 'client',
  buildStart() {
    this.emitFile({ type: 'chunk', id: SOURCE, fileName: NAME })
  },
  generateBundle(_options, bundle) {
    const found = new Set<string>()
    const gather = (file: string) => {
      const chunk = bundle[file]
      if (found.has(file) || chunk?.type !== 'chunk') return
      found.add(file)
      for (const next of [...chunk.imports, ...chunk.dynamicImports]) gather(next)
    }
    for (const [file, chunk] of Object.entries(bundle))
      if (chunk.type === 'chunk' && (chunk.moduleIds.some((id) => OWN.test(id)) || chunk.name === 'client.svelte'))
        gather(file)
    const worker = bundle[NAME]
    if (worker?.type !== 'chunk' || worker.imports.length > 0) throw new Error(`${NAME} must be one file`)
    worker.code = worker.code.replace('__PARTS__', JSON.stringify([...found].map((file) => `/${file}`).sort()))
  },
})
