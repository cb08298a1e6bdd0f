/** What gives somebody away, by kind; the words people read beside a passage. */
export const KIND = {
  name: '姓名或称呼',
  phone: '电话',
  contact: '微信、QQ、邮箱或网址',
  id: '证件号',
  plate: '车牌',
  shop: '店名或企业名',
  place: '具体地点',
  document: '文书编号',
  code: '账号、证照号或编码',
  date: '具体日期或时间',
  kin: '年龄或亲属关系',
  other: '隐去',
} as const
export type Kind = keyof typeof KIND

/** A passage of a text, by UTF-16 units, and why it gives somebody away. */
export interface Span {
  from: number
  to: number
  kind: Kind
  why: string
}

/** Passages in order, those that overlap made one: it is called by the longest of them. */
export function merged(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => a.from - b.from || b.to - a.to)
  const out: (Span & { longest: number })[] = []
  for (const span of sorted) {
    const last = out.at(-1)
    const length = span.to - span.from
    if (!last || span.from >= last.to) out.push({ ...span, longest: length })
    else {
      if (length > last.longest) Object.assign(last, { kind: span.kind, why: span.why, longest: length })
      last.to = Math.max(last.to, span.to)
    }
  }
  return out.map(({ from, to, kind, why }) => ({ from, to, kind, why }))
}

/** A text with passages blacked out: each is replaced by what kind of thing stood there. */
export function hidden(text: string, spans: readonly Span[]): string {
  let out = ''
  let at = 0
  for (const { from, to, kind } of merged(spans)) {
    out += `${text.slice(at, from)}〔${KIND[kind]}〕`
    at = to
  }
  return out + text.slice(at)
}
