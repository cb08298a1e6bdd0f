import type { PageForm } from '../bridge.ts'

export const staffForms: readonly PageForm[] = []
