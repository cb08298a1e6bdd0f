import { describe, expect, test } from 'vitest'
import { TOO_MANY_ROWS } from '../../api/workbook/guard.ts'
import { readInThread } from '../../api/workbook/thread.ts'
import { csv, SYNONYM, synonym, workbook } from './made.ts'

const table = (n: number) => [SYNONYM, ...Array.from({ length: n }, (_, i) => synonym(i))]
const nobody = () => {}

describe('reading in a thread', () => {
  test('tells how far it is and brings every record', async () => {
    const told: number[] = []
    const bytes = await workbook({ 表: table(1000) })
    const { records, problems, rows } = await readInThread(bytes, '表.xlsx', 'synonym', {}, (done) => told.push(done))
    expect(problems).toEqual([])
    expect(rows).toBe(1000)
    expect(records.map((r) => r.data.code)).toEqual(
      table(1000)
        .slice(1)
        .map(([code]) => code),
    )
    expect(told).toEqual([0, 200, 400, 600, 800, 1000])
  })

  test('knows what may be referred to', async () => {
    const heads = [
      '人员编码',
      '姓名',
      '单位',
      '职务',
      '证号',
      '证件类型',
      '执法类别',
      '执法区域',
      '发证机关',
      '有效期起',
      '有效期止',
      '状态',
      '生效日期',
    ]
    const row = (body: string) => [
      'RY-0A1B2C3D',
      '某某',
      body,
      '科员',
      '37150100000001',
      '行政执法证',
      '甲',
      '全市',
      '省政府',
      '2026-01-01',
      '2029-01-01',
      '有效',
      '2026-01-01',
    ]
    const context = { department: [['SCJG', '市场监管局']] as const }
    const read = (body: string) => readInThread(csv([heads, row(body)]), '表.csv', 'officer', context, nobody)
    expect((await read('市场监管局')).records[0]!.data.department).toBe('SCJG')
    expect((await read('别的局')).problems).toMatchObject([{ row: 2, column: 'C 单位' }])
  })

  test('a hundred thousand rows are refused at once', async () => {
    const bytes = await workbook({ 表: table(100_000) })
    const begun = performance.now()
    const { problems } = await readInThread(bytes, '表.xlsx', 'synonym', {}, nobody)
    expect(problems.map((p) => p.message)).toEqual([TOO_MANY_ROWS])
    expect(performance.now() - begun).toBeLessThan(5000)
  })

  test('a workbook that exhausts the heap takes only its thread along', async () => {
    const bytes = csv(table(40_000))
    const { problems } = await readInThread(bytes, '表.csv', 'synonym', {}, nobody, undefined, { heap: 24 })
    expect(problems.map((p) => p.message)).toEqual([
      '表格太大，内存放不下，没有读取。请删掉多余的列和空行，或分成几个文件，一次导入一个',
    ])
    expect((await readInThread(bytes, '表.csv', 'synonym', {}, nobody)).records).toHaveLength(40_000)
  })

  test('too long is too long', async () => {
    const { problems } = await readInThread(csv(table(9000)), '表.csv', 'synonym', {}, nobody, undefined, { time: 5 })
    expect(problems.map((p) => p.message)).toEqual(['读取超过 60 秒，已经停止。请分成几个文件，一次导入一个'])
  })

  test('whoever gives up is not kept waiting', async () => {
    const stop = new AbortController()
    const reading = readInThread(csv(table(40_000)), '表.csv', 'synonym', {}, () => stop.abort(), stop.signal)
    await expect(reading).rejects.toThrow(/abort/i)
    await expect(readInThread(csv(table(1)), '表.csv', 'synonym', {}, nobody, stop.signal)).rejects.toThrow(/abort/i)
  })

  test('the main thread goes on meanwhile', async () => {
    const bytes = await workbook({ 表: table(10_000) })
    /** How long this thread works between two turns; what else the machine does is not its fault. */
    let [longest, last] = [0, process.threadCpuUsage()]
    const timer = setInterval(() => {
      const { user, system } = process.threadCpuUsage(last)
      longest = Math.max(longest, (user + system) / 1000)
      last = process.threadCpuUsage()
    }, 5)
    await readInThread(bytes, '表.xlsx', 'synonym', {}, nobody)
    clearInterval(timer)
    expect(longest).toBeLessThan(250)
  })
})
