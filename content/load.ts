import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { checkPeople, checkPublications } from './check.ts'
import { ContactSample, checkContacts } from './contact.ts'
import { Person, Sample } from './demo.ts'
import { checkDirectives, DirectiveSample } from './directive.ts'
import { checkDuties, DutySample } from './duty.ts'
import { type Item, readItems } from './file.ts'
import { checkLabels, LabelSample } from './label.ts'
import { checkLeads, LeadSample } from './lead.ts'
import { checkSamples } from './play.ts'
import { ContentError, type Problem, say, titled } from './problem.ts'
import { fixed, type Relative, relativesIn } from './relative.ts'
import { type DataOf, Envelope, KINDS, type Kind } from './schema.ts'
import { checkSupervisors, SupervisorSample } from './supervisor.ts'
import { checkSurveys, SurveySample } from './survey.ts'
import { checkVisits, VisitSample } from './visit.ts'

/** Where in the folder something stands. */
interface Place {
  file: string
  line: number
  /** The line of one of its fields. */
  at: Item['line']
}

/** A version of something published, as a file states it. */
export type Publication = {
  [K in Kind]: z.infer<typeof Envelope> &
    Place & {
      kind: K
      code: string
      data: DataOf[K]
      /** Moments of its data that are counted from the first import; here they are counted from some day. */
      relative?: Relative[]
    }
}[Kind]

/** A value of the demonstration, and where it stands. */
export type Placed<T> = T & Place

export interface Content {
  publications: Publication[]
  people: Person[]
  samples: Sample[]
  directives: DirectiveSample[]
  surveys: SurveySample[]
  visits: VisitSample[]
  supervisors: SupervisorSample[]
  duties: DutySample[]
  leads: LeadSample[]
  labels: LabelSample[]
  contacts: ContactSample[]
}

const PEOPLE = 'people.yaml'
const DIRECTIVES = 'directives.yaml'
const SURVEYS = 'surveys.yaml'
const VISITS = 'visits.yaml'
const SUPERVISORS = 'supervisors.yaml'
const DUTIES = 'duties.yaml'
const LEADS = 'leads.yaml'
const LABELS = 'labels.yaml'
const CONTACTS = 'contacts.yaml'
const CASES = 'cases'
/** What is relative is checked as if it were imported on this day. */
const SOME_DAY = '2026-06-15'

/** Reads and checks a content folder whole; throws one ContentError that names every mistake. */
export function readContent(dir: string): Content {
  const problems: Problem[] = []
  const names = list(dir, '.', problems)
  const known = new Set<string>([
    PEOPLE,
    DIRECTIVES,
    SURVEYS,
    VISITS,
    SUPERVISORS,
    DUTIES,
    LEADS,
    LABELS,
    CONTACTS,
    ...Object.values(KINDS).map((k) => k.file),
  ])
  const unknown = names.filter((n) => /\.ya?ml$/.test(n) && !known.has(n))
  for (const file of unknown) {
    problems.push({
      file,
      line: 1,
      reason: `不认识这个文件。文件名应是 ${[...known].join('、')} 之一`,
    })
  }
  if (problems.length === 0 && !names.some((n) => known.has(n))) {
    problems.push({
      file: '.',
      line: 1,
      reason: '文件夹里没有内容文件。请确认 CONTENT_DIR 指向的位置',
    })
  }

  const publications = (Object.keys(KINDS) as Kind[]).flatMap((kind) =>
    filesOf(dir, kind, names, problems).flatMap((file) => readKind(dir, kind, file, problems)),
  )
  const read = <T extends object>(file: string, schema: z.ZodType<T>) =>
    readItems(join(dir, file), file, problems).flatMap((item) => check(schema, item, problems))
  const sampled = <T extends object>(file: string, schema: z.ZodType<T>) =>
    names.includes(file) ? read(file, schema) : []
  const people = sampled(PEOPLE, Person)
  const cases = names.includes(CASES) ? list(join(dir, CASES), CASES, problems) : []
  const samples = cases.filter((name) => /\.ya?ml$/.test(name)).flatMap((name) => read(`${CASES}/${name}`, Sample))
  const directives = sampled(DIRECTIVES, DirectiveSample)
  const surveys = sampled(SURVEYS, SurveySample)
  const visits = sampled(VISITS, VisitSample)
  const supervisors = sampled(SUPERVISORS, SupervisorSample)
  const duties = sampled(DUTIES, DutySample)
  const leads = sampled(LEADS, LeadSample)
  const labels = sampled(LABELS, LabelSample)
  const contacts = sampled(CONTACTS, ContactSample)

  checkPublications(publications, problems)
  checkPeople(people, publications, problems)
  // Samples refer to everything else: with a broken file every reference would look wrong.
  if (problems.length === 0) checkSamples([...samples, ...leads], people, publications, problems)
  if (problems.length === 0) checkDirectives(directives, { people, publications, cases: samples }, problems)
  if (problems.length === 0) checkSurveys(surveys, people, publications, problems)
  if (problems.length === 0) checkVisits(visits, people, publications, problems)
  if (problems.length === 0) checkSupervisors(supervisors, people, publications, problems)
  if (problems.length === 0) checkDuties(duties, people, supervisors, publications, problems)
  if (problems.length === 0) checkLeads(leads, supervisors, problems)
  if (problems.length === 0) checkLabels(labels, people, publications, problems)
  if (problems.length === 0) checkContacts(contacts, people, publications, problems)
  if (problems.length > 0) throw new ContentError(problems.sort(byPlace))
  return {
    publications,
    people: people.map(bare),
    samples: samples.map(bare),
    directives: directives.map(bare),
    surveys: surveys.map(bare),
    visits: visits.map(bare),
    supervisors: supervisors.map(bare),
    duties: duties.map(bare),
    leads: leads.map(bare),
    labels: labels.map(bare),
    contacts: contacts.map(bare),
  }
}

function list(path: string, file: string, problems: Problem[]): string[] {
  try {
    return readdirSync(path).sort()
  } catch {
    problems.push({
      file,
      line: 1,
      reason: `找不到文件夹 ${path}。请检查路径是否写对、是否是文件夹`,
    })
    return []
  }
}

/** A kind is kept in one file, or in a folder of files named like it, or both. */
function filesOf(dir: string, kind: Kind, names: readonly string[], problems: Problem[]): string[] {
  const { file } = KINDS[kind]
  const folder = file.replace(/\.yaml$/, '')
  const parts = names.includes(folder) ? list(join(dir, folder), folder, problems) : []
  return [
    ...(names.includes(file) ? [file] : []),
    ...parts.filter((name) => /\.ya?ml$/.test(name)).map((name) => `${folder}/${name}`),
  ]
}

function readKind<K extends Kind>(dir: string, kind: K, file: string, problems: Problem[]): Publication[] {
  const { schema } = KINDS[kind]
  const whole = z.strictObject({ ...Envelope.shape, ...schema.shape })
  return readItems(join(dir, file), file, problems).flatMap((item) => {
    const relative = relativesIn(item.value)
    const dated = { ...item, value: fixed(item.value, relative, SOME_DAY) }
    return check(whole, dated, problems).map(
      ({ file, line, at, from, to, source, filingNo, reason, reviewOn, ...data }) => {
        const envelope = {
          from,
          ...(to && { to }),
          ...(source && { source }),
          ...(filingNo && { filingNo }),
          ...(reason && { reason }),
          ...(reviewOn && { reviewOn }),
        }
        const moments = relative.length > 0 && { relative }
        return { kind, code: data.code, ...envelope, data, ...moments, file, line, at } as unknown as Publication
      },
    )
  })
}

/** One item by its schema: the value with its place, or nothing and problems with theirs. */
function check<T extends object>(schema: z.ZodType<T>, item: Item, problems: Problem[]): Placed<T>[] {
  const result = schema.safeParse(item.value, { error: say, reportInput: true })
  if (result.success) return [{ ...result.data, file: item.file, line: item.line(), at: item.line }]
  for (const issue of result.error.issues) {
    const named = titled(schema, issue.path)
    for (const key of issue.code === 'unrecognized_keys' ? issue.keys : ['']) {
      const line = item.line(key ? [...issue.path, key] : issue.path)
      // A schema's own message speaks of a wrong value, also when there is none.
      const wrong = issue.input === undefined ? '缺少，请补上' : issue.message
      const said = key ? `不认识 ${key}，请改成正确的名称或删掉` : wrong
      problems.push({ file: item.file, line, reason: named ? `${named}：${said}` : said })
    }
  }
  return []
}

const bare = <P extends Place>({ file: _f, line: _l, at: _a, ...value }: P) => value

const byPlace = (a: Problem, b: Problem) => a.file.localeCompare(b.file) || a.line - b.line
