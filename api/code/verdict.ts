import type { Status } from './workflow.ts'

/** What a scan says first: what it is called, what it means, what to do now. */
export const VERDICT = {
  genuine: {
    title: '真实有效',
    valid: true,
    says: '这个码是市司法局发的，今天有效。请对照下面写的，看和您眼前的是不是同一个。',
  },
  early: { title: '还没到启用的日子', valid: false, says: '这个码是市司法局发的，但今天还不能用。' },
  expired: { title: '已过有效期', valid: false, says: '这个码是市司法局发的，已经到期，今天不能用它执法。' },
  suspended: { title: '暂停使用', valid: false, says: '这个码是市司法局发的，现在暂停使用。' },
  lost: { title: '已挂失', valid: false, says: '这个码报过丢失。贴在这里或者拿在手里的，可能不是原来的人放的。' },
  replaced: { title: '已换发，这一张不能再用', valid: false, says: '这个码换过新的。请找新的那一张，这一张应当收回。' },
  revoked: { title: '已作废', valid: false, says: '这个码是市司法局发的，已经作废。' },
  unknown: { title: '查不到这个码', valid: false, says: '市司法局没有发过这个码。可能输错了，也可能是假的。' },
} as const
export type Verdict = keyof typeof VERDICT

interface Standing {
  status: Status
  validFrom: string
  validTo: string | null
}

/** What a code is worth on a day. That it was taken back says more than that its days are over. */
export function verdictOf({ status, validFrom, validTo }: Standing, day: string): Verdict {
  if (status !== 'active') return status
  if (day < validFrom) return 'early'
  return validTo !== null && day > validTo ? 'expired' : 'genuine'
}
