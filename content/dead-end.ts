import { Question, type Questionnaire, TELLS, type USED_BY, uses } from './kinds/questionnaire.ts'
import { choicesOf, MOST_BODIES } from './questionnaire.ts'
import { reachedBy } from './reached.ts'

export interface Fault {
  path: (string | number)[]
  message: string
}

const LONGEST = 500

/** Names under which no answer is taken: a field called so could reach into the program (api/body.ts). */
const RESERVED = ['constructor', 'prototype']

/** What an answer tells can only be told by questions of these types. */
const TOLD_BY: Record<keyof typeof TELLS, readonly (typeof USED_BY.tells)[number][]> = {
  body: ['department'],
  township: ['township'],
  who: ['single'],
  age: ['single'],
  integrity: ['single', 'multiple'],
  wish: ['single', 'multiple', 'ranking'],
}

type Said = [field: string, message: string] | false | undefined

type Path = Fault['path']
/** A question and where it stands. */
interface Placed {
  question: Question
  at: Path
}

/** What makes a questionnaire a trap: names that lead nowhere, ways back, questions nobody is ever asked. */
export function faultsOf({ sections }: Pick<Questionnaire, 'sections'>): Fault[] {
  const placed = sections.flatMap((section, i) =>
    section.questions.map((question, j) => ({ question, at: ['sections', i, 'questions', j] })),
  )
  const mixed = sections.flatMap((section, i): Fault[] =>
    section.shuffled && section.questions.some((q) => q.show || q.skip || q.each)
      ? [{ path: ['sections', i, 'shuffled'], message: '有条件、跳题或给所选单位打分的部分，题目不能打乱' }]
      : [],
  )
  return [...trapsIn(placed), ...mixed]
}

function trapsIn(placed: readonly Placed[]): Fault[] {
  const questions = placed.map(({ question }) => question)
  const faults = placed.flatMap(({ question, at }, n) =>
    [...alone(question), ...among(questions, question, n)].flatMap((said): Fault[] =>
      said ? [{ path: [...at, ...said[0].split('.')], message: said[1] }] : [],
    ),
  )
  if (faults.length) return faults
  const reached = reachedBy(questions)
  return placed.flatMap(({ question: { id }, at }): Fault[] =>
    reached.has(id) ? [] : [{ path: [...at, 'id'], message: `怎样回答都到不了题${id}。请改条件或跳题` }],
  )
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const inside = (value: unknown) => (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
/** Words lead nowhere: unwritten, they keep nobody from seeing where the questions do. */
const wordless = (rows: unknown) => list(rows).map((row) => ({ ...inside(row), text: '…' }))

/** The same of a questionnaire that is still being written, as far as it can be said already. */
export function foreseen(sections: unknown): Fault[] {
  const placed: Placed[] = []
  for (const [i, section] of list(sections).entries())
    for (const [j, raw] of list(inside(section).questions).entries()) {
      const { hint: _, options, rows, ...rest } = inside(raw)
      // Nothing can hang on a question without a number yet.
      if (rest.id === undefined) continue
      const lists = {
        ...(options !== undefined && { options: wordless(options) }),
        ...(rows !== undefined && { rows: wordless(rows) }),
      }
      const { data } = Question.safeParse({ ...rest, ...lists, text: '…' })
      if (!data) return []
      placed.push({ question: data, at: ['sections', i, 'questions', j] })
    }
  return trapsIn(placed)
}

/** What is wrong with a question by itself. */
function alone(question: Question): Said[] {
  const { asks, min, max, each, tells } = question
  const options = question.options ?? []
  const rows = question.rows ?? []
  const twice = (all: { id: string }[]) => new Set(all.map(({ id }) => id)).size < all.length
  const most = { text: LONGEST, department: MOST_BODIES, township: MOST_BODIES, number: undefined }[asks as 'text']
  const picks = uses(asks, 'options') && asks !== 'single' ? options.length : most
  return [
    question.id === 'end' && ['id', '题号不能写end，它表示结束。请换一个'],
    RESERVED.includes(question.id) && ['id', `题号不能写${question.id}，程序另有用处。请换一个`],
    ...rows.map(
      ({ id }, i): Said => RESERVED.includes(id) && [`rows.${i}.id`, `代号不能写${id}，程序另有用处。请换一个`],
    ),
    asks === 'matrix' &&
      each !== undefined &&
      options.length > 0 && ['options', '给单位打的是五级分，请删掉选项，或删掉“给选的每个单位打分”'],
    asks !== 'matrix' &&
      uses(asks, 'options') !== options.length > 0 && [
        'options',
        options.length ? '这种题型没有选项，请删掉选项或改题型' : '请写至少两个选项',
      ],
    twice(options) && ['options', '选项代号重复了，请改成不同的代号'],
    twice(rows) && ['rows', '各项的代号重复了，请改成不同的代号'],
    asks === 'matrix' &&
      options.some((o) => o.other || o.concern) && [
        'options',
        '逐项选的选项不能补充文字，也不能问要不要反映，请改成“否”',
      ],
    options.filter((o) => o.other).length > 1 && ['options', '只能有一个选项补充文字，请删掉其他的'],
    asks === 'ranking' && options.some((o) => o.other) && ['options', '排序题的选项不能补充文字，请改成“否”'],
    !uses(asks, 'alone') && options.some((o) => o.alone) && ['options', '只有多选题才有“选它就不选别的”，请改成“否”'],
    asks === 'matrix' && !rows.length && each === undefined
      ? ['rows', '请写要打分的各项，或写明给哪一题选的单位打分']
      : !uses(asks, 'rows') && rows.length > 0 && ['rows', '只有逐项打分才有各项，请删掉或改题型'],
    !uses(asks, 'each') && each !== undefined && ['each', '只有逐项打分才能给所选的单位打分，请删掉或改题型'],
    question.dimension !== undefined &&
      (!uses(asks, 'dimension') || rows.length > 0) && [
        'dimension',
        rows.length ? '有各项的，衡量什么写在各项里，请从这里删掉' : '只有打分的题才写衡量什么，请删掉或改题型',
      ],
    options.length > 0 && rows.some((row) => row.dimension) && ['rows', '不是打分的，各项不写衡量什么，请删掉'],
    question.shuffled === true && !uses(asks, 'shuffled') && ['shuffled', '这种题型没有选项，不能打乱，请改成“否”'],
    question.skip !== undefined && !uses(asks, 'skip') && ['skip', '这种题型不能跳题，请删掉或改题型'],
    tells !== undefined &&
      !(TOLD_BY[tells] as readonly string[]).includes(asks) && [
        'tells',
        `这种题型不能说明“${TELLS[tells]}”，请删掉或改题型`,
      ],
    min !== undefined && max !== undefined && min > max && ['max', '最多比最少还小，请核对'],
    min !== undefined && !uses(asks, 'min') && ['min', '这种题型没有最少，请删掉'],
    max !== undefined && !uses(asks, 'max') && ['max', '这种题型没有最多，请删掉'],
    picks !== undefined && (max ?? 0) > picks && ['max', `最多写到${picks}`],
    picks !== undefined && (min ?? 0) > picks && ['min', `一共只有${picks}个可选，没有人答得上来。请改小`],
  ]
}

/** What is wrong with its place: names of questions and options that are not there, and ways back. */
function among(questions: readonly Question[], question: Question, n: number): Said[] {
  const at = (id: string) => questions.findIndex((q) => q.id === id)
  const earlier = (id: string) => (at(id) < n ? questions[at(id)] : undefined)
  const { show = [], skip = [], each, tells, rows = [] } = question
  // Where each body has all the rows, results know each row by its name alone.
  const names = questions.flatMap((q) => [q.id, ...(q.each === undefined ? [] : (q.rows ?? []).map(({ id }) => id))])
  return [
    at(question.id) !== n && ['id', `题号${question.id}用了两次。请改成不同的题号`],
    tells !== undefined &&
      questions.findIndex((q) => q.tells === tells) !== n && [
        'tells',
        `前面已经有一题说明“${TELLS[tells]}”，请删掉一个`,
      ],
    ...rows.map(
      (row, i): Said =>
        each !== undefined &&
        names.filter((name) => name === row.id).length > 1 && [
          `rows.${i}.id`,
          `${row.id}用了两次：给每个单位打分的各项和题号要不同，请换一个代号`,
        ],
    ),
    each !== undefined && earlier(each)?.asks !== 'department' && ['each', '要写前面一道“选单位”题的题号'],
    ...show.map(({ question: id, is = [] }, i): Said => {
      const asked = earlier(id)
      if (!asked) return [`show.${i}.question`, '要写前面一道题的题号']
      const strange = is.find((one) => !choicesOf(asked)?.includes(one))
      return strange !== undefined && [`show.${i}.is`, `“${strange}”不是题${id}的选项`]
    }),
    ...skip.map(({ is, to }, i): Said => {
      const strange = is.find((one) => !choicesOf(question)?.includes(one))
      if (strange !== undefined) return [`skip.${i}.is`, `“${strange}”不是这一题的选项`]
      return to !== 'end' && at(to) <= n && [`skip.${i}.to`, `只能往后跳：题${to}不在这一题后面`]
    }),
  ]
}
