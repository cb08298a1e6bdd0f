import { expect, test } from 'vitest'
import { asking } from '../support/ask.ts'
import { type World, world } from '../support/world.ts'

interface Document {
  openapi: string
  paths: Record<
    string,
    Record<
      string,
      {
        summary?: string
        parameters?: { name: string; in: string }[]
        responses: Record<string, { content?: Record<string, unknown>; headers?: object }>
        requestBody?: { content: Record<string, unknown> }
      }
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
    (r) => r.method !== 'ALL' && /^\/api\/[^*]+$/.test(r.path) && r.path !== '/api/openapi.json',
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

const documentOf = async (w: World) => (await (await w.app.request('/api/openapi.json')).json()) as Document
const named = (document: Document, path: string, way: string, where: string) =>
  (document.paths[path]?.[way]?.parameters ?? [])
    .filter((p) => p.in === where)
    .map((p) => p.name)
    .sort()

/** Every name a query of ours has, and one nobody has. */
const namesOf = (document: Document) => [
  ...new Set([...Object.keys(document.paths).flatMap((path) => named(document, path, 'get', 'query')), 'x']),
]

test('a query parameter is in the document when, and only when, the route knows it', async () => {
  const w = await world()
  const document = await documentOf(w)
  const NAMES = namesOf(document)
  let compared = 0
  for (const path of Object.keys(document.paths).filter((p) => document.paths[p]?.get)) {
    const ask = asking(
      w,
      path.includes('/staff')
        ? 'admin'
        : /\/(directives|desk\/(codes|contacts|duties|announcements|supervisors))/.test(path)
          ? 'handler'
          : path.startsWith('/api/desk/open-days/{')
            ? 'zfj'
            : path === '/api/supervisor'
              ? 'supervisor1'
              : /\/(audit|desk\/appraisals|desk\/open-days|desk\/surveys|desk\/visits$|visits\/companies|visit-alarms|desk\/codes)/.test(
                    path,
                  )
                ? 'stats'
                : /\/(enquiries|visits\/)/.test(path)
                  ? 'scjg'
                  : /\/(publications|imports)/.test(path)
                    ? 'editor'
                    : path.includes('/retention/')
                      ? 'chief'
                      : 'intake',
    )
    const refuses = async (name: string) => {
      const answer = await ask(
        `${path.replace('open-days/{code}', 'open-days/KF-2026-001').replace(/\{\w+\}/, 'x')}?${name}=1`,
      )
      return answer.status === 422 && (await answer.text()).includes('没有这一项')
    }
    const known: string[] = []
    // Routes that ask for nothing look at no query.
    if (await refuses('x')) for (const name of NAMES) if (!(await refuses(name))) known.push(name)
    expect(named(document, path, 'get', 'query'), path).toEqual(known.sort())
    compared += known.length
  }
  expect(compared).toBeGreaterThan(50)
  expect(named(document, '/api/categories', 'get', 'query')).toEqual([
    'cursor',
    'family',
    'known',
    'lane',
    'limit',
    'on',
    'page',
    'q',
    'sort',
    'withdrawn',
  ])
})

test('the headers of ours are declared where they count', async () => {
  const document = await documentOf(await world())
  expect(named(document, '/api/complaints', 'post', 'header')).toEqual(['Idempotency-Key'])
  expect(named(document, '/api/desk/cases', 'post', 'header')).toEqual(['Idempotency-Key'])
  expect(named(document, '/api/desk/cases/{no}/steps', 'post', 'header')).toEqual(['Idempotency-Key'])
  expect(named(document, '/api/desk/directives', 'post', 'header')).toEqual(['Idempotency-Key'])
  expect(named(document, '/api/desk/directives/{id}/steps', 'post', 'header')).toEqual(['Idempotency-Key'])
  expect(named(document, '/api/track/{no}', 'get', 'header')).toEqual(['X-Query-Code'])
  expect(named(document, '/api/track/{no}/withdraw', 'post', 'header')).toEqual(['Idempotency-Key', 'X-Query-Code'])
})

test('a body may be too large or of another kind, and the database may be away', async () => {
  const document = await documentOf(await world())
  for (const [path, ways] of Object.entries(document.paths))
    for (const [way, { requestBody, responses }] of Object.entries(ways)) {
      const expected = ['503', ...(requestBody ? ['400', '413', '415', '422'] : [])]
      expect(Object.keys(responses), `${way} ${path}`).toEqual(expect.arrayContaining(expected))
      for (const wait of ['429', '503'])
        if (responses[wait]) expect(responses[wait].headers).toHaveProperty('Retry-After')
    }
  expect(Object.keys(document.paths['/api/departments.csv']?.get?.responses['200']?.content ?? {})).toEqual([
    'text/csv',
  ])
})
