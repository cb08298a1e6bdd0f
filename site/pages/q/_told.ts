import type { Verdict } from '../../../api/code/verdict.ts'
import { wholeDay } from '../../ui/date.ts'

/** What to do before somebody whose code is not good today. */
export function doubtful({ type, verdict }: { type: string; verdict: Verdict }): string {
  if (verdict === 'replaced') return '请对方出示新的码再扫一次。出示不了的，打市司法局电话核实。'
  if (type === 'TASK' && verdict === 'expired')
    return '检查的日子已经过了，再拿它来查的，可以不接受检查。对当时的检查，照样可以在下面投诉、表扬。'
  if (type === 'TASK')
    return '没有今天有效的检查任务，可以不接受检查。请打市司法局电话核实，记下时间、地点、单位和来了几个人。'
  return type === 'OFFICER'
    ? '可以不接受检查，请他的单位另外派有证的人来。记下时间、地点和来了几个人。'
    : '不要照它说的付钱或者填个人信息。您仍然可以向市司法局反映问题。'
}

/** A day among the facts is said as one. */
export const said = (text: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? wholeDay(text) : text)
