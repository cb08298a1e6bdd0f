const CHANNEL: Record<string, string> = { WEB: '网站' }
export const channelWords = (code: string) => CHANNEL[code] ?? code

/** What of the sender lies sealed: the names of the drawers, never their contents. Of the anonymous there is nothing. */
export const sealedTitles = (appears: string) =>
  appears === 'anonymous' ? [] : ['姓名', '电话', '电子邮箱', ...(appears === 'confidential' ? ['企业'] : [])]
