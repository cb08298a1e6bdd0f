import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longest, longest first: begun last, one processor would wait for the other. */
const LONGEST = [
  'journeys/access.test.ts',
  'journeys/rows.test.ts',
  'journeys/whole.test.ts',
  'journeys/survey-editor.test.ts',
  'journeys/survey.test.ts',
  'journeys/track.test.ts',
  'journeys/key.test.ts',
  'journeys/proof.test.ts',
  'journeys/complaint.test.ts',
  'desk/pairs.test.ts',
  'desk/bypassed.test.ts',
  'desk/races.test.ts',
  'tests/crash.test.ts',
]

const place = ({ moduleId }: TestSpecification) => {
  const at = LONGEST.findIndex((name) => moduleId.endsWith(name))
  return at < 0 ? LONGEST.length : at
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => place(a) - place(b))
  }
}
