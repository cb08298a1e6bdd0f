import { and, eq, inArray } from 'drizzle-orm'
import { surveyTokens } from '../../db/schema.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { normalToken, tokenDigests } from './token.ts'

/** An invitation as it is kept, by what was typed; refused when there is none. */
export async function invited({ store, secrets }: Pick<Deps, 'store' | 'secrets'>, survey: string, typed: string) {
  const plain = normalToken(typed)
  const row =
    plain &&
    (await store.read
      .select()
      .from(surveyTokens)
      .where(and(eq(surveyTokens.survey, survey), inArray(surveyTokens.hash, tokenDigests(secrets, survey, plain))))
      .get())
  if (!row)
    throw new Refusal('invalid', {
      fields: [{ path: 'token', message: '没有这个邀请码，请对照短信、邮件或信再输一次' }],
    })
  return row
}
