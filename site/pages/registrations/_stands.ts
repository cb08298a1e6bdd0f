import type { State } from '../../../api/open-day/workflow.ts'

/** What was just done, by the name of the step that was posted. */
const DONE: Record<string, string> = {
  accept: '已经接受名额。',
  decline: '已经放弃名额，让给了后面的人。',
  cancel: '报名已经取消，名额让给了下一位。',
  change: '已经改好。',
  details: '已经改好。填过的内容不在这里显示。',
}

/** What a registration just made is told first: whether there is a seat. */
const MADE: Partial<Record<State, string>> = {
  confirmed: '报名成功，给您留了名额。',
  pending: '报名收到了，等主办单位审核。',
  waiting: '报名收到了，名额已满，您在候补。',
}

export function saidOf(flash: string | null, state: State): string | undefined {
  if (flash === 'registered') return `${MADE[state] ?? '报名收到了。'}下面的编号和凭证码请拍照或者打印留好。`
  return flash && Object.hasOwn(DONE, flash) ? DONE[flash] : undefined
}

/** How each state is coloured. */
export const TONE = {
  confirmed: 'ok',
  attended: 'ok',
  pending: 'teal',
  waiting: 'teal',
  offered: 'warn',
  refused: 'over',
  declined: 'over',
  expired: 'over',
  cancelled: 'over',
  absent: 'over',
} as const satisfies Record<State, string>

/** Whoever may still come: the ticket is worth keeping. */
export const comes = (state: State): boolean => ['confirmed', 'pending', 'waiting', 'offered'].includes(state)
/** Whoever is let in: the code is shown and the picture made. */
export const seated = (state: State): boolean => state === 'confirmed' || state === 'attended'
