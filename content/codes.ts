import * as z from 'zod'

/** The 31 signs of GB 32100-2015: no I, O, S, V, Z. */
const SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** The check character of a unified social credit code (GB 32100-2015 5.5: weights 3^(i-1) mod 31). */
export function usccCheck(first17: string): string | undefined {
  let sum = 0
  let weight = 1
  for (const sign of first17) {
    const value = SIGNS.indexOf(sign)
    if (value < 0) return undefined
    sum += value * weight
    weight = (weight * 3) % 31
  }
  return first17.length === 17 ? SIGNS[(31 - (sum % 31)) % 31] : undefined
}

/** Whether the 18 characters are a unified social credit code whose last one agrees with the others. */
export const validUscc = (code: string): boolean => code.length === 18 && usccCheck(code.slice(0, 17)) === code[17]

/** A closed set of codes: one object is the type, the validator and the Chinese text. */
export const labelled = <T extends Record<string, string>>(labels: T) =>
  z.enum(Object.keys(labels) as [keyof T & string, ...(keyof T & string)[]]).meta({ labels })

/** Text somebody wrote: trimmed, never empty, nothing invisible but line feeds (no text that turns its direction). */
export const words = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^(?:\n|[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}])*$/u, {
      error: '含有控制字符或不可见字符。请删掉制表符等看不见的字符',
    })

/** A telephone as people dial it: landline, mobile, or a short service number such as 110 or 12345. */
export const phone = z.string().regex(/^(0\d{2,3}-\d{7,8}(-\d{1,6})?|1[3-9]\d{9}|1\d{2}|\d{5,6})$/, {
  error: '电话写成 0000-1234501、11位手机号码或3位、5至6位短号的样子',
})

/** A civil day in UTC+8. */
export const day = z.iso.date({ error: '日期写成 2026-03-01 的样子，并且当天要存在' })

/** What publications and departments are called by: capitals, digits, hyphens. */
export const code = z
  .string()
  .max(40)
  .regex(/^[A-Z0-9]+(-[A-Z0-9]+)*$/, { error: '编码只用大写字母、数字和中间的短横线' })

export const uscc = z.string().refine(validUscc, {
  error: '统一社会信用代码的校验位不对。请对照证书逐位核对18位代码',
})

/** The code of another publication; that it exists on the day is checked where all of them are known. */
export const ref = <K extends string>(kind: K) => code.meta({ ref: kind })

/** Several of something, each once. */
export const several = <T extends z.ZodType>(item: T, max: number, min = 0) =>
  z
    .array(item)
    .min(min)
    .max(max)
    .refine((all) => new Set(all).size === all.length, { error: '有重复的内容，请删掉一个' })

const NUMERAL = '[一二三四五六七八九十百千零〇0-9]+'
const STATUTE = new RegExp(
  `^《[^《》]{2,60}》第${NUMERAL}条(之${NUMERAL})?(第${NUMERAL}款)?(第([（(]${NUMERAL}[）)]|${NUMERAL})项)?(第${NUMERAL}目)?$`,
)
/** A provision down to article, paragraph and item; one entry a provision, so that each can be found and compared. */
export const statute = words(100).regex(STATUTE, {
  error: '依据写到条款项，如《中华人民共和国食品安全法》第一百二十四条第一款第（五）项；每条依据单独写',
})

/** Text of several lines; a form gives it room and a comparison shows it word by word. */
export const long = (max: number) => words(max).meta({ long: true })

/** Each looks at a text once, however it was made: `[^>]*>` and the like would look from every `<` to the end. */
const TAG = /<\/?[a-z!?]/i
const LINK = /\]\([\s<]*(?![\s<]|https?:\/\/|\/(?![/\\&])|mailto:|#)/i
const OTHER = /!\[|^[ \t>*+\-\d.)]{0,40}\[[^\]]{1,999}\]:/m
const closes = (text: string, start: RegExp, end: string) => {
  const at = text.search(start)
  return at >= 0 && text.includes(end, at)
}
const isActive = (text: string) => closes(text, TAG, '>') || closes(text, LINK, ')') || OTHER.test(text)
/** Markdown without HTML, pictures and links of unknown kind: cleaned by refusing, once, on the way in. */
export const markdown = (max: number) =>
  words(max)
    .refine((text) => !isActive(text), {
      error: '正文里不能有HTML标签、图片、脚注式链接或以http、https、mailto和“/”以外开头的链接。请删掉或改成普通文字',
    })
    .meta({ markdown: true })
