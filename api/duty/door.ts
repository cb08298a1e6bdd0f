import { timingSafeEqual } from 'node:crypto'
import type { Secrets } from '../secrets.ts'
import type { DutyRow } from './found.ts'

type Of = Pick<DutyRow, 'id' | 'startsAt'>
const named = ({ id, startsAt }: Of) => `duty/${id}/${startsAt}`
const digits = (digest: string) =>
  String(Buffer.from(digest.split('.')[1] ?? '', 'base64url').readUIntBE(0, 6) % 1_000_000).padStart(6, '0')

/** What is shown at the door and typed by whoever stands there; another day has another. */
export const doorCode = (secrets: Secrets, duty: Of): string => digits(secrets.digest('door', named(duty)))

export const isDoorCode = (secrets: Secrets, duty: Of, typed: string): boolean =>
  secrets
    .digests('door', named(duty))
    .some((digest) => typed.length === 6 && timingSafeEqual(Buffer.from(digits(digest)), Buffer.from(typed)))
