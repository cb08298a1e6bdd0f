import * as z from 'zod'
import { whole } from '../vocabulary.ts'

/** What can be drawn on. */
export const PICTURES = ['jpg', 'png', 'webp'] as const
export type Picture = (typeof PICTURES)[number]
export const isPicture = (kind: string | null | undefined): kind is Picture => PICTURES.some((one) => one === kind)

/** Of which files there are pictures to draw on: of those drawn anew, each page. */
export const canCover = (kind: string | null | undefined) => isPicture(kind) || kind === 'heic' || kind === 'pdf'

/** So many rectangles on one picture or page, and so many blacked out copies of one. */
export const MOST_BOXES = 40
export const MOST_COPIES = 20

const part = (least: number) =>
  z
    .number({ error: '应是0到100之间的数' })
    .min(least, least > 0 ? '宽和高要大于0' : '应是0到100之间的数')
    .max(100, '应是0到100之间的数')

/** A rectangle in hundredths of a picture's width and height, so that it fits every size of it. */
export const Box = z
  .strictObject({ left: part(0), top: part(0), width: part(0.1), height: part(0.1) })
  .refine((b) => b.left + b.width <= 100.001, { path: ['width'], error: '这一块超出了图片右边，请把左边或宽改小' })
  .refine((b) => b.top + b.height <= 100.001, { path: ['height'], error: '这一块超出了图片下边，请把上边或高改小' })
export type Box = z.output<typeof Box>
export const SIDES = { left: '左边', top: '上边', width: '宽', height: '高' } as const satisfies Record<
  keyof Box,
  string
>

/** Which page of a paper; a picture is its own first. How many there are, its copies say. */
export const Paged = z.strictObject({ page: whole(1, 999, '没有这一页，请重新选择').default(1) })

/** What is hidden of a picture or page; nothing only where somebody says so. */
export const Covering = z
  .strictObject({
    page: Paged.shape.page,
    boxes: z.array(Box, { error: '请给出要遮盖的方块' }).max(MOST_BOXES, `一张图最多遮${MOST_BOXES}块，请合并几块`),
    clear: z
      .boolean()
      .optional()
      .meta({ title: '看过了，没有要遮的', hint: '没有人脸、姓名、号码、车牌、门牌、招牌。没有画方块时要勾选。' }),
  })
  .refine((c) => c.boxes.length > 0 || c.clear === true, {
    path: ['boxes'],
    error: '还没有遮盖任何地方。请画出要遮的方块；确实没有要遮的，勾选“看过了，没有要遮的”',
  })
