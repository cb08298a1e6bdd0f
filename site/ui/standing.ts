import type { Published } from '../../api/publication/publication.ts'

/** How a version stands on a day, in the words and the shape every page uses. */
export const STANDING = {
  effective: { label: '现行有效', tone: 'ok', icon: 'check' },
  cancelled: { label: '已取消', tone: 'stop', icon: 'cross' },
  past: { label: '历史版本', tone: undefined, icon: 'clock' },
  future: { label: '尚未生效', tone: 'teal', icon: 'calendar' },
} as const

export const standingOf = (
  { status, from, to }: Pick<Published, 'status' | 'from' | 'to'>,
  today: string,
): keyof typeof STANDING =>
  from > today ? 'future' : to !== null && to <= today ? 'past' : status === 'cancelled' ? 'cancelled' : 'effective'
