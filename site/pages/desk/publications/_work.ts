import { type Actor, has } from '../../../../api/staff/actor.ts'

export type View = 'review' | 'mine' | 'returned' | 'others'
interface Listed {
  view: View | 'scheduled' | 'due'
  label: string
  /** Whether it is a list of drafts. */
  list?: View
  /** What it means that nothing is there. */
  none: string
}

/** The lists of the publishing desk, what waits for this person first. */
export function viewsOf(actor: Actor): Listed[] {
  const review: Listed = {
    view: 'review',
    label: has(actor, 'publisher') ? '待我审核' : '等待审核',
    list: 'review',
    none: has(actor, 'publisher') ? '没有等您审核的。编辑提交后出现在这里。' : '没有等待审核的。',
  }
  const written: Listed[] = [
    { view: 'returned', label: '退回的', list: 'returned', none: '没有退回的。' },
    {
      view: 'mine',
      label: '我的草稿',
      list: 'mine',
      none: '没有草稿。打开一条已发布的内容，按“开始修改”，或者新建一条。',
    },
  ]
  const all: Listed = { view: 'others', label: '全部草稿', list: 'others', none: '没有正在写的草稿。' }
  const later: Listed[] = [
    { view: 'scheduled', label: '定时发布', none: '没有定时的。' },
    { view: 'due', label: '快到期和该复核', none: '一个月内没有。' },
  ]
  return has(actor, 'editor')
    ? has(actor, 'publisher')
      ? [review, ...written, all, ...later]
      : [...written, review, all, ...later]
    : [review, all, ...later]
}

/** The page of a list an address asks for; what is no number is the first. */
export const pageAsked = (url: URL): number => {
  const asked = url.searchParams.get('page') ?? ''
  return /^[1-9]\d{0,4}$/.test(asked) ? Number(asked) : 1
}

/** An import in a list, by what it was and what it is for. */
export const importLine = (i: Record<string, unknown>): string => `${i.kindTitle}：${i.file}`
