/** A form whose answers go along when the display mode is switched on its page. */
export interface Keeps {
  form: string
  /** What Enter means there: `_go` of its own button. */
  go: string
  /** Where its files are posted. */
  files?: string | undefined
}

/** A button that belongs to the form from outside it. */
export const belonging = ({ form, files }: Keeps) => ({
  type: 'submit' as const,
  form,
  ...(files && { formaction: files, formenctype: 'multipart/form-data' as const }),
})
