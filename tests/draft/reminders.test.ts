import { expect, test } from 'vitest'
import { readContent } from '../../content/load.ts'
import { desk, publishing } from './people.ts'

test('a certificate taken back and a device switched off need no renewal', async () => {
  const w = await publishing()
  w.at('2028-01-15T09:00:00+08:00')
  const [editor] = await desk(w, 'editor')
  const { items } = (await (await editor!.get('/api/desk/publications/due')).json()) as {
    items: { kind: string; code: string; why: string }[]
  }
  const status = new Map(
    readContent('content').publications.map((p) => [p.code, (p.data as { status?: string }).status]),
  )
  const listed = items.filter(({ why }) => why === 'certificate' || why === 'calibration')
  expect(new Set(listed.map(({ kind }) => kind))).toEqual(new Set(['officer', 'device']))
  for (const { code } of listed) expect(['valid', 'suspended', 'active', 'announced']).toContain(status.get(code))
})
