import { readFileSync } from 'node:fs'
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type { Problem } from './problem.ts'

/** One item of a file, and the line on which each part of it stands. */
export interface Item {
  file: string
  value: unknown
  line(path?: readonly PropertyKey[]): number
}

/** The parser's own codes, said in Chinese. */
const SYNTAX: Record<string, string> = {
  TAB_AS_INDENT: '缩进用了制表符。请改成空格',
  DUPLICATE_KEY: '同一条目里有两个相同的名称。请删掉一个',
  BAD_INDENT: '缩进不齐。同一条目的各行要对齐',
  MISSING_CHAR: '少了一个符号。请检查冒号、引号或括号是否成对',
  UNEXPECTED_TOKEN: '有多余的符号。请检查冒号、引号或括号',
  MULTILINE_IMPLICIT_KEY: '这一行不像“名称: 值”。请检查冒号后面有没有空格、引号是否成对',
  BLOCK_AS_IMPLICIT_KEY: '一行里有两个冒号。请给这一段文字加上英文引号',
  BAD_SCALAR_START: '不能以这个符号开头。请给这一段文字加上英文引号',
  MULTIPLE_DOCS: '一个文件里有两份文档。请删掉中间的“---”',
  TAG_RESOLVE_FAILED: '不支持以“!”开头的标签。请删掉，或给这一段文字加上英文引号',
  BAD_ALIAS: '不支持引用（*名称）。请把内容写全',
}

const LARGEST = 5_000_000 // no content file of a county comes near this; a bomb does

/** Reads one YAML list. Problems are added to the list given; nothing is thrown. */
export function readItems(path: string, file: string, problems: Problem[]): Item[] {
  const report = (line: number, reason = '这一行的写法不对。请对照同一文件里的其他条目改正'): Item[] => {
    problems.push({ file, line, reason })
    return []
  }
  const text = decode(path, report)
  if (text === undefined) return []
  const lines = new LineCounter()
  try {
    const doc = parseDocument(text, { lineCounter: lines, stringKeys: true })
    const lineAt = (node: unknown) => lines.linePos(((node as Node | null)?.range ?? [0])[0]).line || 1
    // The parser explains a tab differently each time, and one slip as several: one reason a line.
    const seen = new Set<number>()
    for (const [i, line] of text.split('\n').entries()) {
      if (!/^ *\t/.test(line)) continue
      seen.add(i + 1)
      report(i + 1, SYNTAX.TAB_AS_INDENT)
    }
    for (const { linePos, code } of [...doc.errors, ...doc.warnings]) {
      const line = linePos?.[0].line ?? 1
      if (seen.has(line)) continue
      seen.add(line)
      report(line, SYNTAX[code])
    }
    // An alias may multiply itself without end; content has no use for them, so none is expanded.
    visit(doc, {
      Alias: (_, alias) => void report(lineAt(alias), `不支持引用（*${alias.source}）。请把内容写全`),
    })
    if (problems.some((p) => p.file === file)) return []
    const list = doc.contents
    if (list === null || (isScalar(list) && list.value === null)) {
      return report(1, '文件是空的。没有内容时请写 []，或删掉这个文件')
    }
    if (!isSeq(list)) return report(lineAt(list), '文件应是一个列表，每个条目以“- ”开头')
    return list.items.map((node) => ({
      file,
      value: (node as Node).toJS(doc),
      line: (steps = []) => lineAt(find(node, steps)),
    }))
  } catch {
    return report(1, '嵌套太深，读不下去。请检查括号是否成对')
  }
}

/** The text of a file in UTF-8 without a byte order mark, or what is wrong with it. */
function decode(path: string, report: (line: number, reason: string) => unknown): string | undefined {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch {
    report(1, '读不出这个文件。请检查它是不是文件、有没有读取权限')
    return undefined
  }
  if (bytes.length > LARGEST) return void report(1, '文件超过5MB。请拆开或检查是否放错了文件')
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    if (text.startsWith('\uFEFF')) return void report(1, '文件开头有 BOM。请另存为“UTF-8（无 BOM）”')
    return text
  } catch {
    return void report(badLine(bytes), '不是 UTF-8 编码。请另存为 UTF-8')
  }
}

/** The first line that is not UTF-8: a line feed is never part of a longer sign, so lines decode alone. */
function badLine(bytes: Buffer): number {
  const strict = new TextDecoder('utf-8', { fatal: true })
  for (let line = 1, start = 0; start <= bytes.length; line++) {
    const feed = bytes.indexOf(10, start)
    const end = feed < 0 ? bytes.length : feed
    try {
      strict.decode(bytes.subarray(start, end))
    } catch {
      return line
    }
    start = end + 1
  }
  return 1
}

/** The deepest node there is on a path; for a field of a map its name, since that is what one sees. */
function find(node: unknown, steps: readonly PropertyKey[]): unknown {
  let seen = node
  let here = node
  for (const step of steps) {
    if (isMap(here)) {
      const pair = here.items.find((p) => isScalar(p.key) && p.key.value === String(step))
      if (!pair) return seen
      seen = pair.key
      here = pair.value
    } else if (isSeq(here) && typeof step === 'number') {
      here = here.items[step]
      if (!here || isAlias(here)) return seen
      seen = here
    } else return seen
  }
  return seen
}
