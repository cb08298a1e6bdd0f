import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Answer } from '../../content/questionnaire.ts'
import type { Secrets } from '../secrets.ts'

/**
 * How an answer came: from somebody invited or a volunteer, or asked by the evaluating body at a door or by telephone.
 * `web` is from before the first two were told apart.
 */
export const CHANNEL = {
  invited: '受邀在网上填',
  volunteer: '自愿在网上填',
  web: '网上自己填',
  visit: '当面访问',
  telephone: '电话访问',
} as const
export type Channel = keyof typeof CHANNEL

/** What looks odd about an answer; a person looks at it before it counts, and nothing is dropped in silence. */
export const MARK = {
  fast: '答得过快',
  burst: '短时间内成批提交',
  same: '与许多答卷完全相同',
  bare: '没有通过防机器人验证',
} as const
export type Mark = keyof typeof MARK

/** An answer as it lies in the box. No day, no time, no address: what is not kept cannot be told. */
export interface Boxed {
  answers: Readonly<Record<string, Answer>>
  channel: Channel
  stratum?: string
  marks: Mark[]
}

/**
 * All lie in the box at one size: a longer one would be known again among the answers. More than fits is refused before;
 * it is a page of text, and takes one page of the database.
 */
const SIZE = 4096

const bound = (survey: string) => `survey/${survey}`

/** Most are short as they are; only what somebody wrote a lot in is worth the time to squeeze. */
function packed(answer: Boxed): string {
  const plain = JSON.stringify(answer)
  return Buffer.byteLength(plain) <= SIZE ? plain : deflateRawSync(plain).toString('base64')
}

/** Whether all that was written goes into the box. */
export const fits = (answer: Boxed): boolean => Buffer.byteLength(packed(answer)) <= SIZE

/** Seals an answer for the box of one survey; in front of the blob stands which key opens it. */
export function seal(secrets: Secrets, survey: string, answer: Boxed): Buffer {
  const content = packed(answer)
  const room = SIZE - Buffer.byteLength(content)
  if (room < 0) throw new Error('an answer too long for the box would be known by its length')
  const { keyId, sealed } = secrets.seal('box', bound(survey), content + ' '.repeat(room))
  return Buffer.concat([Buffer.from(`${keyId}.`), sealed])
}

/** Throws when the blob is of another survey, damaged, or its key is gone. */
export function unseal(secrets: Secrets, survey: string, blob: Buffer): Boxed {
  const dot = blob.indexOf('.')
  const keyId = blob.subarray(0, dot).toString()
  const content = secrets.open('box', bound(survey), { keyId, sealed: blob.subarray(dot + 1) })
  const plain = content.startsWith('{') ? content : inflateRawSync(Buffer.from(content.trim(), 'base64')).toString()
  return JSON.parse(plain) as Boxed
}
