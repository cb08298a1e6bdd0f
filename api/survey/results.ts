import { type Context, Hono } from 'hono'
import { stream } from 'hono/streaming'
import * as z from 'zod'
import { describe } from '../answer.ts'
import type { AppEnv } from '../context.ts'
import { source } from '../door.ts'
import { Refusal } from '../refusal.ts'
import { XLSX } from '../workbook/file.ts'
import { readCode } from './found.ts'
import { methodOf } from './method.ts'
import { lastRelease, type Release } from './release.ts'
import { csvOf, workbookOf } from './sheet.ts'

const Cell = z.object({ option: z.string(), label: z.string(), n: z.int().nullable() })
const Line = z.looseObject({
  part: z.string(),
  label: z.string(),
  n: z.int().nullable(),
  answered: z.int().nullable(),
  cells: z.array(Cell),
})
export const Results = z
  .looseObject({
    code: z.string(),
    title: z.string(),
    total: z.number().nullable(),
    tables: z.array(
      z.looseObject({
        key: z.string(),
        title: z.string(),
        all: Line,
        cuts: z.array(z.object({ cut: z.string(), title: z.string(), lines: z.array(Line) })),
      }),
    ),
    method: z.string(),
    how: z.array(z.string()),
  })
  .meta({ ref: 'SurveyResults' })

const TAG = '测评'

/** What was published of it; before, there is nothing for anybody. */
async function published(c: Context<AppEnv>): Promise<Release> {
  const code = readCode(c.req.param('code') ?? '')
  const found = code && (await lastRelease(c.var.deps, code))
  if (!found) throw new Refusal('not_found')
  return found
}

const fetched = (c: Context<AppEnv>) =>
  c.var.deps.limits.spend('export', source(c), c.var.now.getTime(), async () => undefined)

/** Results as everybody may have them: releases, and nothing else. */
export const surveyResults = new Hono<AppEnv>()
  .get('/:code/results', describe('公布的测评结果', TAG, Results, 200, [404]), async (c) => {
    const found = await published(c)
    return c.json({ ...found, how: methodOf(found) })
  })
  .get('/:code/results.csv', describe('公布的测评结果（CSV）', TAG, 'text/csv', 200, [404, 429]), async (c) => {
    const found = await published(c)
    await fetched(c)
    c.header('content-type', 'text/csv; charset=utf-8')
    c.header('content-disposition', `attachment; filename="${found.code}.csv"`)
    return c.body(csvOf(found))
  })
  .get('/:code/results.xlsx', describe('公布的测评结果（XLSX）', TAG, XLSX, 200, [404, 429]), async (c) => {
    const found = await published(c)
    await fetched(c)
    c.header('content-type', XLSX)
    c.header('content-disposition', `attachment; filename="${found.code}.xlsx"`)
    return stream(c, async (out) => {
      for await (const piece of workbookOf(found, methodOf(found))) await out.write(piece)
    })
  })
