import { and, inArray } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { surveyTokens } from '../../db/schema.ts'
import { together } from '../../db/together.ts'
import type { Deps } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { normalToken, tokenDigests } from './token.ts'

const looks = new WeakMap<Store, ReturnType<typeof lookIn>>()
/** Each by its survey and its digest; one digest is of one survey, for it is made of its code too. */
const lookIn = ({ read }: Store) =>
  together(
    async (names) => {
      const pairs = names.map((name) => name.split('\n'))
      const [of, hashes] = [0, 1].map((i) => [...new Set(pairs.map((pair) => pair[i] ?? ''))])
      return read
        .select()
        .from(surveyTokens)
        .where(and(inArray(surveyTokens.survey, of ?? []), inArray(surveyTokens.hash, hashes ?? [])))
    },
    ({ survey, hash }) => `${survey}\n${hash}`,
  )

/** An invitation as it is kept, by what was typed; refused when there is none. */
export async function invited({ store, secrets }: Pick<Deps, 'store' | 'secrets'>, survey: string, typed: string) {
  const plain = normalToken(typed)
  const look = looks.get(store) ?? lookIn(store)
  looks.set(store, look)
  const digests = plain ? tokenDigests(secrets, survey, plain) : []
  const row = (await Promise.all(digests.map((hash) => look(`${survey}\n${hash}`)))).find(Boolean)
  if (!row)
    throw new Refusal('invalid', {
      fields: [{ path: 'token', message: '没有这个邀请码，请对照短信、邮件或信再输一次' }],
    })
  return row
}
