import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const workerOf = (folder: string) => ({
  name: `${folder}-worker.js`,
  source: fileURLToPath(new URL(`./pages/${folder}/_worker.ts`, import.meta.url)),
  own: new RegExp(`/site/pages/${folder}/_[A-Z]\\w*\\.svelte$`),
})
/** Pages that open without a network, each with a worker of its own. */
const WORKERS = [workerOf('door'), workerOf('lead')]

/** Builds these workers beside the pages and tells each the names of all files its page may load. */
export const offline = (): Plugin => ({
  name: 'offline',
  apply: 'build',
  applyToEnvironment: ({ name }) => name === 'client',
  buildStart() {
    for (const { name, source } of WORKERS) this.emitFile({ type: 'chunk', id: source, fileName: name })
  },
  generateBundle(_options, bundle) {
    for (const { name, own } of WORKERS) {
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
      const worker = bundle[name]
      if (worker?.type !== 'chunk' || worker.imports.length > 0) throw new Error(`${name} must be one file`)
      worker.code = worker.code.replace('__PARTS__', JSON.stringify([...found].map((file) => `/${file}`).sort()))
    }
  },
})
