import { readContent } from '../content/load.ts'
import { ContentError } from '../content/problem.ts'
import { writeContent } from '../content/write.ts'
import { StoreError } from '../db/connection.ts'
import { openStore } from '../db/open.ts'
import { EnvError, readEnv } from './env.ts'
import { publishedState } from './publication/export.ts'
import { loadContent } from './publication/load.ts'
import { dropStaged, settle } from './publication/settling.ts'

const USAGE = '用法：npm run content -- check|import|export [文件夹]'

/** `npm run content`: checks a folder, publishes what it says and the database does not, or writes the published state back. */
async function main([command, folder]: string[]): Promise<string> {
  const env = readEnv(process.env)
  const dir = folder ?? env.contentDir
  // The founding folder has comments that an export cannot know; it is never written over by default.
  if (command === 'export' && !folder) throw new EnvError('请写明导出到哪个文件夹：npm run content -- export 文件夹')
  if (command === 'check') {
    const { publications, people, samples } = readContent(dir)
    return `内容没有问题：${publications.length}条发布内容，${people.length}个演示账号，${samples.length}件示例办件`
  }
  if (command !== 'import' && command !== 'export') throw new EnvError(USAGE)
  // Read first: a broken folder is refused before the database is touched.
  const content = command === 'import' ? readContent(dir) : undefined
  const store = await openStore(env.database)
  try {
    // What a server left in the middle is finished or thrown away first; the lock says that none is running.
    if (env.database.url.startsWith('file:')) await dropStaged(store)
    await settle(store, new Date())
    if (!content) {
      const publications = await publishedState(store)
      writeContent(dir, publications)
      return `已写出${publications.length}条发布内容到 ${dir}`
    }
    const { published, unchanged } = await loadContent(store, content, new Date())
    return `已发布${published}条，${unchanged}条没有变化`
  } finally {
    await store.close()
  }
}

try {
  console.log(await main(process.argv.slice(2)))
} catch (error) {
  const plain = error instanceof EnvError || error instanceof StoreError || error instanceof ContentError
  console.error(plain ? error.message : error)
  process.exit(1)
}
