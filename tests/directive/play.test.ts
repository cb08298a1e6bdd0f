import { expect, test } from 'vitest'
import { play } from '../../api/case/play.ts'
import { playDirectives } from '../../api/directive/play.ts'
import { readContent } from '../../content/load.ts'
import { asking } from '../support/ask.ts'
import { world } from '../support/world.ts'

const { people, samples, directives } = readContent('content')
const gists = new Set(directives.flatMap((d) => d.cases ?? []))
const needed = samples.filter((s) => gists.has(s.gist))

/** Ordinary mornings, after the longest holidays, and at the turn of a year. */
test.each(['2026-06-15', '2026-02-26', '2026-10-10', '2027-01-04', '2026-05-06'])(
  'a first start on %s plays every sample document to where it should stand',
  async (day) => {
    // Published as if it had always been there, as at a first start.
    const w = await world({ now: '2020-01-01T00:00:00+08:00' })
    w.at(`${day}T10:00:00+08:00`)
    await play(w.deps, people, needed, w.deps.now())
    expect(await playDirectives(w.deps, people, directives, w.deps.now())).toBe(directives.length)
    const rows = await w.deps.store.heavy.rows<{ subject: string; status: string; shown: string; cases: number }>(
      'select subject, status, shown, (select count(*) from directive_cases c where c.directive = d.id) as cases from directives d',
    )
    const stands = Object.fromEntries(rows.map((r) => [r.subject, `${r.status} ${r.shown} ${r.cases}`]))
    expect(stands).toEqual({
      规范扣押物品的手续和保管: 'closed published 1',
      公开并统一占道经营的罚款标准: 'served no 0',
      纠正占道经营罚款畸高问题: 'served proposed 0',
      查封时逐件列明范围和清单: 'review no 0',
    })
    const zfj = (await (await asking(w, 'zfj')('/api/desk/directives')).json()) as { total: number }
    expect(zfj.total).toBe(2)
  },
)
