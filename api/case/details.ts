import type { Complaint } from '../complaint/complaint.ts'
import type { LeadSaid } from '../lead/lead.ts'
import type { Sealed, Secrets } from '../secrets.ts'

/** What a case says besides the account. Each part alone may tell who spoke, so it is sealed and shown only by `view`. */
export interface Details {
  officer?: string | undefined
  place?: string | undefined
  /** What was seen on a uniform or a car, when the body is not known. */
  text?: string | undefined
  enterprise?: Complaint['enterprise']
  /** Longitude and latitude. */
  position?: string | undefined
  document?: string | undefined
  remedy?: string | undefined
  matter?: string | undefined
  relation?: Complaint['relation']
  /** As the sender answered; the marks of the case follow from it. */
  before?: Complaint['before']
  danger?: Complaint['danger']
  minor?: Complaint['minor']
  code?: string | undefined
  /** The number a letter or the hotline gave it; who holds theirs knows who spoke. */
  reference?: string | undefined
  /** What a supervisor or a contact point says of their lead. */
  lead?: LeadSaid | undefined
}

/** A submission; what came on paper or by the hotline has their number besides. */
export type Submission = Complaint & Pick<Details, 'reference' | 'lead'>

/** What of a complaint is sealed beside the account. */
export function detailsOf({
  about,
  enterprise,
  matter,
  code,
  document,
  remedy,
  relation,
  reference,
  lead,
  ...said
}: Submission): Details {
  const { officer, place, text, position } = about ?? {}
  const { before, danger, minor } = said
  return {
    officer,
    place,
    text,
    position,
    enterprise,
    matter,
    code,
    document,
    remedy,
    relation,
    before,
    danger,
    minor,
    reference,
    lead,
  }
}

const bound = (no: string) => `details/${no}`

export const sealDetails = (secrets: Secrets, no: string, details: Details): Sealed =>
  secrets.seal('vault', bound(no), JSON.stringify(details))

export const openDetails = (secrets: Secrets, no: string, sealed: Sealed): Details =>
  JSON.parse(secrets.open('vault', bound(no), sealed)) as Details
