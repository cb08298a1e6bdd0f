import type { State } from '../../../api/supervisor/workflow.ts'

/** What was just done, by the name of the step that was posted. */
const DONE: Record<string, string> = {
  applied: '报名收到了。下面的凭证码请拍照或者打印留好，看结果、撤回都用它。',
  withdraw: '报名已经撤回。',
  listed: '已经改好。',
}
export const saidOf = (flash: string | null): string | undefined =>
  flash && Object.hasOwn(DONE, flash) ? DONE[flash] : undefined

/** How each state is coloured. */
export const TONE = {
  applied: 'teal',
  publicity: 'teal',
  serving: 'ok',
  suspended: 'warn',
  refused: 'over',
  withdrawn: 'over',
  expired: 'over',
  resigned: 'over',
  dismissed: 'over',
} as const satisfies Record<State, string>

/** What it means, and what comes next. */
export const NEXT: Record<State, string> = {
  applied: '报名截止后审核资格，可能打您留的电话核对。结果在这里看，不用来问。',
  publicity: '资格审核通过了，正在公示。公示期过了、没有异议或者异议不成立的，聘任。',
  serving: '您已经受聘。账号和监督员证由市司法局发给您。',
  suspended: '现在暂停履职，不能登录，也不能以监督员的身份活动。有疑问，请打市司法局的电话。',
  refused: '这次没有通过。招募还在报名的，可以补正后再报；不是监督员，也随时可以反映问题。',
  withdrawn: '报名已经撤回，不再审核，不再公示。',
  expired: '任期已经届满。感谢您的付出。',
  resigned: '您已经辞任。感谢您的付出。',
  dismissed: '已经解聘，不能再以监督员的身份活动。有疑问，请打市司法局的电话。',
}
