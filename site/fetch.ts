import { astro, FetchState } from 'astro/fetch'

/**
 * Where Astro hands a request over. In production the front door (api/server.ts) has been passed already and the page
 * is simply drawn; `astro dev` starts here, so here it meets the same application first.
 */
const door = import.meta.env.DEV ? await (await import('./dev.ts')).frontDoor() : undefined

export default { fetch: (request: Request) => (door ? door(request) : astro(new FetchState(request))) }
