import type { Client } from '../../api/client.ts'
import { type Kind, PLURAL } from '../../api/publication/publication.ts'
import { doorOf } from './_doors.ts'

/** What is open to everybody, in the order people look for it: a name and one sentence each. */
export const OPEN = [
  { kind: 'matter', title: '执法事项目录', text: '十一类执法行为，各由谁做、依据哪一条、不服怎么办。', unit: '项' },
  {
    kind: 'benchmark',
    title: '行政裁量权基准',
    text: '同样的事同样处理：哪种情形算轻、哪种算重，各怎样罚。',
    unit: '项',
  },
  { kind: 'leniency', title: '四张清单', text: '哪些可以不罚、从轻、减轻，哪些不用查封扣押。', unit: '条' },
  { kind: 'inspection', title: '涉企检查事项和上限', text: '谁可以来查、查什么、一年最多几次。', unit: '项' },
  { kind: 'guide', title: '一业一册', text: '一个行业一本：要办什么、谁来查、怎样自查。', unit: '本' },
  { kind: 'exemplar', title: '典型案例', text: '监督纠错、柔性执法、争议协调，已隐去当事人信息。', unit: '件' },
  { kind: 'bulletin', title: '公告', text: '执法主体、证件注销、突出问题、监督计划和报告。', unit: '篇' },
  { kind: 'officer', title: '执法人员', text: '按证号核对一张执法证是真是假、还有没有效。', unit: '人' },
  { kind: 'device', title: '电子监控设备', text: '用来执法的摄像头和传感器装在哪里、拍什么。', unit: '处' },
  { kind: 'open-day', title: '执法开放日', text: '去现场看执法：什么时候、看什么、怎样报名。', unit: '场' },
  { kind: 'questionnaire', title: '测评问卷', text: '满意度测评问哪些题、按什么顺序问、怎样打分。', unit: '份' },
  { kind: 'department', title: '执法单位', text: '谁有权执法、管哪些领域、怎样联系。', unit: '家' },
] as const satisfies { kind: Kind; title: string; text: string; unit: string }[]

export const openHref = (kind: Kind): string => `/${PLURAL[kind]}`

/** How many of each are in force today; nothing where the list cannot be read. */
export async function countsOf(client: Client): Promise<Map<Kind, number>> {
  const counts = await Promise.all(
    OPEN.map(async ({ kind }) => {
      const answer = await doorOf(client, kind).$get({ query: { limit: '1' } })
      return answer.ok ? ([[kind, (await answer.json()).total]] as const) : []
    }),
  )
  return new Map(counts.flat())
}
