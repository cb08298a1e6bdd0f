import { usccCheck } from '../../content/codes.ts'

/** Whose a case is: nobody else of the city reads it. */
export const REALM = {
  bureau: ['intake', 'assign', 'handler', 'review', 'chief'],
  superior: ['superior'],
  sealed: ['sealed1', 'sealed2'],
} as const
export type Realm = keyof typeof REALM

/** A word that tells who somebody is, and who may read it. */
export interface Bird {
  word: string
  case: string
  what: keyof Identity | 'number' | 'code of the receipt'
  seers: readonly string[]
}

const SURNAMES = '禚仝亓逄臧蔺冉訾綦隋滕鞠庞樊殷翟倪耿芦岳焦俞柏鲍褚窦'
const RARE =
  '翀珺璟骞勍旻昶晔煊烜琰瑄珩祯稷窈筱纾绛翊翎舸芃茝荇菀萦蕤蘅谡赟轫郦铄锴闳霈韫颀飏骐鸢黻鼐峣嵘巽弈彧徕忱恂愫慜戬抒揆攸旃昕晞暄杳栩桓棣楫榘樾毓沅泓洵浥渥湜溦滢漪澍濯焱爰狷珈琚琤瑀瑾璁璆畹皞睎砚祎禛穑竑笙筠箬籁'
const sign = (i: number) => RARE[i % RARE.length] ?? ''
const CHINESE = '零一二三四五六七八九'
const inWords = (digits: string) => digits.replace(/\d/g, (d) => CHINESE[Number(d)] ?? d)

/** Everything by which one person may be known, as people write it; each word is found nowhere else. */
export function identityOf(i: number) {
  const of = (k: number) => `${sign(i * 7 + k)}${sign(i * 11 + k * 5 + 3)}`
  const code17 = `9237998${i % 10}MAQ${String(10 + i)}E${String(100 + i)}`.slice(0, 17)
  return {
    name: `${SURNAMES[i]}${of(0)}`,
    phone: `19900${String(712_345 + i * 1117)}`,
    guardian: `${SURNAMES[(i + 13) % SURNAMES.length]}${of(1)}`,
    guardianPhone: inWords(`19900${String(345_671 + i * 2113)}`),
    email: `quezi${i}.zhong@nest${i}.example.cn`,
    enterprise: `${of(2)}${sign(i + 40)}百货商行`,
    uscc: `${code17}${usccCheck(code17)}`,
    place: `${of(3)}巷${31 + i}号`,
    document: `澄执扣〔2026〕${7100 + i}号`,
    scanned: `QUE-K${i}-${8800 + i}`,
    id: `37110219${60 + i}0${1 + (i % 9)}1${i % 10}${String(4410 + i)}`,
    plate: `鲁Q${String(13_457 + i * 4013)}`,
    nickname: `${of(4)}麻脸`,
    shop: `${of(5)}${sign(i + 60)}烧烤`,
    wechat: `que_wx_${i}_nest`,
    spoken: inWords(`19900${String(567_812 + i * 1319)}`),
    address: `${of(6)}苑${11 + i}栋`,
    judged: `${of(7)}${sign(i + 20)}菜馆`,
    file: `${of(8)}的手机照片${i}.jpg`,
  }
}
export type Identity = ReturnType<typeof identityOf>
