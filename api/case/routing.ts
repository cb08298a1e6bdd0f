import type { LANE } from '../../content/kinds/category.ts'
import type { Rule } from '../../content/kinds/rule.ts'
import type { Body, Facts, Party } from './facts.ts'
import type { Asserted, Flag } from './flag.ts'

export type Lane = keyof typeof LANE

interface Copy extends Party {
  rule: string
  why: string
}

export interface Route {
  handler: { code: string; name: string }
  lane: Lane
  /** The rule that decided who leads. */
  rule: string
  /** In words a clerk can quote to the sender. */
  because: string
  /** Bodies that must not know. */
  blind: string[]
  /** Bodies that are told by digest, and which rule says so. */
  copies: Copy[]
  flags: Flag[]
  /** Every rule that applies, the deciding one first. */
  rules: string[]
}

/** Offices help and external bodies receive what is transferred; what this portal supervises are the others. */
export const isReportable = (type: string) => type !== 'office' && type !== 'external'

/** Under which code the limits of a lane are published. */
export const LIMITS_OF: Record<Lane, string> = { general: 'GEN', enterprise: 'ENT', light: 'LIGHT', sealed: 'SECRET' }

/** The bureau that runs this portal, the one above it, and those whom no rule may name. */
export const OURS = { code: 'SFJ', name: '澄河市司法局' }
/** Who is above the bureau. */
export const ABOVE = 'DDSFJ'
export const SUPERIOR = { code: ABOVE, name: '岱东市司法局' }
const SEALED = { code: 'SEALED', name: '专门人员' }
const INSPECTORATE: Party = { code: 'DCS', name: '澄河市人民政府办公室督查室' }

/** A rating is kept from whom it speaks of as a complaint is (rulings.md 3). */
const isComplaint = (f: Facts) => f.category.kind === 'complaint' || f.category.kind === 'rating'
const isSealed = (f: Facts) => f.category.lane === 'sealed'
const some = (f: Facts, is: (b: Body) => unknown) => f.bodies.some((b) => Boolean(is(b)))
/** A branch of a body of this city acts under it; one of a body elsewhere is managed from there. */
const isVertical = (b: Body) => b.type === 'vertical' || (b.type === 'branch' && !b.parent)

/** When each published rule applies. Order, words and whether it decides who leads are publications (rulings.md 1). */
const WHEN: Record<string, (f: Facts) => boolean> = {
  R0: (f) => isSealed(f) || (isComplaint(f) && f.marks.includes('integrity')),
  R1: (f) => f.category.code === 'T31' || some(f, (b) => b.code === OURS.code),
  R2: (f) => f.bodies.length > 0,
  R3: (f) => f.bodies.length > 1,
  R4: (f) => some(f, (b) => b.type === 'branch' && b.parent),
  R5: (f) => some(f, (b) => b.type === 'authorised' || b.entrustedBy),
  R6: (f) => some(f, (b) => b.type === 'township'),
  R7: (f) => some(f, isVertical),
  R8: (f) => f.category.code === 'T20',
  R9: (f) => some(f, (b) => b.type === 'government'),
  R10: (f) => f.enterprise || f.category.lane === 'enterprise',
  R11: (f) => f.channel === '12345',
  R12: (f) => f.channel === 'SUPERVISOR',
  R13: (f) => isComplaint(f) && (f.marks.includes('group') || f.similar >= 2),
  R14: (f) => f.staff,
  R15: () => true,
  R16: (f) => f.minor || f.marks.includes('minor'),
}

/** Whom a deciding rule gives the lead; the other rules never choose it, whatever is published. */
const LEAD: Record<string, { code: string; name: string }> = {
  R0: SEALED,
  R1: SUPERIOR,
  R8: SUPERIOR,
  R9: SUPERIOR,
  R7: OURS,
  R4: OURS,
  R5: OURS,
  R6: OURS,
  R3: OURS,
  R2: OURS,
  R15: OURS,
}

/** Whom a rule has told by digest. */
const COPY: Record<string, (f: Facts) => (Party | undefined)[]> = {
  R1: () => [INSPECTORATE],
  R4: (f) => f.bodies.filter((b) => b.type === 'branch').map((b) => b.parent),
  R5: (f) =>
    f.bodies
      .filter((b) => b.type === 'authorised' || b.entrustedBy)
      .map((b) => b.entrustedBy ?? b.parent ?? b.superior),
  R6: (f) => (some(f, (b) => b.type === 'township') ? [f.origin] : []),
  R7: (f) => f.bodies.filter(isVertical).map((b) => b.superior),
}

/** One published rule held against the facts: what the bureau sees when it tries a text. */
interface Tried {
  rule: Rule
  /** It applies. */
  applies: boolean
  /** It decided who leads. */
  decides: boolean
}

/** The last resort: nothing is ever without somebody, nor with somebody who must not know. */
const FALLBACK = '没有别的规则适用，先收下再甄别'

/** Decides who handles a submission, on which lane, who is told and who must not know, by the rules in force. */
export function route(facts: Facts, rules: readonly Rule[]): Route {
  const { applying, lead, to } = decide(facts, rules)
  const lane = laneOf(facts, applying, to)
  const code = lead?.code ?? 'R15'
  const blind = blindBodies(facts)
  const copies = copiesOf(facts, blind, applying, code)
  return {
    handler: to,
    lane,
    rule: code,
    because: becauseOf(lane, to, lead, copies),
    blind,
    copies,
    flags: flagsOf(facts, applying, lane, to),
    rules: [code, ...applying.map((r) => r.code).filter((c) => c !== code && !(c in LEAD))],
  }
}

/** Every rule in force with whether it applies and which one decided. */
export function trial(facts: Facts, rules: readonly Rule[]): Tried[] {
  const { applying, lead } = decide(facts, rules)
  return inOrder(rules).map((rule) => ({ rule, applies: applying.includes(rule), decides: rule === lead }))
}

const inOrder = (rules: readonly Rule[]) => [...rules].sort((a, b) => a.order - b.order)

function decide(facts: Facts, rules: readonly Rule[]) {
  const applying = inOrder(rules).filter((r) => WHEN[r.code]?.(facts))
  const blind = blindBodies(facts)
  const last = applying.find((r) => r.code === 'R15')
  // What the category itself seals stays sealed even while the rule that says so is not published.
  const may = (r: Rule) => !isSealed(facts) || r.code === 'R0'
  const lead =
    applying.find((r) => {
      const to = LEAD[r.code]
      return to !== undefined && r.leads && r.code !== 'R15' && !blind.includes(to.code) && may(r)
    }) ?? last
  const chosen = lead && lead !== last ? LEAD[lead.code] : undefined
  const to = chosen ?? (isSealed(facts) ? SEALED : blind.includes(OURS.code) ? SUPERIOR : OURS)
  return { applying, lead, to }
}

/** A sealed case is one the sealed desk has; the light lane stays light whoever asks. */
function laneOf(facts: Facts, applying: readonly Rule[], to: { code: string }): Lane {
  if (to.code === SEALED.code) return 'sealed'
  if (facts.category.lane === 'light') return 'light'
  return applying.some((r) => r.code === 'R10') ? 'enterprise' : 'general'
}

/** Praise, suggestions and questions may go to whom they name; of everything else that body learns nothing (rulings.md 3). */
function blindBodies(f: Facts): string[] {
  const blind = new Set<string>()
  if (isComplaint(f) || f.marks.includes('integrity')) {
    for (const { code, parts } of f.bodies) for (const one of [code, ...parts]) blind.add(one)
    for (const one of f.perhaps) blind.add(one)
    if (f.category.code === 'T31') blind.add(OURS.code)
  }
  return [...blind]
}

/** The superior decides for itself whom to tell; the sealed desk tells nobody. */
function copiesOf(f: Facts, blind: readonly string[], applying: readonly Rule[], lead: string): Copy[] {
  const ours = LEAD[lead] === OURS && lead !== 'R15'
  if (!isComplaint(f)) return []
  const told = new Map<string, Copy>()
  for (const rule of applying) {
    if (rule.code !== lead && !(ours && rule.code !== 'R1')) continue
    for (const party of COPY[rule.code]?.(f) ?? []) {
      const known = party?.code ?? party?.name
      if (!party || known === undefined || blind.includes(known) || told.has(known)) continue
      told.set(known, { ...party, rule: rule.code, why: `${rule.name}：${rule.effect}` })
    }
  }
  return [...told.values()]
}

function flagsOf(f: Facts, applying: readonly Rule[], lane: Lane, to: { code: string }): Flag[] {
  const by = (code: string) => applying.some((r) => r.code === code)
  const certificate = f.category.code === 'T24'
  const says = (what: Asserted) => isComplaint(f) && f.asserted.includes(what)
  const danger =
    says('danger') || (isComplaint(f) && (['injury', 'urgent', 'group'] as const).some((m) => f.marks.includes(m)))
  const raised: Record<Flag, boolean> = {
    integrity: lane !== 'sealed' && f.marks.includes('integrity'),
    minor: by('R16'),
    group: by('R13') && f.marks.includes('group'),
    injury: isComplaint(f) && f.marks.includes('injury'),
    review: says('review'),
    court: says('court'),
    petition: says('petition'),
    danger: says('danger'),
    urgent: certificate || danger,
    repeat: by('R13') && f.similar >= 2,
    certificate,
    halted: f.halted,
    // Whether the bureau is meant no word can say; it must not be overlooked where the sender did not choose it.
    bureau: isComplaint(f) && to === OURS && f.marks.includes('bureau'),
    staff: by('R14'),
    supervisor: by('R12'),
  }
  return (Object.keys(raised) as Flag[]).filter((flag) => raised[flag])
}

/** Of a sealed case the sender is told no more than that it is dealt with by the rules (rulings.md 2). */
function becauseOf(lane: Lane, to: { code: string; name: string }, lead: Rule | undefined, copies: readonly Copy[]) {
  if (lane === 'sealed') return '这类问题按规定由专门人员办理'
  if (lane === 'light' && to === OURS) return '由市司法局收下并答复'
  if (!lead || (lead.code === 'R15' && to !== OURS)) return `${FALLBACK}，由${to.name}办理`
  const told = copies.length > 0 ? `（摘要告知${copies.map((c) => c.name).join('、')}）` : ''
  // The first sentence is for the sender, the rest for whoever works with the rule.
  return `${lead.effect.split('。')[0]}${told}`
}
