import { pinyin } from 'pinyin-pro'
import { figures, fold, packed } from './fold.ts'
import { SHORT, TITLE, TWO } from './person.ts'
import type { Kind, Span } from './span.ts'

/** What is known of a case and must not be told, as its fields hold it. */
export interface Known {
  kind: Kind
  value: string
}

/** What a company is called by in short: no region before, no trade after; no trade is made of others, as two ways to read a run are many. */
const REGION = /^(?:中国|[\p{Script=Han}]{2,6}(?:省|市|县|区|镇|乡|街道))+/u
const FORM =
  /(?:有限责任公司|股份有限公司|有限公司|分公司|公司|集团|合作社|经营部|门市部|批发部|服务部|工作室|个体工商户|商行|车行|商店|超市|饭店|餐厅|餐饮|美容|美发|理发|大药房|药房|药店|宾馆|酒店|旅馆|加油站|修理厂|汽修|食品|商贸|贸易|科技|快运|快递|物流|建材|服装|五金|厂|店|馆|部|行|铺|坊)+$/u
const ASIDE = /[(（〔【[][^)）〕】\]]*[)）〕】\]]/gu

const hasName = (words: string) => words.length > 1

/** A business in every length people call it by. */
function ofBusiness(value: string): string[] {
  const plain = value.replace(ASIDE, '')
  const short = plain.replace(FORM, '')
  return [value, plain, short, plain.replace(REGION, ''), short.replace(REGION, '')]
}

/** A person by all of the name, by the given name, and as it is typed in Latin letters. */
function ofPerson(value: string): string[] {
  const words = value.split(/[^\p{L}]+/u).filter(hasName)
  return [
    value,
    ...words.flatMap((word) => {
      if (!/^\p{Script=Han}{2,4}$/u.test(word)) return [word]
      const surname = new RegExp(`^${TWO}`, 'v').exec(word)?.[0] ?? word.slice(0, 1)
      const given = word.slice(surname.length)
      const sounds = (of: string) => pinyin(of, { toneType: 'none', type: 'array', mode: 'surname' }).join('')
      return [word, given, sounds(word), `${sounds(given)}${sounds(surname)}`]
    }),
  ]
}

const spellings = ({ kind, value }: Known): string[] =>
  kind === 'name' ? ofPerson(value) : kind === 'shop' ? ofBusiness(value) : [value]

/** 老钮, 钮局: the surname of somebody known with what stands around surnames; even a rare one counts then. */
const called = (value: string) =>
  value
    .split(/[^\p{L}]+/u)
    .filter((word) => /^\p{Script=Han}{2,4}$/u.test(word))
    .map((word) => new RegExp(`^${TWO}`, 'v').exec(word)?.[0] ?? word.slice(0, 1))
    .map((surname) => new RegExp(`[老小阿]${surname}|${surname}(?:${TITLE}|${SHORT}|某{1,2}|家)`, 'dgv'))

/** Letters written for digits, and digits in Chinese: one spelling of a code. */
const coded = (text: string) => figures(text).replaceAll('o', '0').replace(/[li]/g, '1')

/** Every passage that says something known, however it is spaced, pointed, written or shortened. */
export function knownIn(text: string, known: readonly Known[]): Span[] {
  const letters = fold(text)
  const run = packed(letters)
  const runs = coded(run.text)
  return known.flatMap((one) => {
    const found: Span[] = []
    const add = (from: number | undefined, to: number | undefined) =>
      from !== undefined &&
      to !== undefined &&
      found.push({ from, to, kind: one.kind, why: '来件里单独填写过，是要封存的内容' })
    for (const spelling of new Set(spellings(one).map((words) => packed(fold(words)).text))) {
      if (!hasName(spelling)) continue
      // Latin letters inside other words are nobody's name.
      const latin = /^[a-z]+$/.test(spelling) && spelling.length < 5
      if (latin) continue
      for (const [within, sought] of [
        [run.text, spelling],
        [runs, coded(spelling)],
      ] as const)
        for (let at = within.indexOf(sought); at >= 0; at = within.indexOf(sought, at + 1))
          add(run.from[at], run.to[at + sought.length - 1])
    }
    if (one.kind === 'name')
      for (const pattern of called(one.value))
        for (const { index, 0: all } of letters.text.matchAll(pattern))
          add(letters.from[index], letters.to[index + all.length - 1])
    return found
  })
}
