import type { LANE } from '../../content/kinds/category.ts'

/** What routing may know of a submission: codes only, never who sent it. */
export interface Facts {
  category: { code: string; lane: Lane }
  /** The body spoken about, if the sender knows. */
  department?: { code: string; name: string; type: string; superior?: string | undefined } | undefined
  enterprise: boolean
}

export type Lane = keyof typeof LANE

export interface Route {
  handler: { code: string; name: string }
  lane: Lane
  rule: string
  /** In words a clerk can quote to the sender. */
  because: string
  /** Bodies that must not know. */
  blind: string[]
}

/** Offices help and external bodies receive what is transferred; what this portal supervises are the others. */
export const isReportable = (type: string) => type !== 'office' && type !== 'external'

/** Under which code the limits of a lane are published. */
export const LIMITS_OF: Record<Lane, string> = { general: 'GEN', enterprise: 'ENT', light: 'LIGHT', sealed: 'SECRET' }

/** The bureau that runs this portal, and the one above it. */
const OURS = { code: 'SFJ', name: '澄河市司法局' }
const SUPERIOR = { code: 'DDSFJ', name: '岱东市司法局' }
const SEALED = { code: 'SEALED', name: '专门人员' }

interface Rule {
  code: string
  when(f: Facts): boolean
  to: { code: string; name: string }
  because(f: Facts): string
}

/** Matches always: no rule matched is itself a rule, so nothing is lost. */
const UNKNOWN_BODY: Rule = {
  code: 'R15',
  when: () => true,
  to: OURS,
  because: (f) => (f.category.lane === 'light' ? '由市司法局收下并答复' : '您不清楚是哪个单位，先由市司法局甄别'),
}

/** Who leads: the first that matches, in the order of rulings.md 1. */
export const RULES: readonly Rule[] = [
  { code: 'R0', when: (f) => f.category.lane === 'sealed', to: SEALED, because: () => '这类问题按规定由专门人员办理' },
  {
    code: 'R1',
    when: (f) => f.category.code === 'T31' || f.department?.code === OURS.code,
    to: SUPERIOR,
    because: () => '反映的是市司法局自己，由上一级监督机构办理',
  },
  {
    code: 'R8',
    when: (f) => f.category.code === 'T20',
    to: SUPERIOR,
    because: () => '跨地区执法的问题，由上一级监督机构办理',
  },
  {
    code: 'R7',
    when: (f) => f.department?.type === 'vertical',
    to: OURS,
    because: (f) =>
      `由市司法局办理，并告知${f.department?.superior ?? '它的上一级主管部门'}（行政执法监督条例第四十二条）`,
  },
  {
    code: 'R4',
    when: (f) => f.department?.type === 'branch',
    to: OURS,
    because: (f) => `由市司法局办理，并告知${f.department?.superior ?? '设立它的部门'}`,
  },
  {
    code: 'R6',
    when: (f) => f.department?.type === 'township',
    to: OURS,
    because: () => '由市司法局办理，不交乡镇街道自己办',
  },
  {
    code: 'R2',
    when: (f) => f.department !== undefined,
    to: OURS,
    because: (f) => (f.category.lane === 'light' ? '由市司法局收下并答复' : '由市司法局办理，不交被反映单位自己办'),
  },
  UNKNOWN_BODY,
]

/** Decides who handles a submission, on which lane, and who must not know. */
export function route(facts: Facts): Route {
  const rule = RULES.find((r) => r.when(facts)) ?? UNKNOWN_BODY
  return {
    handler: rule.to,
    lane: facts.category.lane === 'general' && facts.enterprise ? 'enterprise' : facts.category.lane,
    rule: rule.code,
    because: rule.because(facts),
    blind: blindBodies(facts),
  }
}

/** The body spoken about, and the bureau itself when it is the one. */
function blindBodies(f: Facts): string[] {
  const bodies = new Set<string>()
  if (f.department) bodies.add(f.department.code)
  if (f.category.code === 'T31') bodies.add(OURS.code)
  return [...bodies]
}
