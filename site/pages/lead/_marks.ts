const describedBy = (of: Element, id: string, is: boolean) => {
  const ids = (of.getAttribute('aria-describedby') ?? '').split(' ').filter((one) => one !== '' && one !== id)
  const all = is ? [...ids, id] : ids
  if (all.length > 0) of.setAttribute('aria-describedby', all.join(' '))
  else of.removeAttribute('aria-describedby')
}

/** Marks what was refused as a page from the server does: words between hint and control. Gives back how to take it off. */
export function mark(form: HTMLFormElement, wrong: readonly { id?: string; message: string }[]): () => void {
  const undo = wrong.flatMap(({ id, message }) => {
    const control = id ? form.querySelector(`#${CSS.escape(id)}`) : null
    const box = control?.closest('fieldset, .field')
    const place = box?.querySelector(':scope > .choices, :scope > label.choice, :scope > .input')
    if (!control || !box || !place) return []
    const said = document.createElement('span')
    said.className = 'error'
    said.id = `${id}-e`
    said.textContent = message
    place.before(said)
    const group = box instanceof HTMLFieldSetElement
    const described = group ? box : control
    box.setAttribute('data-error', '')
    describedBy(described, said.id, true)
    if (!group) control.setAttribute('aria-invalid', 'true')
    return [
      () => {
        said.remove()
        box.removeAttribute('data-error')
        describedBy(described, said.id, false)
        control.removeAttribute('aria-invalid')
      },
    ]
  })
  return () => {
    for (const one of undo) one()
  }
}
