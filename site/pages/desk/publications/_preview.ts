import type { Kind } from '../../../../api/publication/publication.ts'
import { KINDS } from '../../../../content/schema.ts'
import type { One } from '../../_doors.ts'

/** A draft as its public page would get it. */
export interface Preview {
  item: One<Kind>
  /** The record at the desk, where the page leads back to. */
  desk: string
  mayEdit: boolean
  /** Its first day is not written yet: today stands for it. */
  undated: boolean
}

interface Written {
  intent: string
  from: string | null
  source: string | null
  filingNo: string | null
  reason: string | null
  reviewOn: string | null
  data: Record<string, unknown>
}

/** The draft as if it were published now; nothing where it does not yet have the shape its page needs. */
export function drafted(
  kind: Kind,
  code: string,
  draft: Written,
  names: Readonly<Record<string, string>>,
  today: string,
): One<Kind> | undefined {
  const { intent, from, source, filingNo, reason, reviewOn } = draft
  const fits = KINDS[kind].schema.safeParse({ ...draft.data, code })
  if (!fits.success) return undefined
  return {
    kind,
    code,
    version: 0,
    status: intent === 'withdraw' ? 'cancelled' : 'effective',
    from: from ?? today,
    to: null,
    source,
    filingNo,
    reason,
    reviewOn,
    publishedAt: today,
    data: fits.data as One<Kind>['data'],
    names: Object.fromEntries(Object.entries(names).filter(([, name]) => name !== '')),
  }
}
