import { expect } from 'vitest'
import type { Visit } from './browser.ts'
import type { Site } from './server.ts'

/** Every address somebody's device asks for, with the one it says it comes from. */
export function trail({ context, page }: Visit) {
  const steps: (string | Promise<string>)[] = []
  context.on('request', (request) => {
    const whence = request.allHeaders().then(
      ({ referer = '' }) => `${request.url()} ${referer}`,
      () => request.url(),
    )
    steps.push(whence)
  })
  page.on('framenavigated', (frame) => steps.push(frame.url()))
  return steps
}

/** These words stand in no address, no referrer and no line of the log. */
export async function unheard(site: Site, trails: ReturnType<typeof trail>[], words: string[]) {
  const travelled = (await Promise.all(trails.flat())).map((step) => decodeURIComponent(step)).join('\n')
  // Negative control: the trails do speak of these journeys, the log does of what the desk did about them.
  expect(travelled).toMatch(/\/complaint\/receipt http.*\/complaint\n/)
  expect(site.said()).toContain('"msg":"answered"')
  for (const word of words) {
    expect(word.length).toBeGreaterThan(1)
    expect(travelled).not.toContain(word)
    expect(site.said()).not.toContain(word)
  }
}
