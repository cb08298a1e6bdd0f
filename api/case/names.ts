import type { Complaint } from '../complaint/complaint.ts'

/** What stands beside a name in a field of names, written together with it or not. */
const BESIDE =
  /[^\p{L}]+|监护人|家长|母亲|父亲|妈妈|爸爸|我[妈爸]|爷爷|奶奶|外公|外婆|姥姥|姥爷|姓名|名字|联系|电话|手机|号码/u

/** The names in a field where they stand beside numbers and remarks: “母亲李桂兰，电话……”. */
export const namesIn = (text = '') => text.split(BESIDE).filter((word) => word.length > 1)

/** Every name a submission has: of its sender, who stands beside them, their enterprise, the officer. */
export const namesOf = ({ person, enterprise, about }: Pick<Complaint, 'person' | 'enterprise' | 'about'>) => [
  ...[person?.name, enterprise?.name, about?.officer].filter((name) => name !== undefined),
  ...namesIn(person?.guardian),
]
