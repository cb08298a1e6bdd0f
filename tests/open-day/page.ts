import decode from 'qr/decode.js'
import { expect } from 'vitest'
import { form, pageToken } from '../support/ask.ts'
import type { World } from '../support/world.ts'

/** What the page of an open day sends when it is filled in. */
export const FILLED = {
  name: '周明（示例）',
  phone: '19900001234',
  group: 'resident',
  companions: '0',
  unit: '示例公司',
  'needs.sign': 'on',
  wish: '想看执法记录仪怎样用',
  photographs: 'no',
  consent: 'on',
}

export interface Seen {
  status: number
  html: string
  /** What is read on it, without tags and blanks. */
  text: string
  csp: string
}

const seen = async (answer: Response): Promise<Seen> => {
  const html = await answer.text()
  const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html
  const text = main.replace(/<[^>]+>/g, '').replace(/\s+/g, '')
  return { status: answer.status, html, text, csp: answer.headers.get('content-security-policy') ?? '' }
}

/** Somebody with a browser that runs no script: looks at pages, sends forms, keeps the cookie it is given. */
export function reader(w: () => World) {
  let cookie = ''
  const headers = () => ({ origin: 'http://localhost', ...(cookie && { cookie }) })
  const get = (path: string) => w().app.request(path, { headers: headers() })
  const send = async (path: string, values: Record<string, string> = {}) => {
    const answer = await form(w(), path, { _token: pageToken(w(), 7 * 86_400_000), ...values }, headers())
    for (const set of answer.headers.getSetCookie()) {
      const [pair = ''] = set.split(';')
      if (pair.startsWith('held=')) cookie = pair
    }
    return answer
  }
  return {
    get,
    send,
    see: async (path: string) => seen(await get(path)),
    sees: async (path: string, values: Record<string, string>) => seen(await send(path, values)),
    /** Registers and has the ticket in the browser. */
    register: async (code: string, more: Record<string, string> = {}) => {
      const answer = await send(`/open-days/${code}`, { ...FILLED, ...more })
      expect(answer.headers.get('location')).toBe('/registrations')
    },
  }
}

const SQUARE = 4
const QUIET = 4

/** What is read from the code of a drawing: its squares put on a white ground, as a camera would see them. */
export function codeIn(svg: string): string {
  const runs = [...svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)].map(([, ...n]) => n.map(Number))
  const size = Math.max(...runs.map(([x = 0, , length = 0]) => x + length))
  const side = (size + 2 * QUIET) * SQUARE
  const data = new Uint8Array(side * side * 4).fill(255)
  for (const [x = 0, y = 0, length = 0] of runs)
    for (let row = 0; row < SQUARE; row++) {
      const from = (((y + QUIET) * SQUARE + row) * side + (x + QUIET) * SQUARE) * 4
      for (let i = 0; i < length * SQUARE; i++) data.fill(0, from + i * 4, from + i * 4 + 3)
    }
  return decode({ width: side, height: side, data })
}
