import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Complaint } from '../../api/complaint/complaint.ts'
import { doorsOf, owns, pathOf, STEPS, type Step, stepOf, turn, type Values } from '../../api/complaint/steps.ts'
import { complaintOf } from '../../api/complaint/submission.ts'
import { fieldsOf } from '../../api/form.ts'

const ORDER = Object.keys(STEPS) as Step[]
const ACCOUNT = '两名执法人员没有出示证件就扣了我的三轮车。'
/** Everything somebody may have answered, right. */
const ALL: Values = {
  'ask.about': 'authority',
  relation: 'own',
  'ask.mine': 'enterprise',
  before: 'none',
  family: 'manner',
  'category-manner': 'T05',
  'about.department': 'ZFJ',
  'about.officer': '李某',
  'about.township': '379981001',
  'about.place': '文昌路',
  'about.position': '118.12345,35.1',
  happenedOn: '2026-06-01',
  stage: 'inspection',
  document: '澄综执罚〔2026〕1号',
  matter: 'CH-ZFJ-CF-001',
  account: ACCOUNT,
  remedy: '退还三轮车',
  appears: 'named',
  'person.name': '周女士',
  'person.phone': '19900001234',
  'enterprise.name': '澄河示例小吃店',
  'enterprise.size': 'self',
}
const pressed = (step: Step, values: Values, go?: string) => turn({ ...values, _step: step, ...(go && { _go: go }) })

describe('the way through the form', () => {
  test('another display mode draws the same page with everything on it, files that did not come along forgotten', () => {
    for (const step of ORDER) {
      const { file: _name, ...said } = { ...ALL, file: '现场.jpg', consent: 'true' }
      expect(turn({ ...said, file: '现场.jpg', _step: step, _mode: 'elder' })).toEqual({
        step,
        values: said,
        errors: [],
      })
    }
  })
  test('a file whose name came instead of it does not stand in the way later', () => {
    expect(pressed('evidence', { ...ALL, file: '现场.jpg' }, 'back')?.values).not.toHaveProperty('file')
  })

  test.each<[situation: string, said: Values, path: string]>([
    ['fault is found', { 'ask.about': 'authority' }, 'triage what whom where account evidence you check'],
    ['nothing said yet', {}, 'triage what whom where account evidence you check'],
    ['a bribe', { 'ask.about': 'integrity' }, 'triage what whom where account evidence you check'],
    ['a shop', { 'ask.about': 'shop' }, 'triage door what whom where account evidence you check'],
    [
      'before a court',
      { 'ask.about': 'authority', before: 'court' },
      'triage door what whom where account evidence you check',
    ],
    ['praise', { 'ask.about': 'praise' }, 'triage whom account you check'],
    ['a question', { 'ask.about': 'question' }, 'triage whom account you check'],
    ['a suggestion', { 'ask.about': 'suggestion' }, 'triage account you check'],
    ['a page is wrong', { 'ask.about': 'site' }, 'triage account check'],
    [
      'a word that is none of the answers',
      { 'ask.about': 'constructor' },
      'triage what whom where account evidence you check',
    ],
  ])('%s', (_situation, said, path) => {
    expect(pathOf(said).join(' ')).toBe(path)
  })

  test.each<[said: Values, doors: string[]]>([
    [{ 'ask.about': 'shop', danger: 'true' }, ['danger', 'shop']],
    [{ 'ask.about': 'authority', before: 'review' }, ['review']],
    [{ 'ask.about': 'employer', before: 'none' }, ['employer']],
    [{ 'ask.about': 'praise', before: 'court', danger: 'true' }, []],
    [{ 'ask.about': 'authority', before: 'anything' }, []],
  ])('%j is shown %j', (said, doors) => {
    expect(doorsOf(said)).toEqual(doors)
  })

  test.each([
    ['praise', 'T90'],
    ['suggestion', 'T91'],
    ['question', 'T92'],
    ['site', 'T93'],
  ])('%s is category %s without being asked', (about, category) => {
    const turned = pressed('triage', { 'ask.about': about, family: 'manner', 'category-manner': 'T05' })
    expect(complaintOf(turned?.values ?? {}).category).toBe(category)
  })
  test('who changes their mind about praising is asked for the kind again', () => {
    const praising = pressed('triage', { 'ask.about': 'praise' })
    const faulting = pressed('triage', { ...praising?.values, 'ask.about': 'authority' })
    expect([faulting?.step, complaintOf(faulting?.values ?? {}).category]).toEqual(['what', undefined])
  })
  test('what is not ours comes with “not sure”, and is taken all the same', () => {
    const door = pressed('triage', { 'ask.about': 'neighbour' })
    expect([door?.step, complaintOf(door?.values ?? {}).category]).toEqual(['door', 'T99'])
    expect(pressed('door', door?.values ?? {})?.step).toBe('what')
  })
})

describe('a press', () => {
  test.each<[from: Step, more: Values, go: string | undefined, to: Step, wrong: string[]]>([
    ['triage', {}, undefined, 'what', []],
    ['triage', { 'ask.about': '' }, undefined, 'triage', ['ask.about']],
    ['what', { 'category-manner': '' }, 'next', 'what', ['category']],
    ['what', { 'category-manner': '' }, 'back', 'triage', []],
    ['account', { account: '短' }, 'next', 'account', ['account']],
    ['account', { account: '短' }, 'back', 'where', []],
    ['account', { account: '短' }, 'again', 'account', []],
    ['you', { appears: '' }, 'next', 'you', ['appears']],
    ['you', { 'person.phone': '123' }, 'next', 'you', ['person.phone']],
    ['you', { 'enterprise.uscc': '91371300MA3C0000X0' }, 'next', 'you', ['enterprise.uscc']],
    ['you', {}, 'next', 'check', []],
    // A hidden field somebody changed on the way is found at the next press, and leads to where it is asked.
    ['evidence', { happenedOn: '2026-02-31' }, 'next', 'where', ['happenedOn']],
    ['evidence', { account: '' }, 'next', 'account', ['account']],
    ['check', {}, 'account', 'account', []],
    ['check', {}, 'back', 'you', []],
  ])('on %s with %j: %s leads to %s', (from, more, go, to, wrong) => {
    const turned = pressed(from, { ...ALL, ...more }, go)
    expect([turned?.step, turned?.errors.map(({ path }) => path)]).toEqual([to, wrong])
  })
  test('the last one sends', () => {
    expect(pressed('check', ALL)).toBeUndefined()
    expect(turn(ALL)).toBeUndefined()
    expect(turn({ ...ALL, _step: 'nowhere' })).toBeUndefined()
  })
  test('who changes one thing comes straight back to the summary, with nothing of the detour left', () => {
    const there = pressed('check', ALL, 'where')
    const back = pressed('where', { ...there?.values, 'about.place': '河滨路' })
    expect(back).toEqual({ step: 'check', errors: [], values: { ...ALL, 'about.place': '河滨路' } })
  })
  test('a suggested body is taken where it was shown', () => {
    const { 'about.department': _unknown, ...rest } = ALL
    for (const step of ['whom', 'check'] as const)
      expect(turn({ ...rest, _step: step, _pick: 'SCJG' })).toMatchObject({
        step,
        values: { 'about.department': 'SCJG' },
      })
  })
  test('files sent without script can be taken back', () => {
    const turned = pressed('evidence', { ...ALL, attachments: 'one two' }, 'drop')
    expect([turned?.step, turned?.values]).toEqual(['evidence', ALL])
  })
  test('a draft goes on at its step, or at the first that needs mending', () => {
    expect(pressed('triage', ALL, 'evidence')?.step).toBe('evidence')
    expect(pressed('triage', { ...ALL, account: '短' }, 'evidence')?.step).toBe('account')
    expect(pressed('triage', { 'ask.about': 'site', account: ACCOUNT }, 'where')?.step).toBe('check')
  })
})

describe('where a mistake is mended', () => {
  test.each<[path: string, step: Step]>([
    ['category', 'what'],
    ['about.department', 'whom'],
    ['about.township', 'where'],
    ['account', 'account'],
    ['attachments', 'evidence'],
    ['attachments.0', 'evidence'],
    ['person', 'you'],
    ['person.phone', 'you'],
    ['enterprise.uscc', 'you'],
    ['consent', 'check'],
    ['antibot', 'check'],
    ['status', 'check'],
    ['', 'check'],
  ])('%s: %s', (path, step) => {
    expect(stepOf(ALL, [{ path, message: '' }])).toBe(step)
  })
  test('of several the first step on the way', () => {
    const errors = ['consent', 'person.phone', 'category'].map((path) => ({ path, message: '' }))
    expect(stepOf(ALL, errors)).toBe('what')
  })
  test('every field of the schema but what it was begun from is asked on exactly one step', () => {
    for (const { name } of fieldsOf(Complaint)) {
      const steps = ORDER.filter((step) => owns(step, name))
      const none = ['code', 'openDay', 'confidential', 'anonymous', 'via'].includes(name)
      expect([name, steps.length]).toEqual([name, none ? 0 : 1])
    }
  })
})

/** Somebody goes back and forth at will, sees each page and sends what it shows. */
test('whatever way somebody goes, nothing that was said is lost', () => {
  const moves = fc.array(fc.constantFrom('next', 'back', 'again', ...ORDER), { maxLength: 30 })
  const answers = fc.record(
    Object.fromEntries(Object.entries(ALL).map(([name, value]) => [name, fc.constant(value)])),
    {
      requiredKeys: ['ask.about', 'family', 'category-manner', 'account', 'appears', 'enterprise.name', 'person.name'],
    },
  )
  fc.assert(
    fc.property(answers, moves, (said, way) => {
      let [step, values]: [Step, Values] = ['triage', { ...said } as Values]
      for (const go of way) {
        const turned = pressed(step, values, go)
        if (!turned) continue
        ;[step, values] = [turned.step, turned.values]
        expect(turned.errors).toEqual([])
        expect(values).toMatchObject(said)
      }
      expect(complaintOf(values)).toEqual(complaintOf(said as Values))
    }),
    { numRuns: 300 },
  )
})

test('a wrong answer stays as it was typed, however often it is sent', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 9 }), fc.constantFrom('next', 'back', 'again'), (typed, go) => {
      const turned = pressed('account', { ...ALL, account: typed }, go)
      expect(turned?.values.account ?? '').toBe(typed.trim() === '' ? '' : typed)
    }),
  )
})
