import * as z from 'zod'

/** One mistake in the content folder: where it is, and what to do about it. */
export interface Problem {
  file: string
  line: number
  reason: string
}

/** All mistakes of a folder at once, so that an editor corrects them in one go. */
export class ContentError extends Error {
  readonly problems: Problem[]
  constructor(problems: Problem[]) {
    super(problems.map((p) => `${p.file}:${p.line} ${p.reason}`).join('\n'))
    this.name = 'ContentError'
    this.problems = problems
  }
}

const TYPE: Record<string, string> = {
  string: '文字。数字和日期样子的内容请加上英文引号',
  number: '数字，不加引号',
  int: '整数',
  boolean: 'true 或 false',
  array: '列表，写成 [甲, 乙] 或每项一行、以“- ”开头',
  object: '一组“名称: 值”',
  record: '一组“名称: 值”',
}

/** What zod found, said in Chinese; a schema's own message goes before this one. */
export function say(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `应为${TYPE[issue.expected] ?? issue.expected}`
    case 'too_small':
      return issue.origin === 'string'
        ? issue.minimum === 1
          ? '不能为空，请写上或删掉这一行'
          : `太短，至少${issue.minimum}个字`
        : issue.origin === 'array'
          ? `至少要有${issue.minimum}项`
          : `不能小于${issue.minimum}`
    case 'too_big':
      return issue.origin === 'string'
        ? `太长，最多${issue.maximum}个字`
        : issue.origin === 'array'
          ? `最多${issue.maximum}项`
          : `不能大于${issue.maximum}`
    case 'invalid_value':
      return `只能写：${issue.values.map(String).join('、')}`
    case 'invalid_key':
      return '名称不在允许的范围内，请对照已有的名称改正'
    default:
      return '写法不对，请对照同一文件里的其他条目改正'
  }
}

const inner = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodOptional ? inner(schema.unwrap()) : schema

/** The Chinese titles of a path, as the schema names its fields. */
export function titled(schema: z.core.$ZodType, path: readonly PropertyKey[]): string {
  const names: string[] = []
  let here: z.core.$ZodType | undefined = schema
  for (const key of path) {
    const at: z.core.$ZodType | undefined = here && inner(here)
    if (at instanceof z.ZodObject) here = at.shape[String(key)]
    else if (at instanceof z.ZodArray) here = at.element
    else if (at instanceof z.ZodRecord) here = at.valueType
    else here = undefined
    const title = here && z.globalRegistry.get(here)?.title
    names.push(typeof key === 'number' ? `第${key + 1}项` : title ? `${title}（${String(key)}）` : String(key))
  }
  return names.join('的')
}
