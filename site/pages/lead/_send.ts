import { sending } from '../complaint/_sending.ts'
import type { Draft } from './_keep.ts'

/** What became of it: there, not reachable now, or refused with words for whoever wrote it. */
export type Outcome =
  | { at: 'sent'; no: string; queryCode: string; way: string }
  | { at: 'later'; words: string }
  | { at: 'sign-in' }
  | { at: 'refused'; words: string[]; files: boolean }
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

/** Sends it: files first, then the words under the key of the draft. `keep` writes down how far it came. */
export async function send(draft: Draft, keep: (draft: Draft) => Promise<void>): Promise<Outcome> {
  try {
    for (const [n, file] of draft.files.entries()) {
      if (file.id) continue
      const id = await upload(new File([file.blob], file.name, { type: file.blob.type }))
      draft.files[n] = { ...file, id }
      await keep(draft)
    }
  } catch (error) {
    if (error instanceof TypeError) return { at: 'later', words: '文件还没有传完' }
    return { at: 'refused', words: [error instanceof Error ? error.message : '文件没有传成'], files: true }
  }
  let answer: Response
  try {
    answer = await fetch('/api/leads', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': draft.key },
      body: JSON.stringify(bodyOf(draft)),
    })
  } catch {
    return { at: 'later', words: '现在没有网络' }
  }
  const said = (await answer.json().catch(() => ({}))) as {
    no?: string
    queryCode?: string
    way?: string
    title?: string
    code?: string
    fields?: { path: string; message: string }[]
  }
  if (answer.status === 201 && said.no)
    return { at: 'sent', no: said.no, queryCode: said.queryCode ?? '', way: said.way ?? '' }
  if (answer.status === 401) return { at: 'sign-in' }
  if (said.code === 'other_person') return { at: 'gone', words: said.title ?? '' }
  if (answer.status === 422 || answer.status === 403) {
    const fields = said.fields ?? []
    const words = fields.length > 0 ? fields.map(({ message }) => message) : [said.title ?? '']
    return { at: 'refused', words, files: fields.some(({ path }) => path.startsWith('attachments')) }
  }
  return { at: 'later', words: said.title ?? '现在送不出去' }
}
