import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MOST_GROUPED } from '../../api/special/special.ts'
import { moving } from '../support/canary.ts'
import { render } from '../support/render.ts'
import { colleagues } from '../support/team.ts'
import { makeWorld, type World } from '../support/world.ts'
import { specials } from './made.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld({ render })
  await colleagues(w)
})
afterAll(() => w.close())
const cases = moving(() => w)
const { opened, put, arrived } = specials(() => w)

describe('how many cases one holds', () => {
  test('is bounded, counted over what may be read, and said', async () => {
    const id = await opened()
    const [first, second, third] = await arrived(3)
    const fill = (from: number, to: number, blind: boolean) =>
      w.deps.store.writes.commit([
        {
          sql: `insert into cases select 'X' || printf('%06d', i) ${COLUMNS} from cases, generate where no = ?`.replace(
            'insert into',
            `with recursive generate(i) as (select ${from} union all select i + 1 from generate where i < ${to - 1}) insert into`,
          ),
          args: [first!.no],
        },
        {
          sql: "insert into case_links (no, main, kind) select no, ?, 'grouped' from cases where no between ? and ?",
          args: [id, `X${String(from).padStart(6, '0')}`, `X${String(to - 1).padStart(6, '0')}`],
        },
        ...(blind
          ? [
              {
                sql: "insert into case_blind (no, department) select no, '@assign' from cases where no >= 'X'",
                args: [],
              },
            ]
          : []),
      ])
    // Ten nobody tells them of do not count.
    const COLUMNS = await columns()
    await fill(0, 10, true)
    await fill(10, MOST_GROUPED + 8, false)
    expect(await (await put('assign', id, [first!.no])).json()).toEqual({ done: 1 })
    const full = await put('assign', id, [second!.no, third!.no])
    expect(full.status).toBe(422)
    expect(await full.text()).toContain(`最多列入${MOST_GROUPED}件，这个已经列入${MOST_GROUPED - 1}件，还能列入1件`)
    expect((await cases.step('assign', second!.no, 'group', { special: id })).status).toBe(200)
    const last = await cases.step('assign', third!.no, 'group', { special: id })
    expect([last.status, await last.text()]).toEqual([422, expect.stringContaining('不能再列入')])
    // What is in it already is not counted twice.
    expect(await (await put('assign', id, [second!.no])).json()).toEqual({ done: 0 })
    await w.deps.store.writes.commit(["delete from cases where no >= 'X'", "delete from case_links where no >= 'X'"])
  })
  const columns = async () => {
    const all = await w.deps.store.heavy.rows<{ name: string }>("select name from pragma_table_info('cases')")
    return all.map(({ name }) => (name === 'no' ? '' : `, cases."${name}"`)).join('')
  }
})
