import * as z from 'zod'

/** A closed set of codes with their Chinese labels: one object is the type, the validator and the text. */
export const codes = <T extends Record<string, string>>(labels: T) =>
  z.enum(Object.keys(labels) as [keyof T & string, ...(keyof T & string)[]]).meta({ labels })

/** Control characters, lone surrogates and marks that turn text around: never in what people send. */
const UNPRINTABLE = /[[\p{Cc}\p{Bidi_Control}\u{feff}]--[\t\n\r]]/v

/** Text as people type it: normalised, trimmed, bounded before anything looks at it. */
export const words = (min: number, max: number, title: string) =>
  z
    .string({ error: `请填写${title}` })
    .max(max * 4, `${title}太长，请写在${max}个字以内`)
    .refine((s) => s.isWellFormed() && !UNPRINTABLE.test(s), `${title}里有不能显示的字符，请删去后再提交`)
    .transform((s) => s.normalize('NFC').replace(/\r\n?/g, '\n').trim())
    .pipe(
      z
        .string()
        .min(min, min <= 1 ? `请填写${title}` : `${title}太短，请至少写${min}个字`)
        .max(max, `${title}太长，请写在${max}个字以内`),
    )
    .meta({ title, minLength: min, maxLength: max })

/** A whole number as JSON has it or as a form and an address write it; `0x1`, `1e1`, ` 1` and `true` are none. */
export const whole = (min: number, max: number, message: string) =>
  z
    .union(
      [
        z.int(),
        z
          .string()
          .regex(/^\d{1,9}$/)
          .transform(Number),
      ],
      { error: message },
    )
    .pipe(z.int({ error: message }).min(min, message).max(max, message))

/** Which page of a list, and how long a page is. */
export const paging = {
  page: whole(1, 1000, '应是1到1000的整数').default(1),
  limit: whole(1, 100, '应是1到100的整数').default(20),
}

/** A civil day that exists. */
export const day = (title: string) => z.iso.date({ error: `${title}应是一个日期，如2026-06-13` }).meta({ title })
