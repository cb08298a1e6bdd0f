import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@libsql/client'
import type { World } from '../support/world.ts'

/** What whoever took one backup finds in it: rows in their order, and where each lies in the file and in its journal. */
export interface Backup {
  used: string[]
  ballots: string[]
  box: { id: string; size: number; place: number }[]
  answers: { id: string; text: string; place: number }[]
}

/** Copies the database as a thief would, journal included, and reads everything of one survey out of the copy. */
export async function backup(w: Pick<World, 'dir'>, survey: string): Promise<Backup> {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-backup-'))
  try {
    for (const end of ['', '-wal'])
      if (existsSync(join(w.dir, `test.db${end}`))) copyFileSync(join(w.dir, `test.db${end}`), join(dir, `b.db${end}`))
    const bytes = Buffer.concat(
      ['', '-wal']
        .map((end) => join(dir, `b.db${end}`))
        .flatMap((file) => (existsSync(file) ? [readFileSync(file)] : [])),
    )
    const db = createClient({ url: `file:${join(dir, 'b.db')}` })
    const rows = async (sql: string) => (await db.execute({ sql, args: [survey] })).rows
    const read = {
      used: (await rows('select hash from survey_tokens where survey = ? and used = 1')).map((r) => String(r.hash)),
      ballots: (await rows('select hash from survey_ballots where survey = ?')).map((r) => String(r.hash)),
      box: (await rows('select id, length(sealed) as size from survey_box where survey = ?')).map((r) => ({
        id: String(r.id),
        size: Number(r.size),
        place: bytes.indexOf(String(r.id)),
      })),
      answers: (await rows('select id, data from survey_answers where survey = ?')).map((r) => ({
        id: String(r.id),
        text: String(r.data),
        place: bytes.lastIndexOf(String(r.id)),
      })),
    }
    db.close()
    return read
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

type Pairs = Map<string, string>
const newIn = <T>(now: readonly T[], before: readonly T[], key: (one: T) => string) => {
  const known = new Set(before.map(key))
  return now.filter((one) => !known.has(key(one)))
}

/** Who came after whom, as far as the backups tell: tokens by the first one that shows them used, blobs by the first that has them. */
function orderOf<T>(backups: readonly Backup[], list: (b: Backup) => readonly T[], key: (one: T) => string): T[] {
  return backups.flatMap((b, i) => newIn(list(b), i ? list(backups[i - 1]!) : [], key))
}

/**
 * Tries to say which token gave which answer, in every way we know of. Each way pairs tokens with answers one to one:
 * through the blob a token came with and the piece it was taken out in, then inside a piece by the order of something on
 * either side. `opened` is for whoever has the key besides: the text of a blob.
 */
export function attack(backups: readonly Backup[], opened?: (box: string) => string | undefined): Map<string, Pairs> {
  const last = backups.at(-1)!
  const tokens = orderOf(backups, (b) => b.used, String)
  const blobs = orderOf(
    backups,
    (b) => b.box,
    (one) => one.id,
  )
  const answers = orderOf(
    backups,
    (b) => b.answers,
    (one) => one.id,
  )
  /** The k-th token to be used came with the k-th blob, the swapped ones a moment later. */
  const blobOf = new Map(tokens.map((token, k) => [token, blobs[k]?.id ?? '']))
  const pieces = backups.flatMap((b, i) => {
    const before = backups[i - 1]
    const gone = before ? newIn(before.box, b.box, (one) => one.id) : []
    const come = before ? newIn(b.answers, before.answers, (one) => one.id) : []
    return come.length ? [{ gone, come }] : []
  })

  const byId = <T extends { id: string }>(all: readonly T[]) => all.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const byPlace = <T extends { place: number }>(all: readonly T[]) => all.toSorted((a, b) => a.place - b.place)
  const asCame = <T>(all: readonly T[]) => [...all]
  const rank = new Map(blobs.map(({ id }, k) => [id, k]))
  const blobOrders = {
    time: (all: Backup['box']) => all.toSorted((a, b) => (rank.get(a.id) ?? 0) - (rank.get(b.id) ?? 0)),
    id: byId<Backup['box'][number]>,
    place: byPlace<Backup['box'][number]>,
    size: (all: Backup['box']) => all.toSorted((a, b) => a.size - b.size),
  }
  const answerOrders = {
    came: asCame<Backup['answers'][number]>,
    id: byId<Backup['answers'][number]>,
    place: byPlace<Backup['answers'][number]>,
    length: (all: Backup['answers']) => all.toSorted((a, b) => a.text.length - b.text.length),
  }
  const ways = new Map<string, Pairs>()
  for (const [blobBy, orderBlobs] of Object.entries(blobOrders))
    for (const [answerBy, orderAnswers] of Object.entries(answerOrders)) {
      const answerOf = new Map<string, string>()
      for (const { gone, come } of pieces) {
        const there = orderAnswers(come)
        for (const [k, { id }] of orderBlobs(gone).entries()) answerOf.set(id, there[k]?.text ?? '')
      }
      ways.set(
        `${blobBy}/${answerBy}`,
        new Map(tokens.map((token) => [token, answerOf.get(blobOf.get(token) ?? '') ?? ''])),
      )
    }
  // Answers that lie about as they came need no box: the order of tokens, by time and as stored, against theirs.
  for (const [name, order] of Object.entries({ time: tokens, hash: last.used }))
    for (const [answerBy, orderAnswers] of Object.entries(answerOrders)) {
      const there = orderAnswers(answers)
      ways.set(`${name}:${answerBy}`, new Map(order.map((token, k) => [token, there[k]?.text ?? ''])))
    }
  if (opened) ways.set('key', new Map([...blobOf].map(([token, box]) => [token, opened(box) ?? ''])))
  return ways
}
