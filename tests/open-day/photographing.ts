import { expect } from 'vitest'
import type { OpenDay } from '../../content/kinds/open-day.ts'
import { asking } from '../support/ask.ts'
import type { World } from '../support/world.ts'

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

/** Photographs going up to the desk of a world, and what everybody gets of them. */
export function photographing(of: () => World, photo: () => Buffer) {
  const upload = (login: string, code: string, query = QUERY, bytes = photo()) =>
    asking(of(), login)(`/api/desk/open-days/${code}/photographs?${query}`, {
      method: 'POST',
      body: new Uint8Array(bytes),
    })
  return {
    upload,
    async added(code: string) {
      const answer = await upload('editor', code)
      expect(answer.status, await answer.clone().text()).toBe(201)
      return ((await answer.json()) as { items: { id: string }[] }).items.at(-1)!.id
    },
    shown: (code: string, id: string, width = 480) =>
      of().app.request(`/api/open-days/${code}/photographs/${id}-${width}.webp`),
  }
}
