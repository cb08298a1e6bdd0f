const WIDE = 720
const HIGH = 1080
const PAPER = '#ffffff'
const INK = '#182427'
const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'

/** Draws the slip: what a person needs to see their case again, large enough to be read off a photograph. */
export async function drawSlip(no: string, code: string, square: string, side: number): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = WIDE
  canvas.height = HIGH
  const on = canvas.getContext('2d')
  if (!on) return null
  on.fillStyle = PAPER
  on.fillRect(0, 0, WIDE, HIGH)
  on.fillStyle = INK
  on.textAlign = 'center'
  const write = (text: string, size: number, y: number, font = FONT) => {
    on.font = `600 ${size}px ${font}`
    on.fillText(text, WIDE / 2, y, WIDE - 40)
  }
  write('阳光执法 · 提交凭证', 34, 70)
  write('编号', 26, 130)
  write(no, 46, 185)
  write('查询码', 26, 250)
  const groups = code.match(/.{1,4}/g) ?? []
  write(groups.slice(0, 3).join('  '), 44, 305, 'monospace')
  write(groups.slice(3).join('  '), 44, 365, 'monospace')
  if (side > 0) {
    const scale = Math.floor(520 / side)
    on.save()
    on.translate((WIDE - side * scale) / 2, 430)
    on.scale(scale, scale)
    on.fill(new Path2D(square))
    on.restore()
  }
  write('在“查办理进度”里输入，或者扫这张图。', 26, 1000)
  write('这是查看办理的唯一凭证，请不要发给别人。', 26, 1042)
  return new Promise((done) => canvas.toBlob(done, 'image/png'))
}
