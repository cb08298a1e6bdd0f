import type { Field, FormState } from '../../../api/form.ts'

/** One field of every kind, some of them optional. */
export const fields: Field[] = [
  {
    name: 'sg-place',
    title: '具体地点',
    kind: 'text',
    hint: '路名、门牌号，或附近的标志物',
    required: true,
    minLength: 4,
    maxLength: 100,
    autocomplete: 'off',
  },
  {
    name: 'sg-account',
    title: '经过',
    kind: 'long',
    hint: '记得多少写多少',
    required: true,
    minLength: 10,
    maxLength: 2000,
  },
  {
    name: 'sg-department',
    title: '单位名称',
    kind: 'select',
    required: true,
    options: [
      { value: 'SCJG', label: '市场监督管理局', group: '市级部门' },
      { value: 'ZFJ', label: '综合行政执法局（城市管理局）', group: '市级部门' },
      { value: '379981001', label: '城东街道', group: '乡镇和街道' },
    ],
  },
  { name: 'sg-day', title: '哪一天', kind: 'date', hint: '记不清可以空着', required: false },
  { name: 'sg-people', title: '涉及人数', kind: 'number', required: false },
  {
    name: 'sg-phone',
    title: '手机',
    kind: 'tel',
    hint: '只用来通知您',
    required: false,
    pattern: '1[3-9][0-9]{9}',
    autocomplete: 'tel',
    inputmode: 'tel',
  },
  { name: 'sg-mail', title: '邮箱', kind: 'email', required: false, autocomplete: 'email' },
  { name: 'sg-password', title: '密码', kind: 'password', required: false, autocomplete: 'off' },
  {
    name: 'sg-name',
    title: '要不要留姓名',
    kind: 'choice',
    required: true,
    options: [
      { value: 'named', label: '留姓名', hint: '办理人员可以联系您核实' },
      { value: 'confidential', label: '留姓名，要求保密', hint: '只有密件专员能打开，每次留记录' },
      { value: 'anonymous', label: '不留', hint: '凭编号和查询码看结果' },
    ],
  },
  { name: 'sg-true', title: '我反映的情况是真实的', kind: 'check', hint: '记错、漏记不算捏造。', required: true },
]

/** The same fields come back: what was typed is kept, what is wrong says how to put it right. */
export const wrong: FormState = {
  values: { 'sg2-place': '路口', 'sg2-department': 'SCJG', 'sg2-account': '两名执法人员要求我挪走三轮车。' },
  errors: [
    { path: 'sg2-place', message: '请写出发生地点，至少写到路名或村名' },
    { path: 'sg2-name', message: '请选择要不要留姓名' },
    { path: 'sg2-true', message: '提交前请勾选这一项' },
  ],
  token: 'example',
}
