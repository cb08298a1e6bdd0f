import type { OpenDay } from '../../../content/kinds/open-day.ts'

/** The list an open day stands in: those of companies stand in their own zone. */
export const homeOf = ({ format }: Pick<OpenDay, 'format'>): string =>
  format === 'salon' ? '/enterprise/salons' : '/open-days'
