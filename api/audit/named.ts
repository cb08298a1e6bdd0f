import { mask } from '../case/search.ts'
import { ACTIONS, type Action, step } from '../case/workflow.ts'
import { labelOf as codeLabel } from '../code/workflow.ts'
import { labelOf as contactLabel } from '../contact/workflow.ts'
import {
  ACTIONS as DIRECTIVE_ACTIONS,
  type Action as DirectiveAction,
  step as directiveStep,
} from '../directive/workflow.ts'
import { labelOf as dutyLabel } from '../duty/workflow.ts'
import { labelOf as openDayLabel } from '../open-day/history.ts'
import { ACTIONS as SPECIAL_ACTIONS, type Action as SpecialAction, step as specialStep } from '../special/workflow.ts'
import { ACTS } from '../staff/record.ts'
import { labelOf as supervisorLabel } from '../supervisor/workflow.ts'
import { labelOf as surveyLabel } from '../survey/view.ts'
import { labelOf as alarmLabel } from '../visit/judging.ts'
import { labelOf as visitLabel } from '../visit/workflow.ts'
import { READ } from './asked.ts'

/** One thing read or done, as the logs have it. */
export interface Line {
  at: number
  who: string
  kind: 'read' | 'done'
  what: string
  about: string
  why: string | null
}

/** Done things in words; a stream says which table knows them. */
const PUBLISHING: Record<string, string> = {
  draft: '起草',
  submit: '提交审核',
  return: '退回',
  publish: '发布',
  schedule: '定时发布',
  unschedule: '撤回定时发布',
  cancel: '取消',
  withdraw: '撤下',
  discard: '放弃草稿',
  batch: '整批发布',
  taken: '收下工作簿',
}
const KEEPING: Record<string, string> = {
  propose: '提出删除',
  refuse: '不同意删除',
  approve: '同意删除',
  done: '删除完毕',
  hold: '法律保全',
  release: '解除保全',
}
const WHO: Record<string, string> = { citizen: '来件人', system: '系统' }

function labelOf({ kind, what, why }: Line): string {
  const read = what.split('/')[0] ?? ''
  if (kind === 'read') return Object.hasOwn(READ, read) ? READ[read as keyof typeof READ] : '查看'
  if (why === 'case')
    return what === 'submit' ? '提交' : ACTIONS.includes(what as Action) ? step(what as Action).label : '办理'
  if (why === 'directive')
    return what === 'draft'
      ? '拟稿'
      : DIRECTIVE_ACTIONS.includes(what as DirectiveAction)
        ? directiveStep(what as DirectiveAction).label
        : '办理文书'
  if (why === 'special')
    return what === 'open'
      ? '开展专项监督'
      : SPECIAL_ACTIONS.includes(what as SpecialAction)
        ? specialStep(what as SpecialAction).label
        : '办理专项监督'
  if (why === 'survey') return surveyLabel(what)
  if (why === 'code') return codeLabel(what)
  if (why === 'visit') return visitLabel(what)
  if (why === 'alarm') return alarmLabel(what)
  if (why === 'open-day') return openDayLabel(what)
  if (why === 'duty' || why === 'duty-part') return dutyLabel(what)
  if (why === 'supervisor' || why === 'objection') return supervisorLabel(what)
  if (why === 'announcement') return '发通知给监督员'
  if (why === 'appraisal') return '年度考核定稿'
  if (why === 'contact' || why === 'contact-survey') return contactLabel(what)
  if (why === 'enquiry') return what === 'answer' ? '答复函询' : '函询'
  if (why === 'person') return Object.hasOwn(ACTS, what) ? ACTS[what as keyof typeof ACTS] : '管理账号'
  if (why === 'retention' || why === 'hold') return KEEPING[what] ?? '保存期限'
  return PUBLISHING[what] ?? '编辑发布'
}

/** Ids only: who by login, what about by number or code. A reason is masked, for people write numbers and plates in it. */
export const shown = (line: Line) => ({
  at: new Date(line.at).toISOString(),
  who: WHO[line.who] ?? line.who,
  what: { code: line.what, label: labelOf(line) },
  about:
    line.kind === 'read'
      ? line.about.replace(/^cases\/.*/, '')
      : line.about.replace(
          /^(person|publication|import|retention|directive|special|survey|code|visit|alarm|open-day|appraisal|supervisor|objection|duty|duty-part|announcement)\//,
          '',
        ),
  // What the log wrote about its own reading holds no word of anybody's.
  why:
    line.kind === 'done' || line.why === null
      ? null
      : line.about || line.what === 'contact'
        ? mask(line.why, [])
        : line.why,
})
