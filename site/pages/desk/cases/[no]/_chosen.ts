/** A text as the API marks it. */
export interface Marked {
  id: string
  title: string
  text: string
  spans: { id: string; from: number; to: number; label: string; why: string }[]
}
type Span = Marked['spans'][number]

/** The text in pieces, each plain or a passage to decide on. */
export function pieces({ text, spans }: Marked): { text: string; span?: Span }[] {
  const out: { text: string; span?: Span }[] = []
  let at = 0
  for (const span of spans) {
    if (span.from > at) out.push({ text: text.slice(at, span.from) })
    out.push({ text: text.slice(span.from, span.to), span })
    at = span.to
  }
  return [...out, { text: text.slice(at) }]
}

/**
 * What a person let stand: what the form showed and came back without a tick. A passage the form did not show yet, since
 * the sender changed the text meanwhile, is hidden.
 */
export function chosen(spans: readonly Span[], values: Record<string, string> | undefined) {
  const drawn = new Set(values?.drawn?.split(' ') ?? [])
  const show = spans.map(({ id }) => id).filter((id) => drawn.has(id) && values?.[`hide.${id}`] === undefined)
  const also = values?.also?.trim()
  return { show, ...(also && { also }) }
}
