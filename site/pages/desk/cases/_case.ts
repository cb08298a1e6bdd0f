import type { InferResponseType } from 'hono/client'
import type { Client } from '../../../../api/client.ts'
import { CHANNEL, type Channel } from '../../../../api/complaint/channel.ts'

/** A case as the desk gets it. */
export type Seen = InferResponseType<Client['api']['desk']['cases'][':no']['$get'], 200>

export const channelWords = (code: string): string => CHANNEL[code as Channel] ?? code

/** What of the sender lies sealed: the names of the drawers, never their contents. Of the anonymous there is nothing. */
export const sealedTitles = (appears: string) =>
  appears === 'anonymous' ? [] : ['姓名', '电话', '电子邮箱', ...(appears === 'confidential' ? ['企业'] : [])]

/** What an enquiry starts from; without it the form is empty and still works. */
export async function proposal(client: Client, no: string): Promise<Record<string, string>> {
  const answer = await client.api.desk.cases[':no'].enquiry.$get({ param: { no } })
  if (!answer.ok) return {}
  const { department, digest, answerBy } = await answer.json()
  return { ...(department && { department }), digest, answerBy, period: 'true' }
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

/** What is done next comes first; what only some cases need lies under one heading. */
const RARE: readonly string[] = [
  'merge',
  'recuse',
  'dispute',
  'note',
  'extend',
  'contest',
  'entrust',
  'call',
  'split',
  'group',
  'ungroup',
  'doubt',
  'transfer',
  'urge',
  'seal',
  'unveil',
  'petition',
  'release',
  'archive',
]
export const stepsOf = (seen: Seen) => ({
  first: seen.allowed
    .filter(({ action }) => !RARE.includes(action))
    // Who waits for a call is what is left to do.
    .toSorted((a, b) => Number(b.action === 'callback') - Number(a.action === 'callback')),
  more: seen.allowed.filter(({ action }) => RARE.includes(action)),
})

/** What a form starts from: the digest for a body, or the answer that was approved. */
export function startOf(seen: Seen, action: string, proposed: Record<string, string> | undefined) {
  if (['enquire', 'entrust', 'call'].includes(action)) return proposed
  const approved =
    seen.status === 'approved' && action === 'answer' && seen.events.findLast((e) => e.action === 'submit')
  return approved ? { note: approved.note ?? '' } : undefined
}
