import { insert } from '../../db/row.ts'
import { leads } from '../../db/schema.ts'
import { type Opening, open, type Receipt } from '../case/history.ts'
import type { Deps } from '../context.ts'
import type { Remember } from '../once.ts'
import type { Sent } from './answer.ts'
import { judged, notedAs, submissionOf } from './judging.ts'
import type { Conflict, Lead, Way } from './lead.ts'
import { bodyOf, draftsOf, sealReceipt } from './own.ts'
import { ownerOf } from './owner.ts'
import type { Sender } from './serving.ts'

const wayOf = (conflict: Conflict, status: string): Way =>
  conflict !== 'none' ? conflict : status === 'accepted' ? 'direct' : 'up'
/** What the sender of a lead is told, when it is taken and whenever it is asked again. */
export const shown = (receipt: Receipt, conflict: Conflict): Sent => ({
  ...receipt,
  url: `/lead/mine/${receipt.no}`,
  conflict,
  way: wayOf(conflict, receipt.status),
})

interface Coming extends Pick<Opening, 'demo' | 'digest'> {
  /** Under what the sender may ask again. */
  key?: string | undefined
  remember?: Remember<Sent>
}

/** Opens the case of a lead, and writes down whose it is, in one commit. */
export async function take(
  world: Pick<Deps, 'store' | 'secrets'>,
  who: Sender,
  said: Omit<Lead, 'owner'>,
  now: Date,
  { key, remember = () => [], ...opening }: Coming,
): Promise<Sent> {
  const { secrets } = world
  const { login } = who.actor
  const { conflict, channel } = await judged(world, who, said, now)
  const receipt = await open(world, submissionOf(said, who, conflict), channel, now, {
    ...opening,
    direct: conflict === 'none',
    also: (made) => {
      const row = {
        no: made.no,
        by: who.by,
        owner: ownerOf(secrets, login, said.protect),
        source: said.source,
        conflict: notedAs(conflict, said),
        callback: said.callback === true,
        urgency: said.urgency ?? null,
        draft: key === undefined ? null : (draftsOf(secrets, who.actor, key)[0] ?? null),
        ...sealReceipt(secrets, { ...made, conflict, ...(key !== undefined && { body: bodyOf(said) }) }),
        at: now.getTime(),
      }
      // The key first: whoever raced for it is answered what the winner was.
      return [...remember(shown(made, conflict)), insert(leads, row)]
    },
  })
  return shown(receipt, conflict)
}
