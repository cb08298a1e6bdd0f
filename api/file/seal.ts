import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import type { Secrets } from '../secrets.ts'

/** Plain bytes in one sealed record; what is held in memory of any file at a time. */
export const RECORD = 64 * 1024
const LENGTH = 4
const NONCE = 12
const TAG = 16
/** What a record adds to its plain bytes. */
export const AROUND = LENGTH + NONCE + TAG

/** Bytes on disk are not the bytes that were sealed there. */
export class Damaged extends Error {}

/** Each file has a key of its own, so that no two files share nonces and none can pass for another. */
export const keyOf = (secrets: Secrets, name: string, keyId: string): KeyObject =>
  createSecretKey(createHmac('sha256', secrets.key('files', keyId)).update(name).digest())

/**
 * One record: length, nonce, sealed bytes, tag. Bound to the file and to the place of its first byte, so records can be
 * neither swapped nor left out nor repeated; that the end is there, the known size says.
 */
function record(key: KeyObject, name: string, at: number, plain: Buffer): Buffer {
  const sealed = Buffer.allocUnsafe(plain.length + AROUND)
  sealed.writeUInt32BE(plain.length)
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`${name}/${at}`))
  nonce.copy(sealed, LENGTH)
  cipher.update(plain).copy(sealed, LENGTH + NONCE)
  cipher.final()
  cipher.getAuthTag().copy(sealed, LENGTH + NONCE + plain.length)
  return sealed
}

/**
 * Appends to a sealed file and never rewrites: a crash in the middle leaves what was acknowledged untouched, and the torn
 * end is cut off when the next bytes come.
 */
export class Sealer {
  #handle: FileHandle
  #key: KeyObject
  #name: string
  #waiting = Buffer.allocUnsafe(RECORD)
  #filled = 0
  /** Plain bytes taken so far, and bytes on disk. */
  received: number
  stored: number

  constructor(handle: FileHandle, key: KeyObject, name: string, received = 0, stored = 0) {
    this.#handle = handle
    this.#key = key
    this.#name = name
    this.received = received
    this.stored = stored
  }

  async write(chunk: Uint8Array) {
    for (let from = 0; from < chunk.byteLength; ) {
      const piece = chunk.subarray(from, from + RECORD - this.#filled)
      this.#waiting.set(piece, this.#filled)
      this.#filled += piece.byteLength
      this.received += piece.byteLength
      from += piece.byteLength
      if (this.#filled === RECORD) await this.#flush()
    }
  }

  /** Everything taken so far is on the disk when this resolves. */
  async save() {
    await this.#flush()
    await this.#handle.datasync()
  }

  async #flush() {
    if (this.#filled === 0) return
    const plain = this.#waiting.subarray(0, this.#filled)
    const sealed = record(this.#key, this.#name, this.received - this.#filled, plain)
    const { bytesWritten } = await this.#handle.write(sealed, 0, sealed.length, this.stored)
    if (bytesWritten !== sealed.length) throw Object.assign(new Error('the disk took only a part'), { code: 'ENOSPC' })
    this.stored += sealed.length
    this.#filled = 0
  }
}

/** The plain bytes of a sealed file from its beginning, record by record; throws where a bit is wrong or the end is missing. */
export async function* opened(path: string, key: KeyObject, name: string, size: number): AsyncGenerator<Buffer> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw new Damaged('a sealed file cannot be read', { cause })
  })
  try {
    const buffer = Buffer.allocUnsafe(RECORD + AROUND)
    for (let at = 0, from = 0; at < size; ) {
      await fill(handle, buffer.subarray(0, LENGTH), from)
      const length = buffer.readUInt32BE()
      if (length === 0 || length > RECORD || at + length > size) throw new Damaged('a record has a wrong length')
      const sealed = buffer.subarray(LENGTH, length + AROUND)
      await fill(handle, sealed, from + LENGTH)
      yield unsealed(key, `${name}/${at}`, sealed)
      at += length
      from += length + AROUND
    }
  } finally {
    await handle.close()
  }
}

async function fill(handle: FileHandle, buffer: Buffer, at: number) {
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, at)
  if (bytesRead !== buffer.length) throw new Damaged('a sealed file is shorter than it was')
}

function unsealed(key: KeyObject, bound: string, sealed: Buffer): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE)).setAAD(Buffer.from(bound))
    decipher.setAuthTag(sealed.subarray(-TAG))
    return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()])
  } catch (cause) {
    throw new Damaged('a sealed record does not open', { cause })
  }
}
