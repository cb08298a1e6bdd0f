import { and, asc, eq, isNotNull } from 'drizzle-orm'
import {
  attachments,
  caseBlind,
  caseCopies,
  type caseLinks,
  cases,
  caseTexts,
  enquiries,
  enquiryFiles,
  erasures,
  events,
  identities,
  redactions,
} from '../../db/schema.ts'
import type { Complaint } from '../complaint/complaint.ts'
import type { Deps } from '../context.ts'
import { type Conclusion, conclusionsOf } from '../directive/conclusion.ts'
import type { Secrets } from '../secrets.ts'
import { openChildren, wishesCall } from './act.ts'
import { type Details, openDetails } from './details.ts'
import type { Sent } from './enquiry.ts'
import { linksOf } from './links.ts'

export type CaseRow = typeof cases.$inferSelect
export type EventRow = typeof events.$inferSelect

export interface Found {
  row: CaseRow
  account: string
  digest: string | null
  details: Details
  blind: string[]
  /** Bodies told of it, and the rule that said so. */
  copies: { department: string; rule: string }[]
  enquiries: (typeof enquiries.$inferSelect)[]
  /** What went with them. */
  sent: Sent[]
  files: Pick<typeof attachments.$inferSelect, 'n' | 'kind' | 'size' | 'state' | 'by' | 'sha256'>[]
  links: (typeof caseLinks.$inferSelect)[]
  /** Cases split off that are not at their end. */
  children: number
  /** Its sender wished to be called when it is answered. */
  callback: boolean
  /** Sealed; opened for the checks of a digest, and for whoever may look. */
  identity: { keyId: string; sealed: Buffer } | undefined
  events: EventRow[]
  /** The key of the day the words came, kept where they were erased. */
  sealKey: string | null
  /** Documents that rest on it and were served, as far as its sender is told of them. */
  conclusions: Conclusion[]
}

export async function find(
  { store, secrets }: Pick<Deps, 'store' | 'secrets'>,
  no: string,
): Promise<Found | undefined> {
  const { read } = store
  const row = await read.select().from(cases).where(eq(cases.no, no)).get()
  if (!row) return undefined
  const { n, kind, size, state, by, sha256 } = attachments
  const [text, blind, copies, asked, sent, files, links, children, callback, identity, log, conclusions] =
    await Promise.all([
      read.select().from(caseTexts).where(eq(caseTexts.no, no)).get(),
      read.select().from(caseBlind).where(eq(caseBlind.no, no)),
      read.select().from(caseCopies).where(eq(caseCopies.no, no)).orderBy(asc(caseCopies.department)),
      read.select().from(enquiries).where(eq(enquiries.no, no)).orderBy(asc(enquiries.askedAt)),
      read
        .select({ enquiry: enquiryFiles.enquiry, k: enquiryFiles.k, kind: redactions.kind, size: redactions.size })
        .from(enquiryFiles)
        .innerJoin(redactions, eq(redactions.id, enquiryFiles.redaction))
        .where(eq(redactions.no, no))
        .orderBy(asc(enquiryFiles.k)),
      read.select({ n, kind, size, state, by, sha256 }).from(attachments).where(eq(attachments.no, no)).orderBy(asc(n)),
      linksOf(store, no),
      openChildren({ store }, no),
      wishesCall({ store }, no),
      read.select().from(identities).where(eq(identities.no, no)).get(),
      read
        .select()
        .from(events)
        .where(eq(events.stream, `case/${no}`))
        .orderBy(asc(events.n)),
      conclusionsOf(store, no),
    ])
  const erased =
    log[0]?.data === null &&
    (await read
      .select({ keyId: erasures.keyId })
      .from(erasures)
      .where(and(eq(erasures.no, no), isNotNull(erasures.keyId)))
      .get())
  return {
    row,
    account: text?.account ?? '',
    digest: text?.digest ?? null,
    details: text ? openDetails(secrets, no, { keyId: text.keyId, sealed: text.details }) : {},
    blind: blind.map((b) => b.department),
    copies,
    enquiries: asked,
    sent,
    files,
    links,
    children,
    callback,
    identity,
    events: log,
    sealKey: erased ? erased.keyId : null,
    conclusions,
  }
}

/** Files by number: a name they had may tell who spoke, and stays sealed. */
export const filesOf = ({ files }: Found) =>
  files.map(({ n, kind, size, state, by }) => ({
    n: n ?? 0,
    kind,
    size,
    state,
    from: by === 'sender' ? 'sender' : 'desk',
  }))

/** What the sender left, out of the vault. */
export const personIn = ({ row, identity }: Found, secrets: Secrets) =>
  identity
    ? ((JSON.parse(secrets.open('vault', row.no, identity)) as { person?: Complaint['person'] }).person ?? null)
    : null
