import { expect } from 'vitest'
import { asking, json } from '../support/ask.ts'
import type { World } from '../support/world.ts'

/** A code issued alone, and a batch of two, of one body. */
export async function codesOf(w: World, department: string): Promise<[code: string, batch: string]> {
  const handler = asking(w, 'handler')
  const common = { type: 'ORG', department, validFrom: '2026-06-01' }
  const one = { ...common, label: '一号窗口', place: '示例路1号一楼', issuedTo: '办公室' }
  const alone = await handler('/api/desk/codes', json('POST', one))
  const list = '二号窗口\t示例路1号二楼\t办公室\n三号窗口\t示例路1号三楼\t办公室'
  const together = await handler('/api/desk/codes/batches', json('POST', { ...common, list }))
  expect([alone.status, together.status], await together.clone().text()).toEqual([201, 201])
  const { id } = (await alone.json()) as { id: string }
  return [id, ((await together.json()) as { batch: string }).batch]
}
