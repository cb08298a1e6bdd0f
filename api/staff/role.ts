import { ROLE } from '../../content/demo.ts'
import { codes } from '../vocabulary.ts'

export { ROLE }

/** Who does what; one table for sign-in, navigation and the workflow. */
export type Role = keyof typeof ROLE
export const Role = codes(ROLE)
export const isRole = (code: string): code is Role => Object.hasOwn(ROLE, code)

/** Roles whose holders work on cases of the bureau; everyone else sees none of them here. */
export const BUREAU: readonly Role[] = ['intake', 'assign', 'handler', 'review', 'chief']
