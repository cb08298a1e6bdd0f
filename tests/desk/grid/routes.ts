import { PLURAL } from '../../../api/publication/publication.ts'
import type { Role } from '../../../api/staff/role.ts'

/**
 * Whom a route answers. Everybody else hears 401, 403 or 404 and nothing of what they asked about.
 * `sender`: whoever holds number and code. `of`: of those roles only whoever reads this very case, was asked this very
 * enquiry, or whose office this very document is. `hollow`: what it leads to is not there in this test, so that only
 * refusals are told apart.
 */
export type Rule =
  | 'anyone'
  | 'signed in'
  | 'sender'
  | { roles: readonly Role[]; of?: 'case' | 'enquiry' | 'document'; hollow?: true }

const DESK: readonly Role[] = ['intake', 'assign', 'handler', 'review', 'chief', 'superior', 'sealed']
const ASKED: readonly Role[] = ['body', 'legal', 'office', 'chief']
const readers = { roles: DESK, of: 'case' } as const
const hands = { roles: ['handler', 'superior', 'sealed'], of: 'case' } as const
const asked = { roles: ASKED, of: 'enquiry' } as const
const writers = { roles: ['handler', 'review', 'chief', 'superior'], of: 'document' } as const
const publishing = { roles: ['editor', 'publisher'] } as const
const admin = { roles: ['admin'] } as const
const keeping = { roles: ['admin', 'review', 'chief', 'superior', 'sealed'] } as const
const holding = { roles: ['review', 'chief', 'superior', 'sealed'] } as const
const looking = { roles: ['admin', 'stats', 'sealed'] } as const
const granting = { roles: ['admin', 'chief'] } as const
const documents = { roles: ['handler', 'review', 'chief', 'superior', 'body', 'legal'] } as const

export const ROUTES: Record<string, Rule> = {
  ...Object.fromEntries(
    Object.values(PLURAL).flatMap((kind) =>
      ['', '/:code', '/:code/history', '/:code/links', '/:code/compare', '.json', '.csv', '.xlsx'].map(
        (end) => [`GET /api/${kind}${end}`, 'anyone'] as const,
      ),
    ),
  ),
  'GET /api/officers/verify/:certificate': 'anyone',
  'GET /api/dictionary': 'anyone',
  'GET /api/search': 'anyone',
  'GET /api/search/suggestions': 'anyone',
  'GET /api/directives': 'anyone',
  'GET /api/notices': 'anyone',
  'GET /api/remedy': 'anyone',
  'GET /api/remedy.ics': 'anyone',
  'GET /api/openapi.json': 'anyone',
  'GET /api/challenge': 'anyone',
  'GET /feed.xml': 'anyone',
  'GET /sitemap.xml': 'anyone',
  'GET /:piece{sitemap-[a-z]+-[0-9]+\\.xml}': 'anyone',
  'GET /robots.txt': 'anyone',
  'GET /healthz': 'anyone',
  'GET /readyz': 'anyone',
  // Whoever brings the operator's token.
  'GET /metrics': 'sender',
  'GET /mode/:mode': 'anyone',
  'POST /api/complaints': 'anyone',
  'POST /api/complaints/forecast': 'anyone',
  'POST /api/suggest': 'anyone',
  'POST /api/session': 'anyone',
  'POST /api/session/set-up': 'anyone',
  'DELETE /api/session': 'anyone',
  'OPTIONS /api/uploads': 'anyone',
  'POST /api/uploads': 'anyone',
  'GET /api/uploads/:id': 'anyone',
  'PATCH /api/uploads/:id': 'anyone',
  'DELETE /api/uploads/:id': 'anyone',
  'GET /api/uploads/:id/attachment': 'anyone',
  'POST /api/track/recover': 'anyone',
  'POST /api/track/recover/code': 'anyone',

  'GET /api/track/:no': 'sender',
  'GET /api/track/:no/copy': 'sender',
  'GET /api/track/:no/attachments': 'sender',
  'GET /api/track/:no/attachments/:n': 'sender',
  'POST /api/track/:no/withdraw': 'sender',
  'POST /api/track/:no/edit': 'sender',
  'POST /api/track/:no/messages': 'sender',
  'POST /api/track/:no/supplement': 'sender',
  'POST /api/track/:no/rating': 'sender',
  'POST /api/track/:no/recheck': 'sender',
  'POST /api/track/:no/code': 'sender',

  'GET /api/session': 'signed in',
  'GET /api/session/list': 'signed in',
  'GET /api/session/log': 'signed in',
  'GET /api/session/deputies': 'signed in',
  'POST /api/session/absence': 'signed in',
  'POST /api/session/password': 'signed in',
  'POST /api/session/revoke': 'signed in',
  'POST /api/session/factor': 'signed in',
  'POST /api/session/factor/confirm': 'signed in',
  'POST /api/session/factor/remove': 'signed in',
  'GET /api/desk/notices': 'signed in',
  'POST /api/desk/notices/read': 'signed in',
  'GET /api/desk/notices/ways': 'signed in',
  'POST /api/desk/notices/ways': 'signed in',

  'GET /api/desk/cases': { roles: DESK },
  'GET /api/desk/cases/:no': readers,
  'POST /api/desk/cases/:no/steps': readers,
  'GET /api/desk/cases/:no/enquiry': readers,
  'GET /api/desk/cases/:no/redaction': readers,
  'POST /api/desk/cases/:no/redaction': readers,
  'GET /api/desk/cases/:no/attachments': readers,
  'GET /api/desk/cases/:no/attachments/:n': readers,
  'POST /api/desk/cases/:no/attachments/:n/original': hands,
  'GET /api/desk/cases/:no/attachments/:n/redactions': { ...hands, roles: ['handler', 'superior'] },
  'POST /api/desk/cases/:no/attachments/:n/redactions': { ...hands, roles: ['handler', 'superior'] },
  'GET /api/desk/cases/:no/attachments/:n/redactions/:m': { ...hands, roles: ['handler', 'superior'], hollow: true },
  'POST /api/desk/rules/try': { roles: ['intake', 'assign', 'review', 'chief'] },

  'GET /api/desk/enquiries': { roles: ASKED },
  'GET /api/desk/enquiries/:id': asked,
  'POST /api/desk/enquiries/:id/steps': asked,
  'GET /api/desk/enquiries/:id/attachments/:k': { ...asked, hollow: true },

  'GET /api/desk/directives': documents,
  'POST /api/desk/directives': documents,
  'GET /api/desk/directives/proposal': { roles: ['handler'] },
  'GET /api/desk/directives/:id': writers,
  'POST /api/desk/directives/:id/steps': writers,

  'GET /api/desk/publications': publishing,
  'GET /api/desk/publications/kinds': publishing,
  'GET /api/desk/publications/entries': publishing,
  'GET /api/desk/publications/due': publishing,
  'GET /api/desk/publications/scheduled': publishing,
  'GET /api/desk/publications/current/:file': publishing,
  'GET /api/desk/publications/:kind/:code': publishing,
  'POST /api/desk/publications/:kind/:code': { roles: ['editor'] },
  'POST /api/desk/publications/:kind/:code/steps': publishing,
  'GET /api/desk/imports': publishing,
  'POST /api/desk/imports': { roles: ['editor'] },
  'GET /api/desk/imports/template/:file': publishing,
  'GET /api/desk/imports/:id': { ...publishing, hollow: true },
  'GET /api/desk/imports/:id/rows': { ...publishing, hollow: true },
  'POST /api/desk/imports/:id/steps': { ...publishing, hollow: true },

  'GET /api/desk/staff': admin,
  'POST /api/desk/staff': admin,
  'GET /api/desk/staff/:login': admin,
  'PATCH /api/desk/staff/:login': admin,
  'GET /api/desk/staff/:login/deputies': admin,
  'GET /api/desk/staff/:login/log': admin,
  'POST /api/desk/staff/:login/absence': admin,
  'POST /api/desk/staff/:login/end': admin,
  'POST /api/desk/staff/:login/factor': admin,
  'POST /api/desk/staff/:login/invitation': admin,
  'POST /api/desk/staff/:login/term': admin,
  'GET /api/desk/grants': granting,
  'POST /api/desk/grants/:id': granting,
  'GET /api/desk/audit': looking,
  'GET /api/desk/audit/table.csv': looking,
  'GET /api/desk/jobs': admin,
  'POST /api/desk/jobs/retry': admin,
  'GET /api/desk/retention': keeping,
  'POST /api/desk/retention': keeping,
  // Of the bureau's own realm, which is asked for where none is named.
  'GET /api/desk/retention/due/:class': { roles: ['admin', 'review', 'chief'] },
  'GET /api/desk/retention/holds': holding,
  'POST /api/desk/retention/holds': holding,
  'POST /api/desk/retention/holds/:id/end': { ...holding, hollow: true },
  'POST /api/desk/retention/runs/:id': keeping,
}

/** The forms of pages, and the call each stands for: whoever may not call may not post. */
export const FORMS: Record<string, string> = {
  '/desk/cases/:no': 'POST /api/desk/cases/:no/steps',
  '/desk/cases/:no/redaction': 'POST /api/desk/cases/:no/redaction',
  '/desk/cases/:no/attachments/:n': 'POST /api/desk/cases/:no/attachments/:n/original',
  '/desk/cases/:no/attachments/:n/redaction': 'POST /api/desk/cases/:no/attachments/:n/redactions',
  '/desk/enquiries/:id': 'POST /api/desk/enquiries/:id/steps',
  '/desk/directives/new': 'POST /api/desk/directives',
  '/desk/directives/:id': 'POST /api/desk/directives/:id/steps',
  '/desk/directives/:id/edit': 'POST /api/desk/directives/:id/steps',
  '/desk/publications/:kind/:code': 'POST /api/desk/publications/:kind/:code/steps',
  '/desk/publications/:kind/:code/edit': 'POST /api/desk/publications/:kind/:code',
  '/desk/imports': 'POST /api/desk/imports',
  '/desk/imports/:id': 'POST /api/desk/imports/:id/steps',
  '/desk/rules': 'POST /api/desk/rules/try',
  '/desk/staff': 'POST /api/desk/staff',
  '/desk/staff/:login': 'PATCH /api/desk/staff/:login',
  '/desk/staff/:login/absence': 'POST /api/desk/staff/:login/absence',
  '/desk/staff/:login/end': 'POST /api/desk/staff/:login/end',
  '/desk/staff/:login/factor': 'POST /api/desk/staff/:login/factor',
  '/desk/staff/:login/invitation': 'POST /api/desk/staff/:login/invitation',
  '/desk/staff/:login/term': 'POST /api/desk/staff/:login/term',
  '/desk/grants/:id': 'POST /api/desk/grants/:id',
  '/desk/jobs': 'POST /api/desk/jobs/retry',
  '/desk/notices': 'POST /api/desk/notices/read',
  '/desk/retention': 'POST /api/desk/retention',
  '/desk/retention/holds': 'POST /api/desk/retention/holds',
  '/desk/retention/holds/:id/end': 'POST /api/desk/retention/holds/:id/end',
  '/desk/retention/runs/:id': 'POST /api/desk/retention/runs/:id',
  '/desk/account/absence': 'POST /api/session/absence',
  '/desk/account/factor': 'POST /api/session/factor',
  '/desk/account/factor/confirm': 'POST /api/session/factor/confirm',
  '/desk/account/factor/remove': 'POST /api/session/factor/remove',
  '/desk/account/password': 'POST /api/session/password',
  '/desk/account/revoke': 'POST /api/session/revoke',
  '/desk/account/ways': 'POST /api/desk/notices/ways',
  '/desk/sign-in': 'POST /api/session',
  '/desk/sign-out': 'DELETE /api/session',
  '/set-up': 'POST /api/session/set-up',
  '/complaint': 'POST /api/complaints',
  '/complaint/evidence': 'POST /api/uploads',
  '/officers': 'GET /api/officers/verify/:certificate',
  '/track': 'GET /api/track/:no',
  '/track/attachments': 'GET /api/track/:no/attachments/:n',
  '/track/code': 'POST /api/track/:no/code',
  '/track/copy': 'GET /api/track/:no/copy',
  '/track/edit': 'POST /api/track/:no/edit',
  '/track/leave': 'DELETE /api/session',
  '/track/messages': 'POST /api/track/:no/messages',
  '/track/rating': 'POST /api/track/:no/rating',
  '/track/recheck': 'POST /api/track/:no/recheck',
  '/track/recover': 'POST /api/track/recover',
  '/track/recover/code': 'POST /api/track/recover/code',
  '/track/supplement': 'POST /api/track/:no/supplement',
  '/track/withdraw': 'POST /api/track/:no/withdraw',
}
