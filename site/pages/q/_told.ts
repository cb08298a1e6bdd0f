import type { Verdict } from '../../../api/code/verdict.ts'

/** What to do before somebody whose code is not good today. */
export function doubtful({ type, verdict }: { type: string; verdict: Verdict }): string {
  if (verdict === 'replaced') return '请对方出示新的码再扫一次。出示不了的，打市司法局电话核实。'
  return type === 'OFFICER' || type === 'TASK'
    ? '可以不接受检查，请他的单位另外派有证的人来。记下时间、地点和来了几个人。'
    : '不要照它说的付钱或者填个人信息。您仍然可以向市司法局反映问题。'
}
