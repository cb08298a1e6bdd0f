/** Answers leave in whole steps of so many bytes: whoever sees encrypted lengths must not see how much was written. */
const STEP = 4096
export const FILLER = '_fill'

/** As long as a form is without its filler, up to the next step; spelt as browsers spell a form. */
export const fillerFor = (said: readonly (readonly [string, string])[]): string => {
  const all = said.map(([name, value]) => [name, value.replace(/\r\n?|\n/g, '\r\n')])
  const length = `${new URLSearchParams([...all, [FILLER, '']])}`.length
  return 'x'.repeat(-length & (STEP - 1))
}

/** Fills a form up as it is sent. Without script its lengths are what they are. */
export function fillUp(form: HTMLFormElement, by: HTMLElement | null) {
  form.querySelector(`[name="${FILLER}"]`)?.remove()
  const said = [...new FormData(form, by)].flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  )
  const field = document.createElement('input')
  Object.assign(field, { type: 'hidden', name: FILLER, value: fillerFor(said) })
  form.append(field)
}
