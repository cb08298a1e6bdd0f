/**
 * Whether a control holds something else than what the page came with: typed before a script was there, or put back by
 * the browser.
 */
export function altered(control: Element): boolean {
  if (control instanceof HTMLSelectElement) {
    const options = [...control.options]
    return control.value !== (options.find((o) => o.defaultSelected) ?? options[0])?.value
  }
  if (control instanceof HTMLTextAreaElement) return control.value !== control.defaultValue
  if (!(control instanceof HTMLInputElement)) return false
  return ['checkbox', 'radio'].includes(control.type)
    ? control.checked !== control.defaultChecked
    : control.value !== control.defaultValue
}
