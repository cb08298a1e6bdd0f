import { Refusal } from '../refusal.ts'

/** Takes bytes out of a stream by number, holding no more than what was asked for. */
export class Pull {
  #chunks: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)
  /** Bytes taken or passed over so far. */
  at = 0

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** Whatever lies ready, at most `most`; nothing at the end. */
  async some(most: number): Promise<Buffer | undefined> {
    while (this.#rest.length === 0) {
      const { value, done } = await this.#chunks.next()
      if (done) return undefined
      this.#rest = value
    }
    const taken = this.#rest.subarray(0, most)
    this.#rest = this.#rest.subarray(taken.length)
    this.at += taken.length
    return taken
  }

  /** Exactly so many; a stream that ends before is no whole file. */
  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = []
    for (let left = count; left > 0; ) {
      const part = await this.some(left)
      if (!part) throw new Refusal('file_broken')
      parts.push(part)
      left -= part.length
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
  }

  async skip(count: number) {
    for (let left = count; left > 0; ) {
      const part = await this.some(left)
      if (!part) throw new Refusal('file_broken')
      left -= part.length
    }
  }

  /** For a reader that has seen enough. */
  async end() {
    await this.#chunks.return?.()
  }
}
