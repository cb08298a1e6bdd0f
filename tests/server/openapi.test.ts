import { expect, test } from 'vitest'
import { world } from '../support/world.ts'

interface Document {
  openapi: string
  paths: Record<
    string,
    Record<
      string,
      { summary?: string; responses: Record<string, unknown>; requestBody?: { content: Record<string, unknown> } }
    >
  >
}

test('the document tells of every route, in words, with what it takes and answers', async () => {
  const w = await world()
  const document = (await (await w.app.request('/api/openapi.json')).json()) as Document
  expect(document.openapi).toBe('3.1.0')
  const told = Object.entries(document.paths).flatMap(([path, ways]) =>
    Object.keys(ways).map((way) => `${way.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  )
  const routes = w.app.routes.filter(
    (r) => r.method !== 'ALL' && /^\/api\/[^*]+$/.test(r.path) && !/\.(json|csv)$/.test(r.path),
  )
  expect(told.sort()).toEqual([...new Set(routes.map((r) => `${r.method} ${r.path}`))].sort())
  for (const ways of Object.values(document.paths))
    for (const way of Object.values(ways)) expect(way.summary).toMatch(/[\u4e00-\u9fff]/)
  const complaint = document.paths['/api/complaints']?.post
  expect(Object.keys(complaint?.requestBody?.content ?? {}).sort()).toEqual([
    'application/json',
    'application/x-www-form-urlencoded',
  ])
  expect(Object.keys(complaint?.responses ?? {})).toEqual(expect.arrayContaining(['201', '303', '422', '429']))
})
