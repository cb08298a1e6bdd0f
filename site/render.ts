import { createApp } from 'astro/app/entrypoint'

const pages = createApp()

/** Draws one page. Called by the front door only; `locals` becomes `Astro.locals`. */
export const render = (request: Request, locals: App.Locals): Promise<Response> =>
  pages.render(request, { locals, addCookieHeader: true })
