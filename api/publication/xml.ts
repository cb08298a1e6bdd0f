/** Signs XML 1.0 has no place for, however they are written: controls, halves of pairs, the two non-characters. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** Text that stays text inside an element and inside an attribute. */
export const xmlText = (text: string): string =>
  text
    .toWellFormed()
    .replace(NOT_XML, '')
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '')

/** An element; its attributes and text are escaped, its children are elements already. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  inside: string | readonly string[] = '',
): string {
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(value)}"`)
  const open = `${name}${said.join('')}`
  const content = typeof inside === 'string' ? xmlText(inside) : inside.join('\n')
  return content === '' ? `<${open}/>` : `<${open}>${content}</${name}>`
}

export const xmlDocument = (root: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`
