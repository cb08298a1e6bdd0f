import { and, eq, max } from 'drizzle-orm'
import type { Store } from '../../db/open.ts'
import { directives } from '../../db/schema.ts'
import { today } from '../case/deadline.ts'
import type { Rulebook } from '../case/rulebook.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from '../staff/actor.ts'
import { compose, gapsOf, numberOf, templatesOf } from './document.ts'
import type { Found, World } from './found.ts'

/** The next number of a mark in a year; somebody else may want the same one at the same time. */
export async function nextSerial({ read }: Pick<Store, 'read'>, mark: string, year: number): Promise<number> {
  const last = await read
    .select({ n: max(directives.serial) })
    .from(directives)
    .where(and(eq(directives.mark, mark), eq(directives.year, year)))
    .get()
  return (last?.n ?? 0) + 1
}

/**
 * Number, title and text as they will stand. The number is taken in the commit that signs, on the condition that nobody
 * has it or a later one; whoever loses asks for the next, so numbers have neither gaps nor twins.
 */
export async function signing(world: World, { row, previous }: Found, actor: Actor, book: Rulebook, now: Date) {
  const template = (await templatesOf(world.store, now)).get(row.template)
  if (!template?.mark)
    throw new Refusal('invalid', { fields: [{ path: '', message: '这个模板已经取消，请退回后换一个模板重新拟稿' }] })
  const before = previous?.number ?? null
  const gaps = gapsOf(row, template, book, before)
  if (gaps.length > 0) throw new Refusal('invalid', { fields: gaps })
  const { mark } = template
  const signedOn = today(now)
  const year = Number(signedOn.slice(0, 4))
  const serial = await nextSerial(world.store, mark, year)
  const number = numberOf(mark, year, serial)
  return {
    changes: { ...compose(row, template, book, before), mark, year, serial, number, signedOn, signer: actor.name },
    data: { number },
    guard: {
      sql: 'not exists (select 1 from directives where mark = ? and year = ? and serial >= ?)',
      args: [mark, year, serial],
    },
  }
}
