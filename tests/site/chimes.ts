import { publish } from '../../api/publication/store.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'

export const CODE = 'CH-SCJG-CF-901'
export const matter = {
  code: CODE,
  name: '对未悬挂绿色风铃的处罚',
  plain: '店门口没有挂绿色风铃，先提醒，再罚款。',
  type: 'CF',
  subitems: ['未悬挂绿色风铃'],
  department: 'SCJG',
  unit: '风铃监督科',
  level: 'county',
  exercise: 'direct',
  objects: '开店的人',
  basis: ['《中华人民共和国风铃法（示例）》第三条', '《中华人民共和国风铃法（示例）》第五条'],
  procedure: ['亮证', '告知', '决定'],
  term: '立案之日起九十日内',
  fee: '不收费',
  remedies: '收到决定后六十日内可以申请行政复议。',
  phone: '0000-1234502',
  status: 'effective',
}
export const by = { proposed: 'editor', published: 'publisher' }

/** Three versions: as it was, as changed in spring, and withdrawn at a later day. */
export async function site(withdrawn?: string): Promise<World> {
  const w = await makeWorld({ render })
  const draft = (from: string, data: object, more: object = {}) => ({
    kind: 'matter' as const,
    code: CODE,
    from,
    data: { ...matter, ...data },
    ...more,
  })
  const basis = [matter.basis[0], '《中华人民共和国风铃法（示例）》第四条', matter.basis[1]]
  const drafts = [
    draft('2025-01-01', {}),
    draft('2026-03-01', { basis, plain: '店门口没有挂绿色风铃，先提醒，再按天罚款。' }, { reason: '风铃法修改' }),
    ...(withdrawn
      ? [draft(withdrawn, { basis }, { cancelled: true, reason: '风铃法<b>废止</b>', source: '废止决定（示例）' })]
      : []),
  ]
  await publish(w.deps.store, drafts, by, new Date('2026-06-01T10:00:00+08:00'))
  return w
}
export async function page(w: World, path: string) {
  const answer = await w.app.request(path, { headers: { accept: 'text/html' } })
  return { status: answer.status, html: await answer.text(), cache: answer.headers.get('etag') }
}
export const text = (html: string) => html.replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/g, '')
