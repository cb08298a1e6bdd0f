import type { Secrets } from '../secrets.ts'

/** A login holds no line break, so none of these texts is another's. */
const hiddenAs = (login: string) => `protected\n${login}`

/** Whose a lead is. What somebody sends under protection lies apart: what they sign leads nobody to it. */
export const ownerOf = (secrets: Secrets, login: string, hidden = false) =>
  secrets.digest('owner', hidden ? hiddenAs(login) : login)

/** All that the leads of an account may lie under. */
export const ownersOf = (secrets: Secrets, login: string) =>
  [login, hiddenAs(login)].flatMap((text) => secrets.digests('owner', text))
