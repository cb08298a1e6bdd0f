import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Ack, submit } from '../bench/sender.ts'
import { serving } from '../bench/server.ts'
import { submission } from '../bench/submission.ts'
import { copyOf, faults } from '../bench/verify.ts'
import { room } from './room.ts'

const key = () => submission(0).key

test('a full disk: writes get 503, reads go on, and once there is room again writes go on without a restart', {
  timeout: 90_000,
}, async () => {
  const place = room()
  const data = join(place.dir, 'data')
  const server = await serving({ DATA_DIR: data })
  const pid = server.child.pid ?? 0
  const acks: Ack[] = []
  const post = () => {
    const { json } = submission(server.port)
    return fetch(`${server.url}/api/complaints`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: json,
    })
  }
  const ready = async () => (await fetch(`${server.url}/readyz`)).status
  const until = async (status: number) => {
    for (let tries = 0; tries < 200 && (await ready()) !== status; tries++) await wait(100)
    return ready()
  }
  try {
    for (let i = 0; i < 20; i++) acks.push(await submit(server.port, key()))

    place.fill(pid)
    // What the log file already occupies may still take a few.
    let refused = await post()
    for (let tries = 0; refused.status === 201 && tries < 5000; tries++) refused = await post()
    expect([refused.status, refused.headers.get('content-type'), refused.headers.get('retry-after')]).toEqual([
      503,
      'application/problem+json; charset=utf-8',
      '30',
    ])
    expect(await refused.json()).toMatchObject({ status: 503, code: 'unavailable' })
    for (const answer of await Promise.all(Array.from({ length: 20 }, post))) expect(answer.status).toBe(503)
    expect((await fetch(`${server.url}/departments`)).status).toBe(200)
    expect((await fetch(`${server.url}/api/departments`)).status).toBe(200)
    expect(
      (await fetch(`${server.url}/api/track/${acks[0]?.no}`, { headers: { 'x-query-code': acks[0]?.queryCode ?? '' } }))
        .status,
    ).toBe(200)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)

    place.free(pid)
    for (let i = 0; i < 20; i++) acks.push(await submit(server.port, key()))
    expect(await until(200)).toBe(200)
    expect(await server.stop()).toBe(0)
    const copy = copyOf(join(data, 'yangguang.db'))
    expect(faults(copy.file, acks)).toEqual({ lost: [], half: [], broken: [] })
    copy.drop()
  } finally {
    await server.stop('SIGKILL')
    place.remove()
  }
})
