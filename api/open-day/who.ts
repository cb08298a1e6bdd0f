import { setImmediate as turn } from 'node:timers/promises'
import type { Secrets } from '../secrets.ts'
import type { Registered } from './found.ts'
import { registrant } from './registrant.ts'
import { NEED, PHOTOGRAPHS } from './registration.ts'

/** Whoever comes, as they wrote it. */
export interface Who {
  name: string
  phone: string
  unit: string | null
  needs: string | null
  wish: string | null
  photographs: string
}

type Holding = Pick<Registered, 'id' | 'keyId' | 'sealed'>

/** Opens who registered; nobody once it was erased. Whoever calls this writes the reading down. */
export function whoOf(secrets: Secrets, row: Holding): Who | null {
  const said = registrant(secrets, row)
  if (!said) return null
  const needs = typeof said.needs === 'string' ? [said.needs] : (said.needs ?? []).map((need) => NEED[need])
  return {
    name: said.name,
    phone: said.phone,
    unit: said.unit ?? null,
    needs: [...needs, ...(said.note ? [said.note] : [])].join('；') || null,
    wish: said.wish ?? null,
    photographs: PHOTOGRAPHS[said.photographs],
  }
}

const PIECE = 500
const plain = (text: string) => text.normalize('NFKC').replace(/\s/g, '').toUpperCase()
export const sameName = (a: string, b: string) => plain(a) === plain(b)

/** Those of many whose name or number holds a text: names are sealed, so each is opened, and others are served between. */
export async function among<T extends Holding & { number: string }>(
  secrets: Secrets,
  rows: readonly T[],
  typed: string,
  named: boolean,
): Promise<T[]> {
  const text = plain(typed)
  const number = text.replaceAll('-', '')
  const found: T[] = []
  for (let from = 0; from < rows.length; from += PIECE) {
    for (const row of rows.slice(from, from + PIECE))
      if (row.number.includes(number) || (named && plain(whoOf(secrets, row)?.name ?? '').includes(text)))
        found.push(row)
    await turn()
  }
  return found
}
