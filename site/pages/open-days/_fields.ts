import { type Field, fieldsOf, withOptions } from '../../../api/form.ts'
import { GROUP, groupsOf, zoned } from '../../../api/open-day/open-day.ts'
import { NEED, Registration } from '../../../api/open-day/registration.ts'
import type { OpenDay } from '../../../content/kinds/open-day.ts'
import { civil } from '../../ui/date.ts'

/** A session as one chooses it: 6月12日（周五）9:00. */
function sessionWords({ starts }: Pick<OpenDay['sessions'][number], 'starts'>): string {
  const { month, day, weekday, clock } = civil(zoned(starts))
  return `${month}月${day}日（周${weekday}）${clock}`
}

/** Whoever comes to talk says beforehand about what, so that somebody comes who can answer. */
const TOPIC = { title: '想谈的问题', hint: '写清卡在哪里、想请哪个单位答。主办单位看得到，和报名一起封存。' }

const ORDER = [
  'name',
  'phone',
  'group',
  'session',
  'companions',
  'unit',
  'wish',
  'needs',
  'note',
  'photographs',
  'consent',
]
const ASKED = fieldsOf(Registration, ORDER)

/** The form of one open day: its groups, its sessions where there are several, as many companions as it allows. */
export function fieldsFor({
  sessions,
  companions,
  format,
}: Pick<OpenDay, 'sessions' | 'companions' | 'format'>): Field[] {
  const options = {
    group: groupsOf(sessions).map((group) => ({ value: group, label: GROUP[group] })),
    session: sessions.map((session) => ({ value: session.id, label: sessionWords(session) })),
    companions: Array.from({ length: companions + 1 }, (_, n) => ({
      value: String(n),
      label: n === 0 ? '没有' : `${n}人`,
    })),
    needs: Object.entries(NEED).map(([value, label]) => ({ value, label })),
  }
  return withOptions(ASKED, options)
    .filter(({ name }) => (name !== 'session' || sessions.length > 1) && (name !== 'companions' || companions > 0))
    .map((field) => (field.name === 'session' ? { ...field, required: true, hint: undefined } : field))
    .map((field) => (field.name === 'wish' && format === 'salon' ? { ...field, ...TOPIC } : field))
}
