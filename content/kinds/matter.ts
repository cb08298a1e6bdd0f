import * as z from 'zod'
import { code, labelled, long, phone, ref, several, statute, words } from '../codes.ts'

/** The eleven kinds of enforcement act; the letters are part of a matter's code. */
export const MATTER_TYPE = {
  CF: '行政处罚',
  XK: '行政许可',
  QZ: '行政强制',
  JC: '行政检查',
  ZS: '行政征收',
  ZY: '行政征用',
  JF: '行政给付',
  QR: '行政确认',
  CJ: '行政裁决',
  JL: '行政奖励',
  QT: '其他行政权力',
} as const

export const LEVEL = { province: '省级', city: '设区的市级', county: '县级', township: '乡镇街道' } as const
export const EXERCISE = {
  direct: '直接实施',
  entrusted: '委托实施',
  empowered: '赋权乡镇街道',
  seconded: '派驻实施',
} as const
export const MATTER_STATUS = { effective: '有效', adjusted: '调整', suspended: '暂停实施' } as const

/** One thing a body may do to somebody by law: an entry of the catalogue of enforcement matters. */
export const Matter = z.strictObject({
  code: code
    .regex(/^[A-Z]{2}-[A-Z]+-(CF|XK|QZ|JC|ZS|ZY|JF|QR|CJ|JL|QT)-\d{3,5}$/, {
      error: '事项编码写成 CH-SCJG-CF-001 的样子：城市、单位、类型、序号',
    })
    .meta({ title: '事项编码', description: 'City, body, type, number.' }),
  name: words(80).meta({ title: '事项名称', description: 'The official name.' }),
  plain: words(160).meta({
    title: '一句话说明',
    description: 'What it means to the person it happens to, in everyday words.',
  }),
  type: labelled(MATTER_TYPE).meta({
    title: '事项类型',
    description: 'One of the eleven kinds; agrees with the code.',
  }),
  subitems: several(words(80), 30, 1).meta({
    title: '子项',
    description: 'Parts it is split into; its own name when there are none.',
  }),
  department: ref('department').meta({ title: '实施主体', description: 'The body in whose name it is done.' }),
  unit: words(60).meta({ title: '承办机构', description: 'The office within the body.' }),
  level: labelled(LEVEL).meta({ title: '实施层级', description: 'The level that may do it.' }),
  exercise: labelled(EXERCISE).meta({ title: '行使方式', description: 'Directly, or by whom instead.' }),
  townships: several(ref('department'), 40).optional().meta({
    title: '赋权乡镇街道',
    description: 'Townships that enforce it themselves; who to complain about there.',
  }),
  objects: words(120).meta({ title: '执法对象', description: 'To whom it may happen.' }),
  basis: several(statute, 20, 1).meta({ title: '实施依据', description: 'Provisions down to the clause, one each.' }),
  basisText: long(800)
    .optional()
    .meta({ title: '依据要点', description: 'What the provisions say, shortened; the law itself decides.' }),
  procedure: several(words(120), 20, 1).meta({ title: '执法程序', description: 'The steps in their order.' }),
  term: long(300).meta({ title: '法定时限', description: 'How long it may take, and from which provision.' }),
  fee: words(120).meta({ title: '收费', description: 'What it costs; 不收费 when nothing.' }),
  remedies: long(400).meta({ title: '救济渠道', description: 'What one can do against it, where, and by when.' }),
  phone: phone.meta({ title: '监督电话', description: 'Who answers for it.' }),
  status: labelled(MATTER_STATUS).meta({ title: '状态', description: 'A cancelled matter is withdrawn instead.' }),
})
export type Matter = z.infer<typeof Matter>
