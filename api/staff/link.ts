import * as z from 'zod'
import type { Condition } from '../../db/row.ts'
import { words } from '../vocabulary.ts'

/** A link lives for so long. */
export const LASTS = 10 * 60_000

/** Who asks for a link: an account or a telephone. */
export const LinkAsked = z.strictObject({
  who: words(1, 64, '账号或者手机号码')
    .transform((typed) => typed.normalize('NFKC').replace(/\s/g, '').toLowerCase())
    .meta({ title: '账号或者手机号码', autocomplete: 'username', maxLength: 64 }),
})

/** What came by message: the whole link, or what stands behind its `#`. */
export const ByLink = z.strictObject({
  token: words(1, 300, '登录链接').meta({
    title: '短信里的链接',
    kind: 'text',
    hint: '整条链接粘贴进来就行。',
    autocomplete: 'off',
    maxLength: 300,
  }),
})

/** As long as a link is good for an account. */
export const unused = (hash: string, login: string, now: Date): Condition => ({
  sql: 'exists (select 1 from sign_in_links l where l.hash = ? and l.login = ? and l.used_at is null and l.expires_at > ?)',
  args: [hash, login, now.getTime()],
})

/** Links on their way open nothing any more: whatever ends the sessions of an account ends these too. */
export const closeLinks = (login: string, now: Date, when: Condition = { sql: '1', args: [] }) => ({
  sql: `update sign_in_links set used_at = ? where login = ? and used_at is null and ${when.sql}`,
  args: [now.getTime(), login, ...when.args],
})

/**
 * Nothing else opens an account any more, once a session was opened by a link at this moment: no other link, and no
 * set-up code, which somebody else handed over and may have kept.
 */
export const spent = (login: string, now: Date) =>
  [
    ['invitations', 'person'],
    ['sign_in_links', 'login'],
  ].map(([table, of]) => ({
    sql: `update ${table} set used_at = ? where ${of} = ? and used_at is null
      and exists (select 1 from logins where person = ? and link = 1 and created_at = ?)`,
    args: [now.getTime(), login, login, now.getTime()],
  }))
