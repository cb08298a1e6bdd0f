import type { Client } from '../../../../api/client.ts'
import { type Field, withOptions } from '../../../../api/form.ts'
import { Uscc } from '../../../../api/visit/visit.ts'

/** What the address says of the first step. */
export function askedIn(url: URL): { uscc: string; chosen: string[] } {
  const chosen = [...url.searchParams].flatMap(([name, value]) =>
    name.startsWith('with.') && value === 'on' ? [name.slice('with.'.length, 60)] : [],
  )
  return { uscc: (url.searchParams.get('uscc') ?? '').slice(0, 40), chosen: chosen.slice(0, 8) }
}

/** What there is to choose from, once the company is known; what is wrong with its number otherwise. */
export async function choosing(client: Client, url: URL) {
  const { uscc, chosen } = askedIn(url)
  const read = uscc === '' ? undefined : Uscc.safeParse(uscc)
  const error = read?.success === false ? read.error.issues[0]?.message : undefined
  const answer = await client.api.desk.visits.choices.$get({
    query: {
      ...(read?.success && { uscc: read.data }),
      ...(chosen.length > 0 && { partners: chosen.join() }),
    },
  })
  const found = answer.ok ? await answer.json() : undefined
  return { uscc: read?.success ? read.data : undefined, typed: uscc, chosen, error, found }
}

type Chosen = Awaited<ReturnType<typeof choosing>>

/** The fields of the second step: what the first has settled is hidden in it. */
export const fieldsFor = (fields: Field[], found: NonNullable<Chosen['found']>): Field[] =>
  withOptions(
    fields.filter(({ name }) => name !== 'uscc' && name !== 'partners'),
    { items: found.items, officers: found.officers },
  )
