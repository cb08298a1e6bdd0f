import { ROLE } from '../../content/demo.ts'
import { codes } from '../vocabulary.ts'

export { ROLE }

/** Who does what; one table for sign-in, navigation and the workflow. */
export type Role = keyof typeof ROLE
export const Role = codes(ROLE)
export const isRole = (code: string): code is Role => Object.hasOwn(ROLE, code)

/** Roles that read the cases their own department handles: the bureau's and its superior's. */
export const CASEWORK: readonly Role[] = ['intake', 'assign', 'handler', 'review', 'chief', 'superior']

/** Roles that read what their department is asked about cases it does not see. */
export const ASKED: readonly Role[] = ['body', 'legal', 'office', 'chief']
