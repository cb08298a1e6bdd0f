import type { Channel } from '../notice/channels.ts'
import { LEAST_INVITED, MOST_INVITED } from './survey.ts'

/** Where an invitation goes. */
export interface Address {
  to: string
  channel: Channel
}

/** A mobile number or a mail address as people write it; undefined when it is neither. */
export function readAddress(typed: string): Address | undefined {
  const text = typed.normalize('NFKC').trim()
  if (text.length > 100) return undefined
  const digits = text.replace(/[\s-]/g, '').replace(/^(\+86|0086|86(?=1\d{10}$))/, '')
  if (/^1[3-9]\d{9}$/.test(digits)) return { to: digits, channel: 'sms' }
  // Plain ones only: nothing in them may end a header or begin another address.
  const mail = /^[\w.+-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(text) && !text.includes('..')
  return mail ? { to: text.toLowerCase(), channel: 'mail' } : undefined
}

/** Heads as lists of addresses have them. */
const HEAD = /^(手机|手机号|手机号码|电话|联系电话|邮箱|电子邮箱|邮箱地址|手机号或邮箱|mobile|phone|e-?mail)$/i

function faultOf(cells: readonly string[]): string {
  const [text = ''] = cells
  if (cells.length > 1) return '不止一列。名单里只放手机号或邮箱，请删去姓名等别的内容'
  if (/^[=@＝]|^[+-](?![\d\s])/.test(text)) return '是公式。请写手机号或邮箱本身'
  if (/^\d(\.\d+)?e\+?\d+$/i.test(text)) return '手机号变成了科学计数。请把这一列设成“文本”，重新填写'
  if (/^\+?\d[\d\s-]*$/.test(text)) return '不是11位的手机号。固定电话收不到短信'
  return '不是手机号，也不是邮箱'
}

export interface Read {
  addresses: Address[]
  /** Addresses that stood there before. */
  repeated: number
  wrong: string[]
}

/** The rows of a list, judged one by one; what is wrong is said by its line, never by what stands in it. */
export function addressesIn(
  rows: readonly (readonly string[])[],
  ways: readonly Channel[],
  broken: ReadonlyMap<number, string> = new Map(),
): Read {
  const found = new Map<string, Address>()
  const wrong: string[] = []
  let repeated = 0
  for (const [i, row] of rows.entries()) {
    const cells = row.map((cell) => cell.trim()).filter((cell) => cell !== '')
    const [text] = cells
    if (text === undefined || (i === 0 && cells.length === 1 && HEAD.test(text))) continue
    const say = (message: string) => wrong.push(`第${i + 1}行：${message}`)
    const bad = broken.get(i + 1)
    const address = cells.length === 1 ? readAddress(text) : undefined
    if (bad !== undefined) say(bad)
    else if (!address) say(faultOf(cells))
    else if (!ways.includes(address.channel))
      say(
        address.channel === 'sms'
          ? '平台没有开通短信，请改用邮箱或打印邀请信'
          : '平台没有开通邮件，请改用手机号或打印邀请信',
      )
    else if (found.has(address.to)) repeated++
    else found.set(address.to, address)
  }
  if (found.size > MOST_INVITED) wrong.unshift(`名单有${found.size}个地址，一次最多${MOST_INVITED}个，请分成几份`)
  if (found.size === 0 && wrong.length === 0) wrong.push('名单是空的，请写手机号或邮箱')
  if (found.size < LEAST_INVITED && wrong.length === 0)
    wrong.push(
      `名单只有${found.size}个不同的地址，至少要${LEAST_INVITED}个：太少了，有人会看出其中谁答了、谁没答。请把几份名单合成一份再交`,
    )
  return { addresses: [...found.values()], repeated, wrong }
}
