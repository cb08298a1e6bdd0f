import type { InferResponseType } from 'hono/client'
import type { Client } from '../../../../api/client.ts'

/** A survey as the desk gets it. */
export type Seen = InferResponseType<Client['api']['desk']['surveys'][':code']['$get'], 200>

/** Of a hundred; nothing where nobody was asked. */
export const percent = (part: number, all: number): string | undefined =>
  all > 0 ? `${Math.round((part / all) * 1000) / 10}%` : undefined

/** What a flash of this page says; the numbers in it are those of a list just taken. */
export function doneWords(flash: string, last: string | undefined): string {
  const [what, invited, repeated] = flash.split('-')
  if (what === 'draw') return '已经起草。核对后提请批准。'
  if (what === 'invite' && invited)
    return `已经收下${Number(invited)}个地址${Number(repeated) > 0 ? `，去掉重复的${Number(repeated)}个` : ''}。邀请在工作日的8点到18点陆续发出，发出后地址就删掉。`
  return `已办：${last ?? ''}。`
}
