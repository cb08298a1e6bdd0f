/** What the kinds are called in a list of finds; short, for it goes to the browser. */
export const LABELS: Record<string, string> = {
  matter: '执法事项',
  benchmark: '裁量权基准',
  leniency: '四张清单',
  inspection: '检查事项',
  guide: '一业一册',
  exemplar: '典型案例',
  bulletin: '公告',
  device: '电子监控',
  department: '执法单位',
  'open-day': '开放日',
  questionnaire: '测评问卷',
  category: '投诉类别',
}
