/** The sectors this city publishes for, by GB/T 4754-2017: division or class, whichever people recognise. */
export const INDUSTRY = {
  H62: '餐饮业',
  O8040: '理发及美容服务',
  H61: '住宿业',
  F5251: '药品零售',
  F5265: '机动车燃油零售（加油站）',
  E47: '房屋建筑业',
  P8391: '校外培训',
  G60: '邮政快递和道路货运',
  R90: '娱乐业（网吧、歌舞厅）',
  F5166: '农药种子等农资经营',
} as const
