/** How a case came in; the words for it wherever it is shown. */
export const CHANNEL = {
  WEB: '网站',
  VISIT: '来访',
  CALL: '来电',
  LETTER: '来信',
  '12345': '12345热线',
  SUPERVISOR: '社会监督员',
  CONTACT: '企业联系点',
  RATING: '差评',
  SURVEY: '满意度测评',
  CODE: '扫码',
  OPEN_DAY: '开放日',
  ALARM: '入企检查预警',
} as const
export type Channel = keyof typeof CHANNEL
