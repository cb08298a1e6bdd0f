import { expect } from 'vitest'
import { LEAK, written } from './ask.ts'
import type { World } from './world.ts'

/** Watches a world in which every request is to be refused: in the one form refusals have, and with nothing written. */
export class Refused {
  #world: World
  #before: Record<string, number> = {}

  constructor(world: World) {
    this.#world = world
  }

  /** What has been written until now is as it should be. */
  async settle() {
    this.#before = await written(this.#world)
  }

  async nothingWritten() {
    expect(await written(this.#world)).toEqual(this.#before)
  }

  /** RFC 9457 with our four fields and words in Chinese, nothing of the request in it; the fields of a 422. */
  async by(answer: Response | Promise<Response>, status: number, code?: string, echo?: string) {
    const got = await answer
    const text = await got.text()
    expect([got.status, text]).toEqual([status, expect.any(String)])
    expect(got.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    const problem = JSON.parse(text) as Record<string, unknown>
    expect(Object.keys(problem)).toEqual([
      'type',
      'title',
      'status',
      'code',
      ...(status === 422 && problem.fields ? ['fields'] : []),
    ])
    expect(problem).toMatchObject({ type: `/api#${problem.code}`, status, ...(code && { code }) })
    expect(problem.title).toMatch(/[\u4e00-\u9fff]/)
    const fields = (problem.fields ?? []) as { path: string; message: string }[]
    for (const field of fields) {
      expect(Object.keys(field)).toEqual(['path', 'message'])
      expect(field.message).toMatch(/[\u4e00-\u9fff]/)
      expect(field.message).not.toMatch(/expected|invalid|undefined|NaN|无效输入/i)
    }
    expect(text).not.toMatch(LEAK)
    if (echo) expect(text).not.toContain(echo)
    await this.nothingWritten()
    return fields
  }
}
