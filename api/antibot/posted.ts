import type { Context } from 'hono'
import type { AppEnv } from '../context.ts'
import { Refusal } from '../refusal.ts'

/** How a page’s form was filled in, as far as it tells a person from a program. */
export interface Posted {
  /** When its first page was opened. */
  began: number
  /** Whether the field nobody sees has something in it. */
  trapped: boolean
}

/** The field only programs fill. Its name begins with `_`: it is no answer, and what is in it is never shown again. */
export const TRAP = '_website'

/** Nobody reads and fills in a page faster. Somebody whose browser remembers everything waits for the rest of it. */
export const LEAST = 5000

/** What a form brings that has the token of its page; undefined for one without, which is treated like a program. */
export function postedBy(c: Context<AppEnv>, values: Record<string, string>): Posted | undefined {
  const known = c.var.deps.secrets.redeem<{ at: number }>('form', values._token, c.var.now.getTime())
  return known && { began: known.at, trapped: Boolean(values[TRAP]) }
}

const refuse = (message: string) => new Refusal('invalid', { fields: [{ path: 'antibot', message }] })

/** A browser’s autofill may step into the trap for its owner: the field comes back empty, and the next press goes through. */
export function avoid({ trapped }: Posted) {
  if (trapped) throw refuse('还没有提交。有一栏应当空着却填了内容，已经替您清空，请再按一次提交')
}

export function takeTime({ began }: Posted, now: Date) {
  const left = Math.ceil((began + LEAST - now.getTime()) / 1000)
  if (left > 0) throw refuse(`提交得太快了，还没有收下。您填的内容都在，请等${left}秒再按一次提交`)
}
