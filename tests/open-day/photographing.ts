import { afterAll, beforeAll, expect } from 'vitest'
import type { Deps } from '../../api/context.ts'
import type { OpenDay } from '../../content/kinds/open-day.ts'
import { picture } from '../file/made.ts'
import { asking } from '../support/ask.ts'
import { makeWorld, type World } from '../support/world.ts'
import { asker } from './asked.ts'
import { NOW } from './made.ts'

const entry = new URL('../../dist/server/entry.mjs', import.meta.url).href

export const AFTER = '2026-06-25T09:00:00+08:00'
export const ALT = '执法人员在展台前讲解记录仪'
export const QUERY = `alt=${encodeURIComponent(ALT)}&checked=true`

export const report = (photo?: string): Partial<OpenDay> => ({
  report: {
    summary: '来的人把检查从头看到尾。',
    ...(photo && { photographs: [{ photo, alt: ALT, caption: '讲解' }] }),
    opinions: [{ said: '讲得太快。', done: '下一场每处多留五分钟。' }],
  },
})

/** A world with its pages for all tests of a file, and photographs going up to its desk. */
export function photographing() {
  let w: World
  let photo: Buffer
  beforeAll(async () => {
    const { render } = (await import(/* @vite-ignore */ entry)) as { render: NonNullable<Deps['render']> }
    w = await makeWorld({ now: NOW, render })
    photo = await picture('jpg', 1600, 1200)
  })
  afterAll(() => w.close())
  const upload = (login: string, code: string, query = QUERY, bytes = photo) =>
    asking(w, login)(`/api/desk/open-days/${code}/photographs?${query}`, {
      method: 'POST',
      body: new Uint8Array(bytes),
    })
  return {
    of: () => w,
    photo: () => photo,
    ...asker(() => w),
    upload,
    async added(code: string) {
      const answer = await upload('editor', code)
      expect(answer.status, await answer.clone().text()).toBe(201)
      return ((await answer.json()) as { items: { id: string }[] }).items.at(-1)!.id
    },
    shown: (code: string, id: string, width = 480) =>
      w.app.request(`/api/open-days/${code}/photographs/${id}-${width}.webp`),
  }
}
