import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inFolder, problemsOf, problemsWith, REAL } from './folder.ts'

const real = (file: string) => readFileSync(join(REAL, file), 'utf8')
const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length

describe('a file that cannot be read as YAML', () => {
  const broken: [situation: string, text: string | Buffer, line: number, reason: RegExp][] = [
    ['a tab as indent', '- code: T01\n\tname: 甲\n', 2, /制表符.*空格/],
    ['an alias', '- &a {code: T01}\n- *a\n', 2, /不支持引用（\*a）/],
    ['an alias bomb', `- &a [1, 1]\n- &b [*a, *a]\n- [*b, *b]\n`, 2, /不支持引用/],
    ['not UTF-8', Buffer.from([0x2d, 0x20, 0x61, 0x0a, 0xd6, 0xd0, 0x0a]), 2, /不是 UTF-8/],
    ['a byte order mark', '\uFEFF- code: T01\n', 1, /BOM/],
    ['an empty file', '', 1, /空的/],
    ['only comments', '# 说明\n', 1, /空的/],
    ['a map instead of a list', '\ncode: T01\n', 2, /列表/],
    ['the same key twice', '- code: T01\n  code: T02\n', 2, /两个相同的名称/],
    ['two documents', '- code: T01\n---\n- code: T02\n', 2, /两份文档/],
    ['an unclosed quote', '- code: "T01\n', 2, /引号/],
    ['nesting without end', '['.repeat(200_000), 1, /./],
    ['more than five megabytes', '#'.repeat(5_000_001), 1, /5MB/],
  ]
  test.each(broken)('%s', (_, text, line, reason) => {
    const found = problemsWith('categories.yaml', text).filter((p) => p.file === 'categories.yaml')
    expect(found[0]).toMatchObject({ line, reason: expect.stringMatching(reason) })
  })
})

describe('a value that is not what the schema says', () => {
  const changes: [situation: string, file: string, from: string, to: string, reason: string | RegExp][] = [
    ['a missing field', 'categories.yaml', '  name: 一刀切执法\n', '', '类别名称（name）：缺少，请补上'],
    ['a missing text of a fixed form', 'people.yaml', 'login: admin, ', '', '登录名（login）：缺少，请补上'],
    [
      'an unknown field',
      'rules.yaml',
      '  name: 密件\n',
      '  name: 密件\n  colour: red\n',
      '不认识 colour，请改成正确的名称或删掉',
    ],
    [
      'a number without quotes',
      'departments.yaml',
      '"379981001"',
      '379981001',
      '单位编码（code）：应为文字。数字和日期样子的内容请加上英文引号',
    ],
    [
      'a bad check digit',
      'departments.yaml',
      '11379981004100033W',
      '11379981004100033X',
      /统一社会信用代码（uscc）：.*校验位不对/,
    ],
    [
      'a code outside the list',
      'departments.yaml',
      'type: organ',
      'type: office2',
      /类别（type）：只能写：government、supervisor、organ/,
    ],
    ['a date that does not exist', 'rules.yaml', '2025-01-01', '2025-02-30', /生效日期（from）：.*2026-03-01/],
    ['a step nobody knows', 'limits.yaml', '    sign:', '    signn:', /各环节期限（steps）.*(不认识|不在允许)/],
    ['half a day', 'limits.yaml', 'days: 5,', 'days: 5.5,', /期限（days）：应为整数/],
  ]
  test.each(changes)('%s', (_, file, from, to, reason) => {
    const text = real(file)
    const found = problemsWith(file, text.replace(from, to)).filter((p) => p.file === file)
    const said = expect.stringMatching(reason)
    expect(found[0]).toMatchObject({ reason: said })
    // The line of the change, or of the entry that lacks something.
    const line =
      to === '' && from.endsWith('\n')
        ? lineOf(text, from) - 2
        : lineOf(text, from) + (to.split('\n').length > 2 ? 1 : 0)
    expect(found[0]?.line).toBe(line)
  })
})

describe('content that contradicts itself', () => {
  const rule = real('rules.yaml')
  const people = real('people.yaml')
  const days = real('workdays.yaml')
  const changes: [situation: string, file: string, text: string, reason: RegExp][] = [
    [
      'the same version twice',
      'rules.yaml',
      `${rule}\n${rule.slice(rule.indexOf('- code: R16'))}`,
      /R16 重复：第\d+行/,
    ],
    [
      'overlapping versions',
      'rules.yaml',
      rule.replace('  to: 2026-02-01\n', ''),
      /日期重叠。请把那一版的失效日期写成 2026-02-01/,
    ],
    ['an end before its beginning', 'rules.yaml', rule.replace('to: 2026-02-01', 'to: 2024-02-01'), /应晚于生效日期/],
    ['two rules in one place', 'rules.yaml', rule.replace('order: 17', 'order: 16'), /次序 16 已由 R14 使用/],
    [
      'an account of no department',
      'people.yaml',
      people.replace('department: ZFJ', 'department: ZZZ'),
      /单位 ZZZ 不在departments\.yaml/,
    ],
    ['the same login twice', 'people.yaml', people.replace('login: review', 'login: handler'), /登录名 handler 重复/],
    ['a worked Tuesday', 'workdays.yaml', days.replace('2026-02-28', '2026-02-24'), /2026-02-24 不是周六或周日/],
    ['off and worked', 'workdays.yaml', days.replace('2026-02-28', '2026-02-22'), /既放假又上班/],
    ['a day of another year', 'workdays.yaml', days.replace('2026-10-10]', '2027-10-10]'), /不在 2026 年/],
    ['overlapping holidays', 'workdays.yaml', days.replace('from: 2026-10-01', 'from: 2026-09-27'), /放假日期重叠/],
    [
      'a parent nobody knows',
      'departments.yaml',
      real('departments.yaml').replace('parent: SFJ', 'parent: SFX'),
      /所属单位（parent） SFX 不在/,
    ],
  ]
  test.each(changes)('%s', (_, file, text, reason) => {
    const found = problemsWith(file, text)
    expect(found.map((p) => p.reason).join('\n')).toMatch(reason)
    expect(found.every((p) => p.file === file && p.line > 1)).toBe(true)
  })
})

describe('a sample that could not have happened', () => {
  const voice = real('cases/voice.yaml')
  const changes: [situation: string, from: string, to: string, reason: RegExp][] = [
    ['an unknown category', 'category: T93', 'category: T88', /类别 T88/],
    ['an unknown account', 'by: intake', 'by: intruder', /没有 intruder 这个账号/],
    ['a step of somebody else', 'by: intake', 'by: assign', /assign 不能做 accept/],
    ['steps out of order', 'action: accept', 'action: sign', /状态是 received 时不能做 sign/],
    ['a step after the import', 'after: 1d 09:30', 'after: 90d 09:30', /晚于导入的时间/],
    ['a step before the last', 'after: 1d 09:30', 'after: 0d 09:30', /晚于上一步/],
    ['an anonymous person', '  gist: 称赞', '  anonymous: true\n  gist: 称赞', /匿名的不能写来件人/],
    ['nobody to keep secret', '  anonymous: true\n  gist: 单位', '  confidential: true\n  gist: 单位', /无从保密/],
    ['a gist that quotes', 'gist: 称赞检查人员', 'gist: 蹲下来照着孩子的身高', /连续八个字/],
    ['a telephone somebody may have', '"19900000701"', '"13800000701"', /1990000 开头/],
  ]
  test.each(changes)('%s', (_, from, to, reason) => {
    const found = problemsWith('cases/voice.yaml', voice.replace(from, to))
    expect(found.map((p) => p.reason).join('\n')).toMatch(reason)
    expect(found[0]?.file).toBe('cases/voice.yaml')
    expect(found[0]?.line).toBeGreaterThan(3)
  })
})

test('a folder that does not exist', () => {
  expect(problemsOf('/nowhere/at/all')).toEqual([
    {
      file: '.',
      line: 1,
      reason: '找不到文件夹 /nowhere/at/all。请检查路径是否写对、是否是文件夹',
    },
  ])
})

test('a folder without content', () => {
  expect(inFolder(problemsOf)).toEqual([{ file: '.', line: 1, reason: expect.stringContaining('没有内容文件') }])
})

test('a misspelt file name', () => {
  expect(problemsWith('categorys.yaml', '[]')[0]).toMatchObject({
    file: 'categorys.yaml',
    reason: expect.stringContaining('categories.yaml'),
  })
})

test('mistakes in several files are named at once, in order of place', () => {
  const found = inFolder((dir) => {
    cpSync(REAL, dir, { recursive: true, filter: (path) => !/\.(ts|md)$/.test(path) })
    writeFileSync(join(dir, 'rules.yaml'), real('rules.yaml').replaceAll('leads: true', 'leads: yes'))
    writeFileSync(join(dir, 'people.yaml'), '')
    return problemsOf(dir)
  })
  expect(found.length).toBeGreaterThan(10)
  expect(found[0]?.file).toBe('people.yaml')
  expect(
    found
      .slice(1)
      .every((p, i) => p.file === 'rules.yaml' && p.line > (found[i]?.file === p.file ? (found[i]?.line ?? 0) : 0)),
  ).toBe(true)
})
