/** What this browser may keep on the device, and whether somebody said that others use it too. */
const SHARED = 'shared-device'

/** A browser may refuse storage altogether; then there is simply nothing kept. */
export const attempt = <T>(act: () => T): T | undefined => {
  try {
    return act()
  } catch {
    return undefined
  }
}

/** Whether everybody uses this device: said once a visit, forgotten with the window. */
export const isShared = () => attempt(() => sessionStorage.getItem(SHARED)) === 'yes'
export const share = (shared: boolean) =>
  attempt(() => (shared ? sessionStorage.setItem(SHARED, 'yes') : sessionStorage.removeItem(SHARED)))
