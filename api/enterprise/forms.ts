import type { PageForm } from '../bridge.ts'
import { readId } from '../code/id.ts'

/** Codes as they are typed: one a line, or several on one; each perhaps in groups of four, as it is printed. */
const codesIn = (typed: string): string[] =>
  typed
    .split(/[\n,，、;；]+/)
    .flatMap((line) => (readId(line) ? [line.trim()] : line.split(/\s+/)))
    .filter((code) => code !== '')

const PAGE = '/enterprise/inspections'

/** What is asked and told here stays in bodies: the page is drawn with its answer and never stored. */
export const enterpriseForms: readonly PageForm[] = [
  {
    path: PAGE,
    // The page is one for everybody and has no token to give; to look is no change.
    open: true,
    call: ({ uscc = '', codes = '' }) => ({
      method: 'POST',
      path: '/api/enterprise/inspections',
      json: { uscc, codes: codesIn(codes) },
    }),
    shows: (answer, { uscc = '' }) => ({
      page: PAGE,
      values: { uscc, told: JSON.stringify(answer) },
      errors: [],
      store: false,
    }),
    page: () => PAGE,
    done: (c) => c.redirect(PAGE, 303),
  },
]
