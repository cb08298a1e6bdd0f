import { mayReadAppraisals } from '../../../api/appraisal/visibility.ts'
import { mayAudit } from '../../../api/audit/asked.ts'
import { askedBody, scope } from '../../../api/case/visibility.ts'
import { scope as codeScope } from '../../../api/code/visibility.ts'
import { mayReadContacts } from '../../../api/contact/visibility.ts'
import { ENTERS } from '../../../api/desk/entered.ts'
import { MAY_TRY } from '../../../api/desk/trial.ts'
import { scope as directiveScope } from '../../../api/directive/visibility.ts'
import { isSupervisor, mayReadDuties } from '../../../api/duty/visibility.ts'
import { scope as openDayScope } from '../../../api/open-day/visibility.ts'
import { realmsOf } from '../../../api/retention/class.ts'
import { mayReadSpecials } from '../../../api/special/visibility.ts'
import { type Actor, has, mayDecide } from '../../../api/staff/actor.ts'
import { mayReadSupervisors } from '../../../api/supervisor/visibility.ts'
import { mayReadSurveys } from '../../../api/survey/visibility.ts'
import { scope as visitScope } from '../../../api/visit/visibility.ts'
import type { Link } from '../../layouts/links.ts'

/** The desk’s ways by role, as the API will decide at each of them: who reads no case gets no list of cases. */
export function deskLinks(actor: Actor | null): Link[] {
  if (!actor) return []
  const work: (Link | false)[] = [
    has(actor, 'supervisor') && { href: '/supervisor', label: '我的履职', icon: 'user' },
    has(actor, 'supervisor') && { href: '/lead', label: '反映线索', icon: 'alert' },
    scope(actor) !== null && { href: '/desk', label: '办件', icon: 'list' },
    // Who reads no case has no list to find the way on.
    scope(actor) === null && has(actor, ...ENTERS) && { href: '/desk/cases/new', label: '登记来件', icon: 'file' },
    askedBody(actor) !== null && { href: '/desk/enquiries', label: '函询', icon: 'message' },
    has(actor, 'body', 'legal') && { href: '/desk/survey-results', label: '测评结果', icon: 'chart' },
    directiveScope(actor) !== null && { href: '/desk/directives', label: '监督文书', icon: 'file' },
    mayReadSpecials(actor) && { href: '/desk/specials', label: '专项监督', icon: 'list' },
    mayReadSurveys(actor) && { href: '/desk/surveys', label: '满意度测评', icon: 'chart' },
    visitScope(actor) !== null && { href: '/desk/visits', label: '入企检查', icon: 'calendar' },
    openDayScope(actor) !== null && { href: '/desk/open-days', label: '开放日', icon: 'people', rare: true },
    mayReadAppraisals(actor) && { href: '/desk/appraisals', label: '监督员考核', icon: 'chart', rare: true },
    mayReadDuties(actor) && {
      href: '/desk/duties',
      label: '监督员任务',
      icon: 'people',
      rare: true,
      under: ['/desk/announcements'],
    },
    isSupervisor(actor) && { href: '/duty', label: '履职任务', icon: 'calendar' },
    isSupervisor(actor) && { href: '/duty/announcements', label: '监督员通知', icon: 'notice' },
    mayReadSupervisors(actor) && { href: '/desk/supervisors', label: '监督员', icon: 'people', rare: true },
    mayReadContacts(actor) && { href: '/desk/contacts', label: '企业联系点', icon: 'people', rare: true },
    has(actor, 'contact') && { href: '/contact', label: '我的联系点', icon: 'people' },
    codeScope(actor) !== null && { href: '/desk/codes', label: '监督码', icon: 'shield', rare: true },
    has(actor, ...MAY_TRY) && { href: '/desk/rules', label: '分办规则', icon: 'scale', rare: true },
    has(actor, 'editor', 'publisher') && { href: '/desk/publications', label: '发布台', icon: 'book' },
    has(actor, 'editor', 'publisher') && { href: '/desk/imports', label: '导入', icon: 'file', rare: true },
    has(actor, 'admin') && { href: '/desk/staff', label: '人员账号', icon: 'people' },
    mayDecide(actor) && { href: '/desk/grants', label: '岗位确认', icon: 'shield' },
    realmsOf(actor).length > 0 && { href: '/desk/retention', label: '保存期限', icon: 'clock', rare: true },
    mayAudit(actor) && { href: '/desk/audit', label: '审计', icon: 'search', rare: true },
    has(actor, 'admin') && { href: '/desk/jobs', label: '后台任务', icon: 'chart', rare: true },
    // What waits for a supervisor or a contact point stands on their own pages.
    !actor.roles.every((role) => role === 'supervisor' || role === 'contact') && {
      href: '/desk/notices',
      label: '通知',
      icon: 'notice',
    },
    { href: '/desk/account', label: '我的账号', icon: 'key' },
  ]
  return work.filter((link) => link !== false)
}

/** Signing in first, then back here. */
export const signInFirst = (url: URL): string => `/desk/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`
