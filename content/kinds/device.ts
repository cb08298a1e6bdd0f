import * as z from 'zod'
import { code, day, labelled, ref, several, statute, words } from '../codes.ts'

export const DEVICE_STATUS = { announced: '公示中', active: '启用', stopped: '停用' } as const

/** A camera or sensor whose records may be used against somebody (处罚法 41: reviewed, reasonable, marked, announced). */
export const Device = z.strictObject({
  code: code.meta({ title: '设备编号', description: 'Stable code, e.g. SB-JTJ-001.' }),
  name: words(60).meta({ title: '设备名称', description: 'What it is.' }),
  type: words(30).meta({ title: '设备类型', description: 'What it measures.' }),
  department: ref('department').meta({ title: '执法单位', description: 'Who uses its records.' }),
  place: words(100).meta({ title: '设置地点', description: 'Where it stands, as people would say.' }),
  latitude: z.number().min(-90).max(90).meta({ title: '纬度', description: 'CGCS2000.' }),
  longitude: z.number().min(-180).max(180).meta({ title: '经度', description: 'CGCS2000.' }),
  collects: several(words(60), 8, 1).meta({ title: '采集的违法行为', description: 'What it records.' }),
  basis: several(statute, 6, 1).meta({ title: '依据', description: 'Why it may.' }),
  matter: ref('matter').optional().meta({ title: '对应事项', description: 'The matter its records serve.' }),
  legalReviewOn: day.meta({ title: '法制审核日期', description: 'Reviewed by lawyers.' }),
  technicalReviewOn: day.meta({ title: '技术审核日期', description: 'Reviewed by engineers.' }),
  calibratedUntil: day.meta({ title: '检定有效期至', description: 'Until when its measurements count.' }),
  startedOn: day.meta({ title: '启用日期', description: 'Since when records may be used.' }),
  sign: words(80).meta({ title: '提示标志', description: 'How passers-by are told.' }),
  bulletin: ref('bulletin').meta({ title: '公告', description: 'The bulletin that announced it.' }),
  status: labelled(DEVICE_STATUS).meta({ title: '状态', description: 'Announced, in use, out of use.' }),
})
export type Device = z.infer<typeof Device>
