import type { InferResponseType } from 'hono/client'
import type { Client } from '../../../../api/client.ts'

/** A case as the desk gets it. */
export type Seen = InferResponseType<Client['api']['desk']['cases'][':no']['$get'], 200>

const CHANNEL: Record<string, string> = { WEB: '网站' }
export const channelWords = (code: string) => CHANNEL[code] ?? code

/** What of the sender lies sealed: the names of the drawers, never their contents. Of the anonymous there is nothing. */
export const sealedTitles = (appears: string) =>
  appears === 'anonymous' ? [] : ['姓名', '电话', '电子邮箱', ...(appears === 'confidential' ? ['企业'] : [])]

/** What an enquiry starts from, and what may go with it; without it the form is empty and still works. */
export async function proposal(client: Client, no: string) {
  const answer = await client.api.desk.cases[':no'].enquiry.$get({ param: { no } })
  if (!answer.ok) return { values: {}, files: [] }
  const { department, digest, answerBy, files } = await answer.json()
  const values = { ...(department && { department }), digest, answerBy, purpose: 'facts', period: 'true' }
  return { values, files }
}

const FILE_STATE: Record<string, string> = {
  receiving: '还没有传完',
  checking: '正在检查',
  clean: '',
  sealed: '不能去除标记，只有原件',
  quarantined: '已隔离',
  refused: '没有通过检查',
}
export const fileState = (state: string) => FILE_STATE[state] ?? state

/** 340 kB, 12 MB */
export const sizeWords = (bytes: number) =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${Math.round(bytes / 1_000_000)} MB`
