import type { AstroGlobal } from 'astro'
import type { InferResponseType } from 'hono/client'
import type { Client } from '../../../../../api/client.ts'
import { signInFirst } from '../../_links.ts'

type Seen = InferResponseType<Client['api']['desk']['open-days'][':code']['$get'], 200>

/** The open day of the address, for whoever runs it; else how the page answers instead, or that it says no. */
export async function running({
  locals,
  params,
  url,
  redirect,
  response,
}: Pick<AstroGlobal, 'locals' | 'params' | 'url' | 'redirect' | 'response'>): Promise<Response | Seen> {
  const answer = await locals.client.api.desk['open-days'][':code'].$get({ param: { code: params.code ?? '' } })
  if (answer.status === 401) return redirect(signInFirst(url))
  if (!answer.ok) return new Response(null, { status: 404 })
  const seen = await answer.json()
  if (!seen.runs) response.status = 403
  return seen
}
