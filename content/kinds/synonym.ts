import * as z from 'zod'
import { code, several, words } from '../codes.ts'

/** What people say, and what the papers call it. The search reads it. */
export const Synonym = z.strictObject({
  code: code.meta({ title: '词条编码', description: 'Stable code, e.g. TYC-001.' }),
  words: several(words(20), 10, 1).meta({ title: '老百姓的说法', description: 'What is typed into the search.' }),
  means: several(words(20), 10, 1).meta({ title: '规范说法', description: 'What the published texts say.' }),
})
export type Synonym = z.infer<typeof Synonym>
