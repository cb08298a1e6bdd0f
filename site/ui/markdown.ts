import { micromark } from 'micromark'
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table'
import { kitTables } from './tables.ts'

/**
 * Markdown as HTML. Raw HTML in it stays text and addresses of unknown kind are dropped (micromark’s defaults); its
 * headings begin at `level`, below those of the page, whether its writer began with one sign or three.
 */
export const markdown = (text: string, level = 3): string => {
  const html = micromark(text, { extensions: [gfmTable()], htmlExtensions: [gfmTableHtml()] })
  const top = Math.min(...[...html.matchAll(/<h([1-6])>/g)].map(([, depth]) => Number(depth)))
  const shifted = html.replace(
    /<(\/?)h([1-6])>/g,
    (_, end: string, depth: string) => `<${end}h${Math.min(6, Number(depth) - top + level)}>`,
  )
  return kitTables(shifted)
}
