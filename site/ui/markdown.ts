import { micromark } from 'micromark'
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table'
import { kitTables } from './tables.ts'

/**
 * Markdown as HTML. Raw HTML in it stays text and addresses of unknown kind are dropped (micromark’s defaults); its
 * headings begin at `level`, below those of the page.
 */
export const markdown = (text: string, level = 3): string => {
  const html = micromark(text, { extensions: [gfmTable()], htmlExtensions: [gfmTableHtml()] })
  const shifted = html.replace(
    /<(\/?)h([1-6])>/g,
    (_, end: string, depth: string) => `<${end}h${Math.min(6, Number(depth) + level - 1)}>`,
  )
  return kitTables(shifted)
}
