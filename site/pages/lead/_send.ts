import { sending } from '../complaint/_sending.ts'
import { attempt, type Draft, settled, tried } from './_keep.ts'
import { whoIs } from './_who.ts'

/** One refusal, at the answer it is about; at none where the path is empty. */
export interface Wrong {
  path: string
  message: string
}
/** What became of it: there, not reachable now, or refused with words for whoever wrote it. */
export type Outcome =
  /** `before`: what went out earlier and arrived then, where what is written now is not the same. */
  | { at: 'sent'; no: string; queryCode: string; way: string; again: boolean; before?: Record<string, unknown> }
  /** `unsure`: it may have arrived. */
  | { at: 'later'; words: string; unsure?: boolean }
  | { at: 'sign-in' }
  | { at: 'refused'; wrong: Wrong[] }
  | { at: 'gone'; words: string }

/** The answers of the form, nested as the API takes them. */
export function bodyOf({ owner, values, files }: Draft) {
  const body: Record<string, unknown> = { owner }
  for (const [name, value] of Object.entries(values)) {
    const [part = '', inner] = name.split('.')
    const said = value === 'true' ? true : value
    if (inner) body[part] = { ...(body[part] as object | undefined), [inner]: said }
    else body[name] = said
  }
  const ids = files.flatMap(({ id }) => (id ? [id] : []))
  return ids.length > 0 ? { ...body, attachments: ids } : body
}

/** One file on its way; without a line it is tried again with the rest. */
const upload = (file: File) =>
  new Promise<string>((done, fail) => {
    void sending(file, ({ state, id, why }) => {
      if (state === 'done' && id) done(id)
      if (state === 'refused') fail(new Error(why))
      if (state === 'stopped') fail(new TypeError(why))
    }).then((handle) => handle.start(), fail)
  })

interface Said {
  no?: string
  queryCode?: string
  way?: string
  title?: string
  code?: string
  fields?: Wrong[]
}
const LONGEST = 60_000
/** Answers after which nothing of an attempt is there. */
const REFUSES = [400, 401, 403, 413, 422, 429]

async function post(key: string, body: string): Promise<{ status: number; said: Said }> {
  try {
    const answer = await fetch('/api/leads', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body,
      signal: AbortSignal.timeout(LONGEST),
    })
    return { status: answer.status, said: (await answer.json().catch(() => ({}))) as Said }
  } catch {
    return { status: 0, said: {} }
  }
}

function outcomeOf({ status, said }: { status: number; said: Said }): Outcome {
  const { no, queryCode = '', way = '', title = '', code, fields = [] } = said
  if (status === 201 && no) return { at: 'sent', no, queryCode, way, again: false }
  if (status === 401) return { at: 'sign-in' }
  if (code === 'other_person') return { at: 'gone', words: title }
  if (status === 422 || status === 403)
    return { at: 'refused', wrong: fields.length > 0 ? fields : [{ path: '', message: title }] }
  return { at: 'later', words: title || '没有收到回音', unsure: !REFUSES.includes(status) }
}

const OTHER =
  '这份草稿上次送出的已经收到，和现在写的不一样。请先看“我的线索”：是同一件事，到那条里补充；是另一件事，再按一次提交，作为新的一条送出'
type Keep = (draft: Draft) => Promise<void>

/** Gives what is written now a key of its own: under the old one something else was said. */
async function rekeyed(draft: Draft, keep: Keep) {
  await settled(draft.key)
  draft.key = crypto.randomUUID()
  await keep(draft)
}

/** What became of an attempt that had no answer, asked with the very same words. Nothing: it is not there, and will not be. */
async function settle(draft: Draft, body: string, keep: Keep): Promise<Outcome | undefined> {
  const answer = await post(draft.key, body)
  const outcome = outcomeOf(answer)
  const same = body === JSON.stringify(bodyOf(draft)) && draft.files.every(({ id }) => id)
  if (outcome.at === 'sent')
    return { ...outcome, again: true, ...(!same && { before: JSON.parse(body) as Record<string, unknown> }) }
  if (answer.status !== 422) return outcome.at === 'later' ? { ...outcome, unsure: true } : outcome
  await rekeyed(draft, keep)
  if (answer.said.code === 'same_key_other_body') return { at: 'refused', wrong: [{ path: '', message: OTHER }] }
  return same ? outcome : undefined
}

/** Sends it: files first, then the words under the key of the draft. `keep` writes down how far it came. */
export async function send(draft: Draft, keep: Keep): Promise<Outcome> {
  const before = await tried(draft.key)
  const who = await whoIs()
  if (who.at === 'away') return { at: 'later', words: '现在没有网络', unsure: before !== undefined }
  if (who.at === 'nobody') return { at: 'sign-in' }
  if (who.at === 'barred') return { at: 'refused', wrong: [{ path: '', message: who.words }] }
  if (before !== undefined) {
    const outcome = await settle(draft, before, keep)
    if (outcome) return outcome
  }
  try {
    for (const [n, file] of draft.files.entries()) {
      if (file.id) continue
      const id = await upload(new File([file.blob], file.name, { type: file.blob.type }))
      draft.files[n] = { ...file, id }
      await keep(draft)
    }
  } catch (error) {
    if (error instanceof TypeError) return { at: 'later', words: '文件还没有传完' }
    return {
      at: 'refused',
      wrong: [{ path: 'attachments', message: error instanceof Error ? error.message : '文件没有传成' }],
    }
  }
  const body = JSON.stringify(bodyOf(draft))
  // Another window was faster: what it said is asked about first.
  if ((await attempt(draft.key, body)) !== body) return { at: 'later', words: '正在另一个窗口里送出', unsure: true }
  const answer = await post(draft.key, body)
  if (REFUSES.includes(answer.status)) await settled(draft.key)
  if (answer.said.code === 'same_key_other_body') {
    await rekeyed(draft, keep)
    return { at: 'refused', wrong: [{ path: '', message: OTHER }] }
  }
  return outcomeOf(answer)
}
