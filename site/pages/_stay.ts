const WORKER = '/offline-worker.js'
const PATIENCE = 20_000

/** The worker of a page once it works; none where it could not be installed. */
function activated({ installing, waiting, active }: ServiceWorkerRegistration): Promise<ServiceWorker | undefined> {
  const worker = installing ?? waiting ?? active
  return new Promise((done) => {
    const look = () => {
      if (worker?.state === 'activated') done(worker)
      else if (!worker || worker.state === 'redundant') done(undefined)
    }
    worker?.addEventListener('statechange', look)
    look()
  })
}

/** Keeps a page on this device by its worker. */
export const register = (page: string) => navigator.serviceWorker.register(WORKER, { scope: page })

/** Whether the page opens here without a line: its worker works, and says itself that nothing is missing. */
export async function stays(page: string): Promise<boolean> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return false
  const registration = await navigator.serviceWorker.getRegistration(page).catch(() => undefined)
  const worker = registration && (await activated(registration))
  if (!worker) return false
  const { port1, port2 } = new MessageChannel()
  return new Promise((done) => {
    const late = setTimeout(done, PATIENCE, false)
    port1.onmessage = ({ data }) => {
      clearTimeout(late)
      port1.close()
      done(data === true)
    }
    worker.postMessage('whole', [port2])
  })
}
