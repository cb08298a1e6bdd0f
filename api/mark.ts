import { randomBytes } from 'node:crypto'

/** A name for one writing, by which its later statements know whether the first one wrote. */
export const newMark = (): string => randomBytes(12).toString('base64url')
