import type { Department } from '../../content/kinds/department.ts'
import type { Store } from '../../db/open.ts'
import { dayEnd } from '../publication/force.ts'
import { register, rowsOf } from '../publication/register.ts'
import { fold } from '../publication/terms.ts'
import { today } from './deadline.ts'
import { isReportable } from './routing.ts'
import type { Rulebook } from './rulebook.ts'

export interface Suggested {
  departments: { code: string; name: string; confidence: number; because: string }[]
  matters: { code: string; title: string }[]
  /** One body is clearly meant. Anything else goes to a person. */
  certain: boolean
}

/** Below this, or with another body close behind, nothing is certain. */
const CERTAIN = 0.75
const AHEAD = 0.3
const MOST = 5

/** How much each thing says: that a body is named, by what people call it, by its trade, by what it deals with, by a matter of its own. */
const WEIGHT = { name: 0.9, alias: 0.8, trade: 0.4, field: 0.25, matter: 0.3 }

/** Which body an account is about, from what is published: names, what people call them, duties, matters, townships. */
export async function suggest(
  store: Store,
  book: Rulebook,
  { account, place }: { account: string; place?: string | undefined },
  now: Date,
): Promise<Suggested> {
  const text = fold(account)
  const [matters, aliases] = await Promise.all([mattersLike(store, text, now), aliasesOf(store, now)])
  const found = new Map<string, { doubt: number; because: string[] }>()
  const say = (code: string, weight: number, because: string) => {
    const one = found.get(code) ?? { doubt: 1, because: [] }
    found.set(code, { doubt: one.doubt * (1 - weight), because: [...one.because, because] })
  }
  for (const body of book.departments.values()) {
    if (!isReportable(body.type)) continue
    const called = calledIn(text, body, aliases)
    if (called) say(body.code, called.weight, `经过里写到“${called.word}”`)
    const fields = fieldsIn(text, body)
    for (const field of fields.slice(0, 2)) say(body.code, WEIGHT.field, `像是“${field}”方面的事，归它管`)
  }
  const town = townOf(book, account, place)
  for (const { code, title, department, townships } of matters.slice(0, 3)) {
    say(department, WEIGHT.matter, `和它的执法事项“${title}”相近`)
    if (town && townships.includes(town.code))
      say(town.code, WEIGHT.matter, `“${title}”在${town.short}由它执法（${code}）`)
  }
  const departments = [...found]
    .flatMap(([code, { doubt, because }]) => {
      const body = book.departments.get(code)
      const confidence = Math.round(Math.min(0.95, 1 - doubt) * 100) / 100
      return body ? [{ code, name: body.name, confidence, because: [...new Set(because)].join('；') }] : []
    })
    .sort((a, b) => b.confidence - a.confidence || (a.code < b.code ? -1 : 1))
    .slice(0, MOST)
  const [first, second] = departments
  const certain =
    first !== undefined && first.confidence >= CERTAIN && first.confidence - (second?.confidence ?? 0) >= AHEAD
  return { departments, matters: matters.slice(0, MOST).map(({ code, title }) => ({ code, title })), certain }
}

/** 不是城管 names the body and says that it is not meant; 市政府对面 names a place. */
const DENIED = /(?:不是|并非|不归|不属于)$/
const PLACE = /^的?(?:对面|门口|旁|附近|隔壁|后面|前面|大院|广场|家属院|宿舍|电话|网站|复议)/

function calledIn(text: string, body: Department, aliases: ReadonlyMap<string, string[]>) {
  const names = body.type === 'township' ? [] : namesOf(body)
  const named = [...names, ...officesOf(body)].find((name) => says(text, name))
  // Everybody's address and every decision has the city's government in it.
  if (named) return { word: named, weight: body.type === 'government' ? WEIGHT.trade : WEIGHT.name }
  const called = [...aliases].find(([word, means]) => means.some((m) => names.some((n) => n === m)) && says(text, word))
  if (called) return { word: called[0], weight: WEIGHT.alias }
  const trade = tradeIn(text, names)
  return trade === undefined ? undefined : { word: trade, weight: WEIGHT.trade }
}

function says(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const after = text.slice(at + word.length, at + word.length + 5)
    if (!DENIED.test(text.slice(Math.max(0, at - 3), at)) && !PLACE.test(after)) return true
  }
  return false
}

/** How names begin that say nothing of what the body does. */
const BLAND = new Set(['行政', '综合', '自然', '人力', '市场', '市人', '街道'])

/** 消防来看, 卫生的说: people say the trade and mean the body. */
function tradeIn(text: string, names: readonly string[]): string | undefined {
  const trades = new Set(names.map((n) => n.slice(0, 2)).filter((t) => !BLAND.has(t)))
  return [...trades].find((trade) => new RegExp(`${trade}(?:局|所|队|站|的|来|人|同志|部门|看|说)`).test(text))
}

/** The name, the short name, and both without the city's: people leave it out. */
const namesOf = ({ name, short }: Department): string[] => {
  const parts = name.split(/[（）]/).filter((p) => p !== '')
  const bare = [...parts, short].flatMap((n) => [n, n.replace(/^(?:澄河|岱东)?市(?=..)/, '')])
  return [...new Set(bare.map(fold))].filter((n) => n.length > 2)
}

/** A township's name is mostly a place; the body is meant where its office is named. */
const officesOf = ({ type, short, name }: Department): string[] => {
  if (type !== 'township') return []
  const plain = fold(short)
  return [
    fold(name),
    ...['办事处', '政府', '人民政府', '综合执法', '执法', '的执法', '办的人', '干部', '的人', '工作人员'].map(
      (o) => plain + o,
    ),
  ]
}

/** Words that many bodies share say nothing. */
const VAGUE = /监督|管理|执法|公共|建筑$/

function fieldsIn(text: string, body: Department): string[] {
  return body.fields.filter((field) => {
    const plain = fold(field)
    return plain.length > 1 && !VAGUE.test(plain) && text.includes(plain)
  })
}

const townOf = (book: Rulebook, account: string, place: string | undefined): Department | undefined => {
  const given = place === undefined ? undefined : book.departments.get(place)
  if (given?.type === 'township') return given
  const said = `${account}\n${place ?? ''}`
  return [...book.departments.values()].find((d) => d.type === 'township' && said.includes(d.short))
}

/** What people say → what the texts say, from the published synonyms. */
async function aliasesOf(store: Store, now: Date): Promise<ReadonlyMap<string, string[]>> {
  const book = await register(store)
  const on = today(now)
  const rows = await rowsOf(
    store,
    book.inForce('synonym', on, dayEnd(on)).filter((k) => !k.cancelled),
  )
  return new Map(
    rows.flatMap(({ data }) =>
      (data.words as string[]).filter((w) => w.length > 1).map((w) => [fold(w), (data.means as string[]).map(fold)]),
    ),
  )
}

interface Like {
  code: string
  title: string
  department: string
  townships: readonly string[]
}

const LONGEST = 300
const MOST_STEPS = 80
/** Of every second matter: a step that is everywhere finds nothing. */
const COMMON = new Set([...'对的处罚检查行政执法人员我们他说没有一个不是什么'].map((s) => s))
const stepsOf = (text: string): string[] => {
  const letters = [...text]
  const steps = letters.slice(0, -1).map((letter, i) => `${letter}${letters[i + 1]}`)
  return [...new Set(steps)].filter((s) => ![...s].every((letter) => COMMON.has(letter)))
}

/** Matters whose title and plain words share the most with the account; the ranking is the search thread's work. */
async function mattersLike(store: Store, text: string, now: Date): Promise<Like[]> {
  const said = stepsOf(text.slice(0, LONGEST)).slice(0, MOST_STEPS)
  if (said.length === 0) return []
  const match = `{title body} : (${said.map((s) => `"${s}"`).join(' OR ')})`
  const sql =
    'select rowid as id from publication_terms where publication_terms match ? order by bm25(publication_terms, 0, 5, 0, 1, 0) limit 200'
  const [rows, book] = await Promise.all([store.search.rows<{ id: number }>({ sql, args: [match] }), register(store)])
  const on = today(now)
  const inForce = book.inForceById(on, dayEnd(on))
  const heard = new Set(said)
  return rows.flatMap(({ id }) => {
    const known = inForce[id] ? book.byId(id) : undefined
    if (known?.kind !== 'matter' || known.cancelled) return []
    const { title, department, townships } = known.summary
    const own = stepsOf(fold(title.replace(/^对|的(?:行政)?(?:处罚|检查|强制|许可)$/g, '')))
    const shared = own.filter((s) => heard.has(s)).length
    if (shared < 2 && shared * 3 < own.length) return []
    return [
      { code: known.code, title, department: String(department), townships: (townships as string[] | undefined) ?? [] },
    ]
  })
}
