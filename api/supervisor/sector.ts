import { INDUSTRY } from '../../content/kinds/industry.ts'

const isIndustry = (code: string): code is keyof typeof INDUSTRY => Object.hasOwn(INDUSTRY, code)
/** What a sector is called; one that is called nothing any more by its code. */
export const sectorName = (code: string): string => (isIndustry(code) ? INDUSTRY[code] : code)
