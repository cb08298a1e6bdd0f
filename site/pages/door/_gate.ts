import { type Answered, type Result, readBatch } from './_answer.ts'
import type { Verdict } from './_decide.ts'
import type { Keep, Shelf } from './_keep.ts'
import { type Counts, type List, type Owed, since, type Told } from './_list.ts'
import type { Ask, Device, Situation } from './_situation.ts'
import { lawful, namesUntil, untilOf } from './_until.ts'

const AT_ONCE = 200
/** So long somebody at the door waits for the server, then this door answers by itself. */
const PATIENCE = 1_500
const FIRST_PAUSE = 2_000
const LONGEST_PAUSE = 60_000
const DAY = 86_400_000
const ENDED = [401, 410]

/** The door as a telephone has it: what is known, what was done, what is still to be told. */
export function gate(keep: Keep, ask: Ask, device: Device, changed: (situation: Situation) => void) {
  let now: Situation = { at: 'starting', line: true, stays: false, words: '', lost: 0, owed: [], odd: [] }
  const set = (more: Partial<Situation>) => {
    now = { ...now, ...more }
    changed(now)
  }
  /** Who stands at the door for an answer; without one, what this door said counts. */
  const waiting = new Map<string, (answer?: Answered) => void>()
  let pause = FIRST_PAUSE
  let size = AT_ONCE
  let retry: ReturnType<typeof setTimeout> | undefined
  let end: ReturnType<typeof setTimeout> | undefined
  let sending: Promise<void> | undefined

  /** The server’s time, as far as this clock can tell. */
  const clock = () => device.now() + (now.kept?.skew ?? 0)

  const reached = async (path: string, body?: object) => {
    try {
      const answer = await ask(path, body)
      if (!now.line) set({ line: true })
      return answer
    } catch {
      if (now.line) set({ line: false })
      return undefined
    }
  }

  /** The day ends by itself, whether or not anybody presses anything. */
  function watch() {
    clearTimeout(end)
    const { kept } = now
    if (!kept) return
    const next = device.now() < namesUntil(kept) ? namesUntil(kept) : untilOf(kept)
    end = setTimeout(() => void over().then(watch), Math.min(next - device.now(), DAY))
  }

  /** Everything goes: list, page, and where somebody leaves or the day is over also what is owed. */
  async function clear(words: string) {
    clearTimeout(retry)
    clearTimeout(end)
    await keep.empty()
    await device.forget()
    now = { at: 'pair', line: now.line, stays: false, words, lost: now.lost, owed: [], odd: [] }
    changed(now)
  }

  /** Not a door any more: names go at once; what could not be told waits a day for another pairing, and is named. */
  async function shut() {
    const { owed } = now
    if (owed.length === 0) return clear('这部手机的配对已经失效。还要用的，请到工作台重新要一个配对码。')
    await keep.shut(device.now())
    await device.forget()
    const { kept: _, ...rest } = now
    now = {
      ...rest,
      at: 'pair',
      stays: false,
      odd: [],
      ended: device.now(),
      words: '这部手机的配对已经失效，名单已经删掉。',
    }
    changed(now)
  }

  async function lose(n: number) {
    if (n === 0) return
    await device.lose(n)
    set({ lost: now.lost + n })
  }

  /** True where nothing may be kept any longer. */
  async function over(): Promise<boolean> {
    const { kept, ended, owed } = now
    if (kept && device.now() >= untilOf(kept)) {
      await lose(owed.length)
      await clear('活动已经结束，名单和记录都从这部手机上删掉了。')
      return true
    }
    if (kept && lawful(kept, device.now()) !== kept && kept.list.list.some(({ name }) => name))
      await keepAs(lawful(kept, device.now()))
    if (ended === undefined || device.now() - ended < DAY) return false
    await lose(owed.length)
    await clear('配对失效超过一天，记录已经删掉。')
    return true
  }

  async function load(): Promise<boolean> {
    const asked = device.now()
    const answer = await reached('/api/door')
    if (answer && ENDED.includes(answer.status)) await (now.kept ? shut() : set({ at: 'pair' }))
    if (answer?.status !== 200) return false
    const list = answer.json as List
    const skew = Date.parse(list.now) - (asked + device.now()) / 2
    const session = now.kept?.session ?? (list.sessions.length === 1 ? list.sessions[0]?.id : undefined)
    const kept = lawful({ ...now.kept, list, skew, ...(session && { session }) }, device.now())
    await keep.put(kept)
    await device.stay(untilOf(kept))
    const { ended: _, ...before } = now
    now = { ...before, at: 'door', words: '', kept }
    changed(now)
    watch()
    void rest()
    return true
  }

  /** Says that the page opens without a line once it does, and not before. */
  async function rest() {
    if (now.stays || now.at !== 'door') return
    const stays = await device.stays()
    if (stays && now.at === 'door') set({ stays })
  }

  /** Looks whether anything has changed elsewhere; the list is fetched only then. */
  async function look() {
    if (now.at !== 'door' || (await over())) return
    void rest()
    const answer = await reached('/api/door/live')
    if (answer && ENDED.includes(answer.status)) return shut()
    if (answer?.status !== 200 || !now.kept) return
    const { n, counts } = answer.json as { n: number; counts: Counts }
    const { kept } = now
    // What was counted before the answer to an act would count it twice.
    if (now.owed.length === 0) await keepAs({ ...kept, list: { ...kept.list, counts } })
    if (n !== kept.list.n) await load()
    await send()
  }

  async function keepAs(kept: NonNullable<Shelf['kept']>) {
    set({ kept })
    await keep.put(kept)
  }

  const send = () => {
    sending ??= sendAll().finally(() => {
      sending = undefined
    })
    return sending
  }

  async function sendAll() {
    clearTimeout(retry)
    for (;;) {
      const { kept } = now
      const batch = now.owed.filter(({ event }) => event === kept?.list.event.code).slice(0, size)
      if (!kept || batch.length === 0) return
      const acts = batch.map(({ n: _n, event: _e, outcome: _o, ...act }) => act)
      const answer = await reached('/api/door/acts', { acts })
      if (answer && ENDED.includes(answer.status)) return shut()
      const { results = [], counts } =
        answer?.status === 200 ? (answer.json as { results: Result[]; counts: Counts }) : {}
      if (results.length > 0) await judged(batch, results, counts)
      else if (answer && [400, 413, 422].includes(answer.status)) {
        // One of them the server cannot read: it must not keep the others waiting.
        if (size === 1) await judged(batch, [])
        size = 1
        continue
      } else {
        for (const go of [...waiting.values()]) go()
        retry = setTimeout(send, pause)
        pause = Math.min(pause * 2, LONGEST_PAUSE)
        return
      }
      pause = FIRST_PAUSE
      size = AT_ONCE
    }
  }

  async function judged(batch: readonly Owed[], results: readonly Result[], counted?: Counts) {
    const { heard, odd, good, answered } = readBatch(batch, results, (id) => waiting.has(id))
    for (const [id, answer] of answered) waiting.get(id)?.(answer)
    await keep.told(heard, odd)
    set({ owed: now.owed.filter(({ n }) => !heard.some((told) => told.n === n)), odd: [...now.odd, ...odd] })
    if (!now.kept) return
    const { list } = now.kept
    // Until the list is fetched anew.
    const patched = { ...list, list: since(list.list, good, list.door.label), counts: counted ?? list.counts }
    await keepAs({ ...now.kept, list: patched })
  }

  return {
    clock,
    send,
    look,
    over,
    /** The list anew; false without a line. */
    refresh: async () => now.line && (await load()),
    async start() {
      set({ ...(await keep.read()), lost: await device.lost() })
      if (await over()) return
      if (now.kept) set({ at: 'door' })
      watch()
      void rest()
      if (!(await load()) && now.at === 'starting') set({ at: 'pair' })
      await send()
    },
    /** A refusal’s words, or nothing when it went well. */
    async pair(code: string): Promise<string> {
      const answer = await reached('/api/door/pair', { code })
      if (!answer) return '没有网络。配对要联网一次，以后断网也能用。'
      const { title, fields } = answer.json as { title?: string; fields?: { message: string }[] }
      if (answer.status !== 200) return fields?.[0]?.message ?? title ?? '没有配对成功，请再试一次。'
      const { kept: _, ...rest } = now
      now = rest
      if (!(await load())) return '名单没有下载成功，请再按一次。'
      await send()
      return ''
    },
    choose: (session: string) => (now.kept ? keepAs({ ...now.kept, session }) : Promise.resolve()),
    /** On the device first, then to the server; whoever stands at the door waits a moment for its answer, no longer. */
    async act(told: Omit<Told, 'at'>, here: Verdict): Promise<Answered> {
      const { kept } = now
      if (!kept) return here
      const at = new Date(clock()).toISOString()
      const owed = await keep.owe({ ...told, at, event: kept.list.event.code, outcome: here.outcome })
      const answer = new Promise<Answered>((done) => {
        const slow = setTimeout(() => waiting.get(told.id)?.(), PATIENCE)
        waiting.set(told.id, (better = here) => {
          clearTimeout(slow)
          // Whatever is said later is said in the list of what to look at.
          waiting.delete(told.id)
          done(better)
        })
      })
      set({ owed: [...now.owed, owed] })
      void send()
      return answer
    },
    async looked(id: string) {
      await keep.looked(id)
      set({ odd: now.odd.filter((one) => one.id !== id) })
    },
    /** Somebody has read how many went untold. */
    async read() {
      await device.found()
      set({ lost: 0 })
    },
    async leave() {
      // The server’s answer makes the browser clear what it keeps: our own must be gone by then.
      await clear('已经离开。名单和记录都从这部手机上删掉了。')
      if (!(await reached('/api/door/leave', {})))
        set({ words: '名单和记录都删掉了。没有网络，配对还没有解除，请在工作台收回这个签到口。' })
    },
  }
}
