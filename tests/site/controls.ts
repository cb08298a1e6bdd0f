const unescaped = (text: string) =>
  text.replace(/&(?:#(\d+)|#x([\da-f]+)|(amp|lt|gt|quot|apos));/gi, (_all, dec, hex, name) =>
    name
      ? { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[name.toLowerCase() as 'amp']
      : String.fromCodePoint(dec ? Number(dec) : Number.parseInt(hex, 16)),
  )
const attribute = (tag: string, name: string) => {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/>])`).exec(tag)
  return found ? unescaped(found[1] ?? '') : undefined
}

/** A quoted value may hold any sign but its quote. */
const OPENING = /^<(?:"[^"]*"|[^>"])*>/
const CONTROL = /<input\b(?:"[^"]*"|[^>"])*>|<(textarea|select)\b(?:"[^"]*"|[^>"])*>([\s\S]*?)<\/\1>/g

/** What a browser would send of a form as it stands in a page, buttons and files left out; script is off. */
export function controlsOf(html: string, id = 'complaint'): Record<string, string> {
  const [, whole = ''] = new RegExp(`<form[^>]*\\sid="${id}"[^>]*>([\\s\\S]*?)</form>`).exec(html) ?? []
  const sent: Record<string, string> = {}
  const say = (name: string | undefined, value: string) => {
    if (name) sent[name] ??= value
  }
  for (const [tag, kind, text = ''] of whole.matchAll(CONTROL)) {
    const [open = ''] = OPENING.exec(tag) ?? []
    const name = attribute(open, 'name')
    if (kind === 'textarea') say(name, unescaped(text).replace(/^\n/, ''))
    else if (kind === 'select') {
      const [chosen] = /<option[^>]*\sselected[^>]*>/.exec(text) ?? []
      say(name, chosen ? (attribute(chosen, 'value') ?? '') : '')
    } else if (['radio', 'checkbox'].includes(attribute(open, 'type') ?? '')) {
      if (attribute(open, 'checked') !== undefined) say(name, attribute(open, 'value') ?? 'on')
    } else if (attribute(open, 'type') !== 'file') say(name, attribute(open, 'value') ?? '')
  }
  return sent
}
