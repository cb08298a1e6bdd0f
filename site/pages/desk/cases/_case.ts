const CHANNEL: Record<string, string> = {
  WEB: '网站',
  HOTLINE: '12345转来',
  VISIT: '来访',
  PHONE: '来电',
  CODE: '扫码',
}
export const channelWords = (code: string) => CHANNEL[code] ?? code

const BY: Record<string, string> = { citizen: '提交人', system: '系统' }
export const byWords = (by: string) => BY[by] ?? by

/** What of the sender lies sealed: the names of the drawers, never their contents. Of the anonymous there is nothing. */
export const sealedTitles = (appears: string) =>
  appears === 'anonymous' ? [] : ['姓名', '电话', ...(appears === 'confidential' ? ['企业'] : [])]
