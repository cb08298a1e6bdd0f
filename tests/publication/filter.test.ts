import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWorld, type World } from '../support/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())

interface List {
  items: { data: Record<string, string> }[]
  total: number
}
const list = async (path: string) => (await (await w.app.request(`/api/${path}`)).json()) as List

test.each([
  ['departments', 'type', 'township'],
  ['categories', 'family', 'money'],
  ['categories', 'lane', 'sealed'],
])('%s are narrowed by %s', async (kind, name, value) => {
  const all = await list(`${kind}?limit=100`)
  const some = await list(`${kind}?limit=100&${name}=${value}`)
  expect(some.items).toEqual(all.items.filter((i) => i.data[name] === value))
  expect(some.total).toBeGreaterThan(0)
  expect(some.total).toBeLessThan(all.total)
})

test('a value of another field is no filter, and a filter of another kind is refused', async () => {
  // Negative control: the same word is the code of somebody in the list.
  expect((await list('departments?q=SFJ')).total).toBeGreaterThan(0)
  for (const path of ['departments?type=SFJ', 'departments?family=money', 'categories?type=money', 'limits?type=x'])
    expect((await w.app.request(`/api/${path}`)).status, path).toBe(422)
  for (const path of ['departments.json?type=township', 'departments.csv?type=township'])
    expect((await w.app.request(`/api/${path}`)).status, path).toBe(200)
})
