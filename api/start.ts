import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { and, eq, notInArray } from 'drizzle-orm'
import { type Content, readContent } from '../content/load.ts'
import { openStore, type Store } from '../db/open.ts'
import { insert } from '../db/row.ts'
import {
  cases,
  codes,
  contacts,
  directives,
  duties,
  facts,
  leads,
  people,
  supervisors,
  surveys,
  visits,
} from '../db/schema.ts'
import { play } from './case/play.ts'
import { COMES_WITH } from './code/code.ts'
import { playCodes } from './code/play.ts'
import { playContacts } from './contact/play.ts'
import { playDirectives } from './directive/play.ts'
import { playDuties } from './duty/play.ts'
import { type Env, EnvError } from './env.ts'
import { recoverImports } from './import/taking.ts'
import { playLeads } from './lead/play.ts'
import { loadContent } from './publication/load.ts'
import { register } from './publication/register.ts'
import { bringIndexUpToDate, dropStaged, settle } from './publication/settling.ts'
import { Secrets } from './secrets.ts'
import { hashPassword, passwordIs } from './staff/password.ts'
import { addPeople, firstAdministrator, hasAdministrator } from './staff/people.ts'
import { playSupervisors } from './supervisor/play.ts'
import { playSurveys } from './survey/play.ts'
import { playVisits } from './visit/play.ts'

interface Started {
  store: Store
  secrets: Secrets
  demo: boolean
  /** Lines for the operator, each once. */
  say: string[]
}

/** Opens the database, settles whether this is a demonstration, and fills an empty database from `content/`. */
export async function start(env: Env, now: Date): Promise<Started> {
  mkdirSync(env.dataDir, { recursive: true, mode: 0o700 })
  const store = await openStore(env.database)
  try {
    const demo = await settleDemo(env, store)
    const secrets = new Secrets(env.secretKey ?? demoSecret(env, demo))
    await checkKey(store, secrets)
    await dropStaged(store)
    await recoverImports(store)
    await bringIndexUpToDate(store)
    await settle(store, now)
    const say = await fill(env, store, secrets, demo, now)
    await register(store)
    return { store, secrets, demo, say }
  } catch (error) {
    await store.close()
    throw error
  }
}

const factOf = async (store: Store, key: string) =>
  (await store.read.select().from(facts).where(eq(facts.key, key)).get())?.value

/** A demonstration database can never become a real one, nor the other way round (rulings.md 29). */
async function settleDemo(env: Env, store: Store): Promise<boolean> {
  const known = await factOf(store, 'demo')
  const local = env.database.url.startsWith('file:')
  const wanted = env.demo ?? known ?? (local ? 'on' : undefined)
  if (wanted === undefined) throw new EnvError('数据库在服务器上，请明确写 DEMO=on 或 DEMO=off。')
  if (known && known !== wanted)
    throw new EnvError(
      known === 'on'
        ? '这是演示数据库，不能改作正式使用。请换一个空的数据目录。'
        : '这是正式数据库，不能当演示库打开。',
    )
  if (!known) await store.writes.commit([insert(facts, { key: 'demo', value: wanted })])
  return wanted === 'on'
}

/** A demonstration makes its own key once; a real deployment is given one. */
function demoSecret(env: Env, demo: boolean): string {
  if (!demo) throw new EnvError('正式使用必须由运维人员给出密钥（SECRET_KEY 或 SECRET_KEY_FILE）。')
  const file = join(env.dataDir, 'demo.key')
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
    chmodSync(file, 0o600)
  }
  return readFileSync(file, 'utf8').trim()
}

/** The wrong key would look like a vault that cannot be opened, one case at a time; better to say it at once. */
async function checkKey(store: Store, secrets: Secrets) {
  const known = await factOf(store, 'key')
  if (!known) await store.writes.commit([insert(facts, { key: 'key', value: secrets.digest('seal', 'this database') })])
  else if (!secrets.matches('seal', 'this database', known))
    throw new EnvError('密钥和这个数据库不相配：封存的身份打不开，查询码也对不上。请用原来的密钥。')
}

/** Fills an empty database from `content/`; a first start that was cut off is finished, not repeated. */
async function fill(env: Env, store: Store, secrets: Secrets, demo: boolean, now: Date): Promise<string[]> {
  const say: string[] = []
  if ((await factOf(store, 'filled')) === undefined) {
    const content = readContent(env.contentDir)
    say.push(`已载入内容：${(await loadContent(store, content, now, { allAlong: demo })).published}条`)
    if (demo) {
      const played = await store.read.$count(cases)
      const samples = content.samples.slice(played)
      say.push(`已演练示例办件：${await play({ store, secrets }, content.people, samples, now)}件`)
      const rest = content.directives.slice(await store.read.$count(directives))
      say.push(`已演练示例文书：${await playDirectives({ store, secrets }, content.people, rest, now)}份`)
      say.push(...(await demoAccounts(env, store, content.people, now)))
      const open = content.surveys.slice(await store.read.$count(surveys))
      say.push(`已开始示例测评：${await playSurveys({ store, secrets }, content.people, open, now)}次`)
      const planned = content.visits.slice(await store.read.$count(visits))
      say.push(`已演练示例检查：${await playVisits({ store, secrets }, content.people, planned, now)}次`)
      const chosen = content.supervisors.slice(await store.read.$count(supervisors))
      say.push(`已演练示例监督员：${await playSupervisors({ store, secrets }, content.people, chosen, now)}人`)
      const tasks = content.duties.slice(await store.read.$count(duties))
      say.push(`已演练示例履职任务：${await playDuties({ store, secrets }, content.people, tasks, now)}项`)
      const sent = content.leads.slice(await store.read.$count(leads))
      say.push(`已演练示例线索：${await playLeads({ store, secrets }, content.people, sent, now)}件`)
      // The codes of inspections and of supervisors came with those.
      const unissued = content.labels.slice(
        await store.read.$count(codes, and(eq(codes.version, 1), notInArray(codes.type, [...COMES_WITH]))),
      )
      say.push(`已签发示例监督码：${await playCodes({ store, secrets }, content.people, unissued, now)}个`)
      const points = content.contacts.slice(await store.read.$count(contacts))
      say.push(`已设立示例企业联系点：${await playContacts({ store, secrets }, content.people, points, now)}个`)
    }
    await store.writes.commit([insert(facts, { key: 'filled', value: now.toISOString() })])
  } else if (demo) say.push(...(await demoAccounts(env, store, [], now)))
  if (!demo && !(await hasAdministrator(store)))
    say.push(await firstAdministrator({ store, secrets }, now, env.publicUrl ?? `http://localhost:${env.port}`))
  return say
}

/** The accounts everybody may try. A password the operator gives holds from this start on; else one is made, once. */
async function demoAccounts(env: Env, store: Store, team: Content['people'], now: Date): Promise<string[]> {
  const known = await store.read.select({ login: people.login, password: people.password }).from(people)
  const logins = known.length ? known.map((p) => p.login) : team.map((p) => p.login)
  const say = [`演示账号：${logins.join(' ')}`]
  const made = randomBytes(9).toString('base64url')
  const password = env.demoPassword ?? (known.length ? undefined : made)
  if (password === undefined) return [...say, '演示密码：第一次启动时显示过；用 DEMO_PASSWORD 可以另设']
  if (!(await passwordIs(password, known.find((p) => p.login === 'admin')?.password))) {
    const hash = await hashPassword(password)
    const staff = team.map((p) => ({ ...p, department: p.department ?? '' }))
    await addPeople(store, staff, hash, now)
    if (known.length) await store.writes.commit([{ sql: 'update people set password = ?', args: [hash] }])
  }
  return [...say, `演示密码：${env.demoPassword ? '即 DEMO_PASSWORD 的值' : `${made}（只显示这一次）`}`]
}
