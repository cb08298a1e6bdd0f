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

/** A telephone as people dial it: landline, mobile, or a short service number. */
export const phone = z.string().regex(/^(0\d{2,3}-\d{7,8}(-\d{1,6})?|1[3-9]\d{9}|\d{5,6})$/, {
  error: '电话写成 0000-1234501、11位手机号码或5至6位短号的样子',
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
