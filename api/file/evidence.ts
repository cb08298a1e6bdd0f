import { once } from 'node:events'
import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import type { Context } from 'hono'
import { formBody, LARGEST_BODY } from '../body.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { type FieldError, Refusal } from '../refusal.ts'
import { bytesOf, demandBudget, inTurn } from './bytes.ts'
import { cleanSoon } from './clean.ts'
import { takeWhole, terminate } from './finish.ts'
import { rowOf } from './upload.ts'

/** Without script a page sends a few small files with the press that leads on (rulings.md 18). */
const MOST_FILES = 3
const LARGEST_FILE = 10 * 1024 * 1024
const TOO_LARGE = '这样选文件时，每个最多10MB。太大的请压缩，或者换一部手机、电脑再传'
const TOO_MANY = '这样选文件时，一次最多3个。请先交这几个，再回到这一步补交'
const NAMES = 'attachments'
const MOST_FIELDS = 500

export interface Evidence {
  values: Record<string, string>
  /** What was not taken; the rest was, and nothing typed is lost. */
  wrong: FieldError[]
}

/** The fields of a form that may carry files: the files are taken in as they come, and `attachments` names them. */
export async function evidence(c: Context<AppEnv>): Promise<Evidence> {
  const type = c.req.header('content-type') ?? ''
  if (!/^multipart\/form-data\s*;/i.test(type)) return { values: await formBody(c), wrong: [] }
  if (Number(c.req.header('content-length') ?? 0) > MOST_FILES * LARGEST_FILE + 2 * LARGEST_BODY)
    throw new Refusal('too_large')
  return inTurn(source(c), () => parts(c, type))
}

async function parts(c: Context<AppEnv>, type: string): Promise<Evidence> {
  const { deps, now } = c.var
  const values: Record<string, string> = Object.create(null)
  const [wrong, taken, work]: [FieldError[], string[], Promise<void>[]] = [[], [], []]
  const form = parser(type)
  let broken: unknown
  form
    .on('field', (name, value, cutName, cutValue) => {
      if (cutName || cutValue) broken = new Refusal('too_large')
      values[name] ??= value.replace(/\r\n?/g, '\n')
    })
    .on('file', (_name, file, filename) => {
      work.push(
        one(c, file, filename).then(
          (id) => void (id && taken.push(id)),
          (error: unknown) => {
            file.resume()
            // Files there is no room for must not cost the words they came with.
            if (!(error instanceof Refusal) || (error.status >= 500 && error.code !== 'no_room')) broken = error
            else wrong.push({ path: NAMES, message: file.truncated ? TOO_LARGE : error.title })
          },
        ),
      )
    })
    .on('filesLimit', () => wrong.push({ path: NAMES, message: TOO_MANY }))
    .on('fieldsLimit', () => {
      broken = new Refusal('malformed')
    })
    .on('partsLimit', () => {
      broken = new Refusal('malformed')
    })
  const over = once(form, 'finish').catch((cause: unknown) => {
    broken ??= new Refusal('malformed', { cause })
  })
  let size = 0
  try {
    for await (const chunk of bytesOf(c).chunks) {
      size += chunk.byteLength
      if (size > MOST_FILES * LARGEST_FILE + 2 * LARGEST_BODY) throw new Refusal('too_large')
      if (broken) break
      if (!form.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)))
        await Promise.race([once(form, 'drain'), over])
    }
    form.end()
  } catch (error) {
    broken ??= error instanceof Refusal ? error : new Refusal('malformed', { cause: error })
    form.destroy()
  }
  await Promise.all([broken ? undefined : over, ...work])
  if (broken) {
    // Nobody was told of them.
    for (const id of taken) {
      const row = await rowOf(deps, id)
      if (row) await terminate(deps, row)
    }
    throw broken
  }
  if (taken.length > 0) cleanSoon(deps)
  for (const _ of taken) deps.limits.count('upload', source(c), now.getTime())
  if (taken.length > 0) deps.limits.count('upload_bytes', source(c), now.getTime(), size)
  values[NAMES] = [...(values[NAMES]?.split(/\s+/) ?? []), ...taken].filter((id) => id !== '').join(' ')
  return { values, wrong }
}

function parser(type: string) {
  try {
    return new Busboy({
      headers: { 'content-type': type },
      limits: {
        files: MOST_FILES,
        fileSize: LARGEST_FILE,
        fields: MOST_FIELDS,
        fieldSize: LARGEST_BODY,
        fieldNameSize: 200,
        parts: MOST_FIELDS + MOST_FILES,
        headerPairs: 20,
        headerSize: 8192,
      },
    })
  } catch (cause) {
    throw new Refusal('malformed', { cause })
  }
}

/** One file; an empty field is none. */
async function one(c: Context<AppEnv>, file: BusboyFileStream, name: string): Promise<string | undefined> {
  const chunks = file[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const first = await chunks.next()
  if (first.done) return undefined
  const whole = (async function* () {
    yield first.value
    yield* { [Symbol.asyncIterator]: () => chunks }
    if (file.truncated) throw new Refusal('file_large')
  })()
  try {
    c.var.deps.limits.demand('upload', source(c), c.var.now.getTime())
    demandBudget(c, LARGEST_FILE)
    return await takeWhole(
      c.var.deps,
      LARGEST_FILE,
      name,
      { chunks: whole, stop: () => void file.destroy() },
      c.var.now,
    )
  } catch (error) {
    // Read to its end all the same: the fields behind it are still to come, and nothing flows past an open reader.
    for await (const _rest of { [Symbol.asyncIterator]: () => chunks });
    throw error
  }
}
