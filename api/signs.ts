/** Crockford's base 32: no I L O U, so that what is read out is not mistaken. */
export const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A code as people type it: O is 0, I and L are 1; case, width, blanks and hyphens do not matter. */
export function readSigns(typed: string, length: number): string | undefined {
  if (typed.length > 100) return undefined
  const code = squeeze(typed).replaceAll('-', '').replaceAll('O', '0').replace(/[IL]/g, '1')
  return code.length === length && /^[0-9A-HJKMNP-TV-Z]+$/.test(code) ? code : undefined
}

/** Without blanks, in full size and narrow; every kind of hyphen is one. */
export const squeeze = (typed: string) =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\u2010-\u2015]/g, (s) => (s.trim() ? '-' : ''))
