import css from '../../styles/tokens.css?raw'

/** The colours as the stylesheet has them, so that this page cannot say anything else. */
const read = (block: string): Record<string, string> =>
  Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6})/gi)].map(([, name = '', hex = '']) => [name, hex.toLowerCase()]),
  )

const [first = '', second = ''] =
  css.split('[data-mode="elder"]').length > 1 ? css.split('[data-mode="elder"]') : css.split('[data-mode=elder]')
export const standard = read(first)
export const elder = { ...standard, ...read(second.split('}')[0] ?? '') }

const channel = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)

/** Relative luminance, WCAG 2.2. */
const luminance = (hex: string): number => {
  const long = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1)
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => channel(Number.parseInt(long.slice(at, at + 2), 16) / 255))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Contrast of two colours, WCAG 2.2. */
export const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

/** What each colour is for. */
export const USES: [name: string, use: string][] = [
  ['ink', '正文、标题'],
  ['soft', '次要文字'],
  ['paper', '页面底'],
  ['mist', '分区底'],
  ['line', '分隔线，不表意'],
  ['track', '条的底轨'],
  ['edge', '控件边框'],
  ['teal', '链接、按钮'],
  ['teal-deep', '页头、悬停'],
  ['teal-wash', '选中、信息'],
  ['teal-line', '连线'],
  ['sun', '此处、此刻'],
  ['sun-wash', '当前行'],
  ['ok', '有效、完成'],
  ['ok-wash', '有效底'],
  ['warn', '提醒文字'],
  ['warn-wash', '提醒底'],
  ['stop', '错误、失效'],
  ['stop-wash', '错误底'],
]

/** Every pair that meets on a page, and what WCAG asks of it. */
export const PAIRS: [use: string, front: string, back: string, least: number][] = [
  ['正文', 'ink', 'paper', 4.5],
  ['分区上的正文', 'ink', 'mist', 4.5],
  ['次要文字', 'soft', 'paper', 4.5],
  ['分区上的次要文字', 'soft', 'mist', 4.5],
  ['选中项的提示', 'soft', 'teal-wash', 4.5],
  ['失效块次要文字', 'soft', 'stop-wash', 4.5],
  ['链接', 'teal', 'paper', 4.5],
  ['分区上的链接', 'teal', 'mist', 4.5],
  ['信息标签', 'teal', 'teal-wash', 4.5],
  ['按钮文字', 'paper', 'teal', 4.5],
  ['页头文字', 'paper', 'teal-deep', 4.5],
  ['有效标签', 'ok', 'ok-wash', 4.5],
  ['提醒标签', 'warn', 'warn-wash', 4.5],
  ['提醒块正文', 'ink', 'warn-wash', 4.5],
  ['错误文字', 'stop', 'paper', 4.5],
  ['错误标签', 'stop', 'stop-wash', 4.5],
  ['红牌', 'paper', 'stop', 4.5],
  ['当前行', 'ink', 'sun-wash', 4.5],
  ['控件边框', 'edge', 'paper', 3],
  ['分区上的控件边框', 'edge', 'mist', 3],
  ['图表条与底轨', 'teal', 'track', 3],
  ['焦点两环之间、到期格', 'ink', 'sun', 3],
  ['页头标志', 'sun', 'teal-deep', 3],
]
