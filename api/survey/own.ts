import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import * as z from 'zod'
import { surveyReleases } from '../../db/schema.ts'
import { describe } from '../answer.ts'
import { askedBody } from '../case/visibility.ts'
import type { AppEnv } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { signedIn } from '../staff/actor.ts'
import { readCode } from './found.ts'
import { lastRelease, type Release } from './release.ts'

const Own = z.object({ items: z.array(z.looseObject({ code: z.string(), title: z.string() })) })

/** What a body is told of itself: its own line of each release, as everybody sees it. */
function ownOf(release: Release, body: string) {
  const lines = release.tables.flatMap(({ key, title, graded, all, cuts }) => {
    const line = cuts.find(({ cut }) => cut === 'body')?.lines.find(({ part }) => part === body)
    return line && line.n !== null ? [{ key, title, graded, line, all: all.mean?.mean ?? null }] : []
  })
  const { code, title, opensOn, closesOn, publishedAt, note, totals } = release
  return {
    code,
    title,
    opensOn,
    closesOn,
    publishedAt,
    note,
    total: totals.find((one) => one.part === body)?.total ?? null,
    lines,
  }
}

export const ownResults = new Hono<AppEnv>().get(
  '/',
  describe('本单位的测评结果：公布过的，不足30份的没有', '满意度测评', Own, 200, [401, 403]),
  async (c) => {
    const body = askedBody(signedIn(c))
    if (body === null) throw new Refusal('not_yours')
    const codes = await c.var.deps.store.read
      .selectDistinct({ code: surveyReleases.survey })
      .from(surveyReleases)
      .orderBy(sql`survey desc`)
      .limit(20)
    const all = await Promise.all(codes.map(({ code }) => lastRelease(c.var.deps, readCode(code) ?? code)))
    return c.json({ items: all.flatMap((one) => (one ? [ownOf(one, body)] : [])) })
  },
)
