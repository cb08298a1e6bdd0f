import { expect, test } from 'vitest'
import { compared, type Stated } from '../../api/import/compare.ts'
import { oneInForce } from '../../api/publication/store.ts'
import { world } from '../support/world.ts'

const CODE = 'CH-SCJG-CF-005'
const TODAY = '2026-06-15'

test('what a workbook does not speak of stays, and an old reason is not a new one', async () => {
  const w = await world()
  const found = await oneInForce(w.deps.store, 'matter', CODE, TODAY, TODAY)
  const { data, from, source, reviewOn, reason } = found!.row
  const stated = (more: object, envelope: object = {}): Stated => ({
    place: '第2行',
    envelope: { from, ...envelope },
    data: { ...data, ...more },
  })
  const look = async (s: Stated) => {
    const options = { file: '更新', whole: false, today: TODAY }
    return (await compared(w.deps.store, 'DR-1', 'matter', [s], options, () => {}))[0]!
  }
  expect(await look(stated({}))).toMatchObject({ change: 'unchanged' })
  const changed = await look(stated({ name: '新名称' }, { reason: reason ?? '旧的理由' }))
  expect(changed).toMatchObject({ change: 'changed', source, reviewOn })
  if (reason) expect(changed.reason).toBe('按《更新》更新')
  expect(await look(stated({ name: '新名称' }, { reason: '因为修法' }))).toMatchObject({ reason: '因为修法' })
  // The control: what it does speak of changes.
  expect(await look(stated({}, { source: '另一份文件' }))).toMatchObject({ change: 'changed', source: '另一份文件' })
})
