type At = 'list' | 'month' | 'announcements' | 'library'

/** What a supervisor reads beside their tasks. */
export const tabs = (at: At, unread = 0) => [
  { href: '/duty', label: '任务', current: at === 'list' },
  { href: '/duty/calendar', label: '月历', current: at === 'month' },
  {
    href: '/duty/announcements',
    label: unread > 0 ? `通知（${unread}条没看）` : '通知',
    current: at === 'announcements',
  },
  { href: '/duty/library', label: '学习资料', current: at === 'library' },
]
/** How a part is shown beside a task. */
export const TONE = {
  invited: 'warn',
  accepted: 'teal',
  declined: undefined,
  came: 'teal',
  reported: 'ok',
  confirmed: 'ok',
  absent: 'over',
} as const
