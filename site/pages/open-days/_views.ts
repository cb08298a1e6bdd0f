/** The two ways to look at open days. */
export const views = (current: 'list' | 'month') => [
  { href: '/open-days', label: '列表', current: current === 'list' },
  { href: '/open-days/calendar', label: '月历', current: current === 'month' },
]
