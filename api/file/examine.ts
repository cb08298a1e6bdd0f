import { Refusal } from '../refusal.ts'
import { FAMILY, guess, HEAD, KINDS, type Kind } from './kind.ts'
import { readFilm } from './movie.ts'
import { office, oldOffice, pdf } from './paper.ts'
import { measure, measureHeic } from './picture.ts'
import { Pull } from './pull.ts'
import { frames, wave } from './sound.ts'

/** Pictures and papers are looked at whole, of films the index: so many files at a time. */
const MOST_WHOLE = 3
let whole = 0
const waiting: (() => void)[] = []

/** What a complete file is, by all of its content. Refuses what it is not allowed to be; reads to the end either way. */
export async function examine(chunks: AsyncIterable<Buffer>, size: number): Promise<Kind> {
  const iterator = chunks[Symbol.asyncIterator]()
  const { value: first } = await iterator.next()
  if (!first) throw new Refusal('file_broken')
  const all = (async function* () {
    yield first as Buffer
    yield* { [Symbol.asyncIterator]: () => iterator }
  })()
  try {
    const kind = await told(all, first.subarray(0, HEAD), size)
    if (size > FAMILY[KINDS[kind].family].most) throw new Refusal('file_large')
    // To the last byte, for the digest.
    for await (const _rest of all);
    return kind
  } finally {
    await iterator.return?.()
  }
}

async function told(all: AsyncIterable<Buffer>, head: Buffer, size: number): Promise<Kind> {
  const guessed = guess(head)
  if (!guessed) throw new Refusal('file_type')
  if (guessed === 'mp4') {
    const { tracks } = await readFilm(new Pull(all), size)
    if (!tracks.includes('vide')) return 'm4a'
    return head.toString('latin1', 8, 12) === 'qt  ' ? 'mov' : 'mp4'
  }
  if (guessed === 'mp3') {
    for await (const _frame of frames(new Pull(all)));
    return 'mp3'
  }
  if (guessed === 'wav') {
    await wave(new Pull(all), size)
    return 'wav'
  }
  if (size > FAMILY.paper.most) throw new Refusal('file_large')
  const bytes = await gathered(all)
  if (guessed === 'zip') return office(bytes)
  if (guessed === 'ole') return oldOffice(bytes)
  if (guessed === 'pdf') pdf(bytes)
  else if (guessed === 'heic') measureHeic(bytes)
  else await measure(bytes)
  return guessed
}

export async function gathered(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

/** A turn among the few that may hold a whole file in memory. */
export async function oneOfFew<T>(work: () => Promise<T>): Promise<T> {
  if (whole >= MOST_WHOLE) await new Promise<void>((go) => waiting.push(go))
  else whole++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else whole--
  }
}
