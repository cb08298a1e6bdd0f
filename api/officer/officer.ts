import type { Officer } from '../../content/kinds/officer.ts'

/** What may be said of a certificate: its standing, never the reason for it. */
export const VERDICT = {
  valid: '有效',
  suspended: '暂扣',
  cancelled: '已收回或注销',
  expired: '已过有效期',
  unknown: '查不到',
} as const
export type OfficerVerdict = keyof typeof VERDICT

/** Whether the holder may enforce on a day. */
export function verdict(officer: Officer, withdrawn: boolean, on: string): OfficerVerdict {
  if (withdrawn || officer.status === 'cancelled' || officer.status === 'recalled') return 'cancelled'
  if (officer.status === 'suspended') return 'suspended'
  return officer.validFrom <= on && on <= officer.validTo ? 'valid' : 'expired'
}
