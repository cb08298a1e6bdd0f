import { complaint } from '../support/world.ts'
import type { Site } from './server.ts'

/** A complaint that arrived: the form has journeys of its own. */
export async function sent({ site }: { readonly site: Pick<Site, 'url'> }, more: Record<string, unknown> = {}) {
  const answer = await fetch(`${site.url}/api/complaints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(complaint(more)),
  })
  const { no, queryCode } = (await answer.json()) as { no: string; queryCode: string }
  return { no, code: queryCode }
}
