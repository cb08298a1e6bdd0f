import { type Complaint, EFFECT, ENTERPRISE_SIZE, LOSS } from '../../../../api/complaint/complaint.ts'

type Company = NonNullable<Complaint['enterprise']>

/** What an enterprise says the matter does to it, in one line and in its own words; nothing when it says nothing. */
export function impactOf({ size, effect, stopDays, jobs, loss, impact }: Company) {
  const parts = [
    effect && EFFECT[effect],
    stopDays !== undefined && `停产停业${stopDays}天`,
    jobs !== undefined && `影响${jobs}人上班`,
    loss && `损失${LOSS[loss]}`,
    size && ENTERPRISE_SIZE[size],
  ].filter((part) => typeof part === 'string')
  return parts.length > 0 || impact ? { summary: parts.join('，'), text: impact } : undefined
}
