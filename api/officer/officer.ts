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

/** A certificate number as it may be typed: spaces, hyphens, full-width digits and words around it do no harm. */
export const numberOf = (typed: string): string => typed.normalize('NFKC').replace(/\D/g, '')

/** Where the answer to one question about a certificate is shown, to the browser that asked, for a few minutes. */
export const VERDICT_PATH = '/officers/verdict'

/** The answer, with the last digits of what was asked, so that a person sees whether it was typed right. */
export interface Verified {
  verdict: OfficerVerdict
  on: string
  tail: string
  officer?: Pick<
    Officer,
    'name' | 'department' | 'certificateType' | 'fields' | 'area' | 'issuer' | 'validFrom' | 'validTo'
  > & { departmentName: string }
}
