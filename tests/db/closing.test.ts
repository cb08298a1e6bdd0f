import { expect, test } from 'vitest'
import { ends, scripts, tunablesOf } from '../bench/closing.ts'

/**
 * libSQL closes every connection twice (libsql#2251), the second time in memory already given back. Another thread may
 * have got it meanwhile: then the process falls. With room for all in each thread's own cache nobody else gets it. That
 * it falls without takes luck with the processors: `npm run bench -- closing` shows it.
 */
const tunables = tunablesOf(scripts().start)

test.each(['start', 'dev', 'content', 'test', 'bench'])('%s opens databases with the setting', (name) => {
  expect(tunables).toMatch(/^glibc\.malloc\.tcache_count=\d{5}$/)
  expect(tunablesOf(scripts()[name])).toBe(tunables)
})
test('connections closed by many threads at once do not end the process', async () => {
  expect(await ends(tunables ?? '', 6)).toBe(0)
})
