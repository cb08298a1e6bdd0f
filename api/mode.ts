import type { Context } from 'hono'
import { generateCookie, getCookie } from 'hono/cookie'
import type { AppEnv } from './context.ts'

type Mode = App.Locals['mode']
export const isMode = (name: string | undefined): name is Mode => name === 'standard' || name === 'elder'

/** How pages are drawn for this visitor: as just chosen, or as chosen before. */
export const modeOf = (c: Context<AppEnv>): Mode =>
  c.var.mode ?? (getCookie(c, 'mode') === 'elder' ? 'elder' : 'standard')

/** Keeps the mode for a year. It says nothing about anybody, so links from elsewhere may find it. */
export function modeCookie(c: Context<AppEnv>, mode: Mode): string {
  const { https } = c.var.deps.env
  return generateCookie('mode', mode, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: https,
    maxAge: 365 * 86_400,
  })
}
