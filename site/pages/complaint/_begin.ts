import type { Client } from '../../../api/client.ts'
import { LIGHT, pathOf, type Step, type Values } from '../../../api/complaint/steps.ts'
import { aboutCode, aboutMatter, aboutOpenDay, aboutPage } from './_about.ts'
import { ask, type Drawer } from './_fields.ts'

interface Lists {
  drawers: Drawer[]
  bodies: { value: string }[]
}

/** What a link brought: a matter, a body, a category, or a page of ours that is wrong. */
export async function begun(
  client: Client,
  asked: URLSearchParams,
  { drawers, bodies }: Lists,
  now: Date,
): Promise<{ step: Step; values: Values; matter: string | undefined }> {
  const scanned = await aboutCode(client, asked.get('code'))
  const openDay = await aboutOpenDay(client, asked.get('openDay'), now)
  const matter = await aboutMatter(client, asked.get('matter') ?? scanned?.matter)
  const department = asked.get('department') ?? scanned?.department ?? openDay?.department ?? matter?.department
  const category = asked.get('category') ?? ''
  const drawer = drawers.find((d) => d.members.some((c) => c.code === category))
  const light = drawer && Object.keys(LIGHT).find((about) => LIGHT[about] === category)
  const about =
    light ?? (drawer?.code === 'integrity' ? 'integrity' : (drawer ?? (!openDay && department)) && 'authority')
  const values: Values = {
    ...(about && { [ask.about.name]: about }),
    ...((asked.get('lane') === 'enterprise' || openDay?.salon) && { [ask.mine.name]: 'enterprise' }),
    ...(drawer && { family: drawer.code, [`category-${drawer.code}`]: category }),
    ...(department && bodies.some(({ value }) => value === department) && { [ask.department.name]: department }),
    ...(matter && { [ask.matter.name]: matter.code }),
    ...(scanned?.place && { [ask.place.name]: scanned.place }),
    ...(openDay && { openDay: openDay.code, [ask.place.name]: openDay.place, [ask.happenedOn.name]: openDay.on }),
    ...aboutPage(asked.get('page')),
    ...(scanned?.code && { code: scanned.code }),
  }
  // Whoever comes to praise, to ask or to mend a page has answered the first question by coming.
  return {
    values,
    matter: matter?.name ?? (openDay && `${openDay.called}“${openDay.name}”`),
    step: (light && pathOf(values)[1]) || 'triage',
  }
}
