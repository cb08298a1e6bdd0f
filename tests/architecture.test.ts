import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Which top-level folders the code in a folder may load. Types may come from anywhere. */
const MAY_LOAD: Record<string, string[]> = {
  content: ['content'],
  db: ['db'],
  api: ['api', 'content', 'db'],
  site: ['site', 'api', 'content'],
}
/** Of the API, pages load nouns and forms; never what touches the database. */
const NOUNS =
  /^api\/(case\/(deadline|flag|kind|names|number|rating|routing|says|task|visibility|workflow)|complaint\/(channel|complaint|steps|submission)|track\/recovery|staff\/(actor|interest|link|next|person|role)|officer\/officer|open-day\/(arriving|door-words|judging|open-day|outcome|picture|picturing|poster|registration|said|visibility|workflow)|redaction\/box|directive\/(directive|visibility|workflow)|special\/(special|visibility|workflow)|enterprise\/inspection|visit\/(alarm|judging|visibility|visit|workflow)|audit\/asked|retention\/(class|holding)|notice\/ways|desk\/(bulk|entered|same|trial|view)|code\/(batch|code|sheet|verdict|visibility|workflow)|draft\/(draft|form)|import\/import|publication\/(change|publication)|survey\/(answer|offer|steps|survey|typed|visibility|workflow)|tool\/(condition|leniency|remedy|scale|visit)|form|qr|refusal|vocabulary|client|appraisal\/(score|visibility)|supervisor\/(application|call|decision|eligible|invited|objection|opening|resignation|supervisor|visibility|workflow)|lead\/lead|duty\/(announcement|duty|visibility|workflow)|contact\/(contact|visibility|workflow))\.ts$/
/** An island is shipped to the browser: the typed client and its own kind are all it may load. */
const ISLAND = /^(api\/client\.ts|site\/.*)$/
/** What `npm start` runs may know both sides: it builds and serves. */
const ENTRANCES = ['api/server.ts', 'site/dev.ts']

const IMPORT = /^\s*(?:import|export)\s+(?!type\b)(?:[^'"]*?from\s+)?['"](\.[^'"]+)['"]/gm
const loads = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, to]) => join(dirname(file), to!))
const sources = globSync('{content,db,api,site}/**/*.{ts,astro,svelte}').filter(
  (f) => !ENTRANCES.includes(f) && !f.endsWith('.d.ts'),
)

describe('who may load what', () => {
  test.each(sources)('%s', (file) => {
    const folder = file.split('/')[0]!
    for (const to of loads(file)) {
      expect(MAY_LOAD[folder], `${file} loads ${to}`).toContain(to.split('/')[0])
      if (file.endsWith('.svelte')) expect(to, `${file} is an island`).toMatch(ISLAND)
      if (folder === 'site' && to.startsWith('api/')) expect(to, `${file} loads ${to}`).toMatch(NOUNS)
    }
  })

  test('a page that opened the database would be noticed', () => {
    expect(MAY_LOAD.site).not.toContain('db')
    expect('api/publication/store.ts').not.toMatch(NOUNS)
  })
})

describe('habits', () => {
  const code = globSync('{content,db,api,site,tests}/**/*.{ts,astro,svelte,mjs}')

  test('no file is named after nothing', () => {
    expect(code.filter((f) => /(^|\/)(utils?|helpers?|common|misc|constants|index)\.(ts|mjs)$/.test(f))).toEqual([])
  })
  test('no inline style and no inline script in any page', () => {
    const pages = globSync('site/**/*.{astro,svelte}')
    expect(pages.filter((f) => /\sstyle=|<script is:inline|\son[a-z]+="/.test(readFileSync(f, 'utf8')))).toEqual([])
  })
  // Icons and prose are our own files; Markdown from the desk is drawn without any HTML of its own, data blocks escaped.
  test('nothing people sent is ever set as HTML', () => {
    const raw = globSync('site/**/*.{astro,svelte}').filter((f) => /set:html|\{@html/.test(readFileSync(f, 'utf8')))
    expect(
      raw.filter(
        (f) =>
          ![
            'site/ui/Icon.astro',
            'site/ui/Linked.astro',
            'site/ui/Markdown.astro',
            'site/pages/[prose].astro',
          ].includes(f),
      ),
    ).toEqual([])
  })
  test('codes come from a cryptographic source', () => {
    expect(code.filter((f) => f.startsWith('api/') && /Math\.random/.test(readFileSync(f, 'utf8')))).toEqual([])
  })
  test('scripts are ten or fewer', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
    expect(Object.keys(scripts).length).toBeLessThanOrEqual(10)
  })
  test('the lock file names no registry', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.toMatch(/"resolved"/)
  })
})
