import { disagreements } from './agree.ts'
import type { Person } from './demo.ts'
import { fields, references } from './fields.ts'
import type { Placed, Publication } from './load.ts'
import { type Problem, titled } from './problem.ts'
import { KINDS, type Kind } from './schema.ts'

/** For any day at most one version of a code is in force, and what is referred to exists. */
export function checkPublications(publications: Publication[], problems: Problem[]): void {
  const known = new Set(publications.map((p) => `${p.kind}/${p.code}`))
  const report = ({ file, line }: Publication, reason: string) => problems.push({ file, line, reason })
  for (const p of publications) {
    if (p.to && p.to <= p.from) report(p, `${p.code} 的失效日期 ${p.to} 应晚于生效日期 ${p.from}`)
    const { schema } = KINDS[p.kind]
    for (const { path, kind, code } of references(fields(schema), p.data)) {
      if (known.has(`${kind}/${code}`)) continue
      const reason = `${p.code} 的${titled(schema, path)} ${code} 不在${KINDS[kind as Kind].title}里。请先加上它，或改正编码`
      problems.push({ file: p.file, line: p.at(path), reason })
    }
    for (const { path, message } of disagreements(p.kind, p.data as never))
      problems.push({ file: p.file, line: p.at(path), reason: `${p.code}：${message}` })
  }
  for (const versions of Map.groupBy(publications, (p) => `${p.kind}/${p.code}`).values()) {
    const sorted = versions.toSorted((a, b) => a.from.localeCompare(b.from))
    for (const [i, later] of sorted.entries()) {
      const earlier = sorted[i - 1]
      if (!earlier) continue
      if (earlier.from === later.from)
        report(later, `${later.code} 重复：第${earlier.line}行已有同一天生效的版本。请删掉一个，或改生效日期`)
      else if (!earlier.to || earlier.to > later.from)
        report(later, `${later.code} 与第${earlier.line}行的版本日期重叠。请把那一版的失效日期写成 ${later.from}`)
    }
  }
  for (const [order, rules] of Map.groupBy(
    publications.filter((p) => p.kind === 'rule'),
    (p) => p.data.order,
  )) {
    const other = rules.find((r) => r.code !== rules[0]?.code)
    if (other) report(other, `次序 ${order} 已由 ${rules[0]?.code} 使用。请换一个`)
  }
}

/** Every account signs in under its own name and works somewhere that exists. */
export function checkPeople(people: Placed<Person>[], publications: Publication[], problems: Problem[]): void {
  const bodies = codesOf(publications, 'department')
  const first = new Map<string, number>()
  for (const { login, department, roles, file, line, at } of people) {
    const twice = first.get(login)
    if (twice) problems.push({ file, line, reason: `登录名 ${login} 重复：第${twice}行已有。请换一个` })
    else first.set(login, line)
    if (department && !bodies.has(department)) {
      problems.push({
        file,
        line: at(['department']),
        reason: `${login} 的单位 ${department} 不在${KINDS.department.file}里。请改正或先加上它`,
      })
    }
    const outside = roles.every((r) => ['supervisor', 'contact', 'evaluator'].includes(r))
    if (!department && !outside)
      problems.push({
        file,
        line,
        reason: `${login} 缺少单位（department）。只有社会监督员、企业联系点和测评机构可以不写`,
      })
  }
}

/** The codes of one kind, whatever the version. */
export function codesOf(publications: Publication[], kind: Publication['kind']): Set<string> {
  return new Set(publications.filter((p) => p.kind === kind).map((p) => p.code))
}
