import { sha256 } from '../secrets.ts'
import { sorted } from './event.ts'
import type { Found } from './found.ts'

/**
 * What a case consists of when it is put away, as digests: its events, its words, its enquiries, its files. The digests
 * stay when texts are erased one day, and show that nothing was changed before.
 */
function manifestOf({ row, account, digest, events, enquiries, files }: Found) {
  return {
    no: row.no,
    events: events.map(({ n, action, hash }) => ({ n, action, hash })),
    account: sha256(account),
    digest: digest === null ? null : sha256(digest),
    enquiries: enquiries.map((e) => ({ id: e.id, digest: sha256(e.digest), answer: e.answer && sha256(e.answer) })),
    files: files.map(({ n, kind, size, sha256 }) => ({ n, kind, size, sha256 })),
  }
}

/** The package as the archive event keeps it: how much there is, and one digest over all. */
export const frozen = (found: Found) => ({
  events: found.events.length,
  files: found.files.length,
  package: sha256(JSON.stringify(sorted(manifestOf(found)))),
})
