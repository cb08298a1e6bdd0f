import type { Client } from '../../../../api/client.ts'
import { pageOf } from '../../../../api/publication/publication.ts'
import { LENIENCY_LIST } from '../../../../content/kinds/leniency.ts'
import { civil } from '../../../ui/date.ts'
import { doorOf, type Link } from '../../_doors.ts'
import type { Seen } from './_case.ts'

/** As many candidates, and of each as many rules, as somebody compares. */
const MOST_MATTERS = 3
const MOST_RULES = 6

/** A matter as it was on a day, with what referred to it then. */
async function matterOn(client: Client, code: string, on: string) {
  const door = doorOf(client, 'matter')[':code']
  const asked = { param: { code }, query: { on } }
  const [answer, linked] = await Promise.all([door.$get(asked), door.links.$get(asked)])
  if (!answer.ok) return undefined
  const { data, status, from, to, version } = await answer.json()
  const links = linked.ok ? (await linked.json()).items : []
  const of = (kind: Link['kind']) => links.filter((link) => link.kind === kind).slice(0, MOST_RULES)
  const [benchmarks, leniencies] = await Promise.all([
    Promise.all(of('benchmark').map((link) => ruleOn(client, 'benchmark', link, on))),
    Promise.all(
      of('leniency').map(async (link) => {
        const rule = await ruleOn(client, 'leniency', link, on)
        return rule && { ...rule, list: LENIENCY_LIST[rule.data.list] }
      }),
    ),
  ])
  return {
    code,
    title: data.name,
    department: data.department,
    url: pageOf('matter', code),
    cancelled: status === 'cancelled',
    from,
    to,
    version,
    benchmarks: benchmarks.filter((one) => one !== undefined),
    leniencies: leniencies.filter((one) => one !== undefined),
  }
}

async function ruleOn<K extends 'benchmark' | 'leniency'>(
  client: Client,
  kind: K,
  { code, title, url }: Link,
  on: string,
) {
  const answer = await doorOf(client, kind)[':code'].$get({ param: { code }, query: { on } })
  if (!answer.ok) return undefined
  const { version, data } = await answer.json()
  return { title, url, version, data }
}

/** Matters the account may be about; those of the body spoken about, where there are any. */
async function candidates(client: Client, seen: Seen, on: string) {
  const account = seen.kind === 'complaint' ? seen.account : null
  if (!account) return []
  const answer = await client.api.suggest.$post({ json: { account, ...(seen.place && { place: seen.place.code }) } })
  const { matters } = answer.ok ? await answer.json() : { matters: [] }
  const each = (await Promise.all(matters.map(({ code }) => matterOn(client, code, on)))).filter(
    (one) => one !== undefined,
  )
  const theirs = each.filter(({ department }) => department === seen.about?.code)
  return (theirs.length > 0 ? theirs : each).slice(0, MOST_MATTERS)
}

/** What was the law of a case on the day of the act, or on the day it came where nobody wrote one. */
export async function lawFor(client: Client, seen: Seen) {
  const day = seen.happenedOn ?? civil(seen.receivedAt).date
  const code = seen.details.matter
  const known = code && /^[A-Z0-9-]{1,40}$/.test(code) ? await matterOn(client, code, day) : undefined
  const entries = code ? (known ? [known] : []) : await candidates(client, seen, day)
  return { day, acted: seen.happenedOn !== null, certain: Boolean(code), entries }
}
