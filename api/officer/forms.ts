import { setCookie } from 'hono/cookie'
import type { PageForm } from '../bridge.ts'
import { flags } from '../cookie.ts'
import { numberOf, VERDICT_PATH } from './officer.ts'

const MINUTES = 10

/** The number travels in bodies only: never in an address, a history, a log or a referrer. */
export const officerForms: readonly PageForm[] = [
  {
    path: '/officers',
    // The page is one for everybody and has no token to give; to look is no change.
    open: true,
    call: ({ certificate = '' }) => ({
      method: 'GET',
      // A path can hold no more than a number anyway; the API says what is wrong with it.
      path: `/api/officers/verify/${encodeURIComponent(certificate.toWellFormed().trim().slice(0, 60)) || 'none'}`,
    }),
    done(c, answer, { certificate = '' }) {
      const tail = numberOf(certificate).slice(-4)
      const until = c.var.now.getTime() + MINUTES * 60_000
      const ticket = c.var.deps.secrets.ticket('verdict', { ...answer, tail }, until)
      setCookie(c, 'verdict', ticket, { ...flags(c, VERDICT_PATH), maxAge: MINUTES * 60 })
      return c.redirect(VERDICT_PATH, 303)
    },
  },
]
