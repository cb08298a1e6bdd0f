import type { Template } from '../../content/kinds/template.ts'
import type { Found as Case } from '../case/found.ts'
import type { Rulebook } from '../case/rulebook.ts'
import { STAGE } from '../complaint/complaint.ts'
import type { SpecialRow } from '../special/found.ts'
import { addressable } from './directive.ts'
import type { Found } from './found.ts'
import type { Parts } from './workflow.ts'

const DEMANDS = '对照有关规定核查这一时期的同类执法，纠正不符合规定的做法，补全手续和记录，并书面说明核查和纠正的情况。'

interface Begun {
  previous?: Found | undefined
  of?: Case | undefined
  /** What it belongs to, and the first of its cases. */
  special?: { row: SpecialRow; cases: string[] } | undefined
  issuer: string
}

/** What a new document starts from: published words only, so that nothing of a case's account is in it. A person writes on. */
export function proposed(template: Template, { previous, of, special, issuer }: Begun, book: Rulebook): Partial<Parts> {
  const basis = (template.basis ?? []).join('、')
  if (previous) {
    const { department, subject, facts, demands } = previous.row
    return { department, subject, facts, demands, basis: basis || previous.row.basis, cases: previous.cases }
  }
  if (special) {
    const { department, title, sector, basis: rests } = special.row
    const body = addressable(book, issuer).find(({ value }) => value === department)?.value
    return {
      ...(body && { department: body }),
      subject: title.slice(0, 40),
      facts: `在专项监督中，发现${sector ?? '有关执法'}存在共性问题，手续和记录需要核实、规范。`,
      basis: basis || rests,
      demands: DEMANDS,
      ...(special.cases.length > 0 && { cases: special.cases }),
    }
  }
  if (!of) return { basis }
  const about = addressable(book, issuer).find(({ value }) => value === of.row.aboutDepartment)?.value
  const category = book.categories.get(of.row.category)?.name ?? '行政执法'
  const stage = of.row.stage ? `${STAGE[of.row.stage as keyof typeof STAGE]}环节` : '执法中'
  return {
    ...(about && { department: about }),
    subject: `纠正${category}问题`.slice(0, 40),
    facts: `你单位在${stage}有属于“${category}”的情况，手续和记录需要核实、规范。`,
    basis,
    demands: DEMANDS,
    cases: [of.row.no],
  }
}
