import type { AstroGlobal } from 'astro'
import type { Client } from '../../../../api/client.ts'
import { type Field, withOptions } from '../../../../api/form.ts'
import { mayPlan } from '../../../../api/visit/visibility.ts'
import { afterwards, Uscc } from '../../../../api/visit/visit.ts'

/** What the address says of the first step. */
function askedIn(url: URL): { uscc: string; on: string; chosen: string[] } {
  const chosen = [...url.searchParams].flatMap(([name, value]) =>
    name.startsWith('with.') && value === 'on' ? [name.slice('with.'.length, 60)] : [],
  )
  const typed = (name: string) => (url.searchParams.get(name) ?? '').slice(0, 40)
  return { uscc: typed('uscc'), on: typed('on'), chosen: chosen.slice(0, 8) }
}

/** What there is to choose from, once the company is known; what is wrong with its number, or the day, otherwise. */
async function choosing(client: Client, url: URL) {
  const { uscc, on, chosen } = askedIn(url)
  const read = uscc === '' ? undefined : Uscc.safeParse(uscc)
  const day = on === '' ? undefined : afterwards.enteredOn.safeParse(on)
  const errors = {
    uscc: read?.success === false ? read.error.issues[0]?.message : undefined,
    on: day?.success === false ? day.error.issues[0]?.message : undefined,
  }
  const wrong = errors.uscc !== undefined || errors.on !== undefined
  const answer = await client.api.desk.visits.choices.$get({
    query: {
      ...(read?.success && { uscc: read.data }),
      ...(day?.success && { on: day.data }),
      ...(chosen.length > 0 && { partners: chosen.join() }),
    },
  })
  const found = answer.ok ? await answer.json() : undefined
  return { uscc: read?.success && !wrong ? read.data : undefined, typed: uscc, on, chosen, errors, wrong, found }
}

type Chosen = Awaited<ReturnType<typeof choosing>>

/** Who may begin an inspection, and how far its first step got; the page answers with the status that says so. */
export async function begun({ locals, url, response }: Pick<AstroGlobal, 'locals' | 'url' | 'response'>) {
  if (!mayPlan(locals.actor)) {
    response.status = 403
    return undefined
  }
  const chosen = await choosing(locals.client, url)
  if (chosen.wrong) response.status = 422
  return chosen
}

/** The fields of the second step: what the first has settled is hidden in it. */
export const fieldsFor = (fields: Field[], found: NonNullable<Chosen['found']>): Field[] =>
  withOptions(
    fields.filter(({ name }) => name !== 'uscc' && name !== 'partners'),
    { items: found.items, officers: found.officers },
  )
