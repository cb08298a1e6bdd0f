import { cover, uncover } from './_ballot.ts'
import { exchange, Refused } from './_exchange.ts'
import { held, hold } from './_held.ts'

/**
 * Exchanges the invitation this device holds for a ballot. Each step is kept on the device before the next is taken, so
 * that whatever breaks off goes on from there.
 */
export async function ballotFor(code: string, publicKey: string): Promise<{ message: string; signature: string }> {
  let mine = held(code)
  if (mine.message && mine.signature) return { message: mine.message, signature: mine.signature }
  const { token } = mine
  if (!token) throw new Refused('这台设备上没有邀请码了。请重新打开邀请链接，答案还在。')
  if (!mine.message || !mine.inverse || !mine.blinded) {
    mine = { token, ...(await cover(publicKey)) }
    if (!hold(code, mine)) throw new Refused('这个浏览器不让保存选票，请换一个浏览器打开邀请链接。')
  }
  const { message = '', inverse = '', blinded = '' } = mine
  const signed = await exchange(code, { token, blinded })
  const made = { message, signature: await uncover(publicKey, { message, inverse }, signed ?? '') }
  // From here on nothing on this device says which invitation it was.
  hold(code, made)
  return made
}
