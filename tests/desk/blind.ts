import { createHash } from 'node:crypto'
import { PLURAL } from '../../api/publication/publication.ts'
import type { Actor } from '../../api/staff/actor.ts'
import { asking, json, LOGINS, person } from '../support/ask.ts'
import type { Bird } from '../support/bird.ts'
import type { Flock } from '../support/flock.ts'
import { needles, unpacked } from '../support/needles.ts'
import type { World } from '../support/world.ts'

/** Roles of the desk in a body it looks at, and a person without any role. */
const STRANGERS: Actor[] = [
  {
    login: 'zfj-desk',
    name: 'x',
    roles: ['intake', 'assign', 'handler', 'review', 'chief'],
    department: 'ZFJ',
    post: 'x',
  },
  { login: 'nobody', name: 'x', roles: [], department: 'SFJ', post: 'x' },
]

/** Everybody who may ask: nobody at all, everybody who works here, and people there are none of. */
export const ASKERS: (Actor | null)[] = [null, ...LOGINS.map(person), ...STRANGERS]
export const loginOf = (asker: Actor | null) => asker?.login ?? 'the public'

/** One of each office; who is like them reads what they read. */
export const BLIND = ASKERS.filter(
  (asker) =>
    !['assign', 'review', 'sealed2', 'publisher', 'supervisor2', 'contact1', 'zfj-desk', 'nobody'].includes(
      loginOf(asker),
    ),
)

/** Every route that is read, as `/path/:parameter`. */
export const routesOf = (w: World) =>
  [...new Set(w.app.routes.filter((r) => r.method === 'GET' && !r.path.includes('*')).map((r) => r.path))]
    // Probes of this process, counters and clocks, are for whoever runs it.
    .filter((path) => !['/metrics', '/healthz', '/readyz'].includes(path))
    .sort()

const CLASSES = ['text', 'identity', 'refused', 'attachment', 'access', 'notice']

/** The addresses of a route, with everything an attacker may know put in: numbers, ids, words. */
export function pathsOf(route: string, { of, enquiries, directives }: Pick<Flock, 'of' | 'enquiries' | 'directives'>) {
  const numbers = Object.values(of).map(({ no }) => no)
  const filled: Record<string, readonly string[]> = {
    no: numbers,
    id: route.includes('/enquiries') ? enquiries : route.includes('/directives') ? directives : ['x'],
    class: CLASSES,
    n: ['1'],
    m: ['1'],
    k: ['1'],
    login: ['handler', 'zfj'],
    kind: ['synonym'],
    code: ['SFJ'],
    file: ['synonym.csv'],
    mode: ['elder'],
    certificate: ['37998100001'],
  }
  const whole = [...route.matchAll(/:(\w+)(?:\{[^}]*\}(?:\})?)?/g)].reduce(
    (paths, [, name = '']) =>
      paths.flatMap((path) =>
        (filled[name] ?? ['x']).map((value) => path.replace(/:\w+(?:\{.*\})?/, encodeURIComponent(value))),
      ),
    [route],
  )
  return whole.flatMap((path) => [path, ...(QUERIES[route]?.map((query) => `${path}?${query}`) ?? [])])
}

const QUERIES: Record<string, readonly string[]> = {
  '/api/desk/cases': [
    'view=mine&limit=100',
    'view=all&limit=100',
    'view=ended&limit=100',
    'department=ZFJ',
    'lane=sealed',
  ],
  '/api/desk/enquiries': ['state=answered&limit=100', 'limit=1'],
  '/api/desk/directives': ['view=all&limit=100', 'q=%E9%9B%80'],
  '/api/desk/audit': ['what=case', 'what=step', 'page=2', 'what=asked', 'person=handler'],
  '/api/desk/retention/due/:class': ['realm=bureau', 'realm=superior', 'realm=sealed'],
}

/** Words looked for, and numbers asked by name, as a search takes them. */
const searches = ({ of, birds }: Flock) => [
  ...birds
    .filter(({ what }) => ['name', 'nickname', 'plate', 'shop', 'phone'].includes(what))
    .map(({ word }) => `/api/desk/cases?q=${encodeURIComponent(word)}`),
  ...Object.values(of).flatMap(({ no }) => [
    `/api/desk/cases?q=${no}`,
    `/api/desk/audit?no=${no}`,
    `/api/desk/directives?case=${no}`,
    `/api/desk/directives/proposal?template=WS-YJ-01&case=${no}`,
    `/api/desk/cases/${no}/suggestion`,
    `/api/search?q=${no}`,
  ]),
]

/** What somebody tries on a case that is not theirs; nothing of it may be taken or said. */
const attempts = (no: string): [path: string, body: unknown][] => [
  [`/api/desk/cases/${no}/steps`, { action: 'answer', n: 2, note: '已经处理完毕，请知悉。' }],
  [`/api/desk/cases/${no}/steps`, { action: 'unveil', n: 2, note: '想看看是谁说的。' }],
  [`/api/desk/cases/${no}/redaction`, {}],
  [`/api/desk/cases/${no}/attachments/1/original`, { why: '核对原件的内容' }],
  [`/api/desk/cases/${no}/attachments/1/redactions`, { boxes: [] }],
  ['/api/desk/retention/holds', { no, reason: '行政诉讼没有结束' }],
  [
    '/api/desk/directives',
    {
      template: 'WS-YJ-01',
      department: 'ZFJ',
      subject: '规范手续',
      facts: '近期手续不完整，需要核实。',
      basis: '条例第六条',
      demands: '逐项核查，补全手续。',
      cases: [no],
    },
  ],
]

interface Find {
  asker: string
  path: string
  bird: Bird
}

/** Looks for every bird in whatever somebody is answered; each distinct answer is looked through once. */
export function watch({ birds, own }: Pick<Flock, 'birds' | 'own'>) {
  const look = needles(birds.map(({ word }) => word))
  const by = new Map(birds.map((bird) => [bird.word, bird]))
  const seen = new Map<string, Set<string>>()
  const heard = new Map<string, Set<string>>()
  const words = (bytes: Buffer) => {
    const key = createHash('sha1').update(bytes).digest('base64')
    const known = seen.get(key) ?? look(bytes)
    seen.set(key, known)
    return known
  }
  const inAnswer = async (answer: Response) => {
    const head = Buffer.from(JSON.stringify([answer.status, ...answer.headers]))
    const body = Buffer.from(await answer.arrayBuffer())
    const parts = [head, ...unpacked(body, answer.headers.get('content-encoding'))]
    return new Set(parts.flatMap((part) => [...words(part)]))
  }
  return {
    /** Birds in bytes that belong to nobody in particular. */
    within: (bytes: Buffer): Bird[] => [...words(bytes)].flatMap((word) => by.get(word) ?? []),
    /** What an asker was told that was not for them; what they said themselves is no news. */
    async ask(w: World, asker: Actor | null, path: string, body?: unknown): Promise<Find[]> {
      const init = body === undefined ? {} : json('POST', body)
      const headers = { 'content-type': 'application/json', 'x-query-code': own.queryCode }
      const answer = await asking(w, asker)(path, { ...init, headers })
      const told = await inAnswer(answer)
      const login = loginOf(asker)
      heard.set(login, new Set([...(heard.get(login) ?? []), ...told]))
      const said = decodeURIComponent(path) + JSON.stringify(body ?? '')
      return [...told].flatMap((word) => {
        const bird = by.get(word)
        return bird && !bird.seers.includes(login) && !said.includes(word) ? [{ asker: login, path, bird }] : []
      })
    },
    /** Whether somebody was told a word, by whatever answer. */
    wasTold: (login: string, word: string) => heard.get(login)?.has(word) ?? false,
  }
}
export type Watch = ReturnType<typeof watch>

/** All that somebody can read and try. What is published is the same for all: the public and one body read it. */
export async function sweep(w: World, flock: Flock, { ask }: Watch, asker: Actor | null): Promise<Find[]> {
  const reads = routesOf(w).filter((route) => !isPublished(route) || ['zfj', 'the public'].includes(loginOf(asker)))
  const finds: Find[] = []
  for (const path of [...reads.flatMap((route) => pathsOf(route, flock)), ...searches(flock)])
    finds.push(...(await ask(w, asker, path)))
  for (const { word, seers } of flock.birds.filter(({ what }) => what === 'number'))
    if (!seers.includes(loginOf(asker)))
      for (const [path, body] of attempts(word)) finds.push(...(await ask(w, asker, path, body)))
  return finds
}
const PUBLISHED = new RegExp(`^/api/(${Object.values(PLURAL).join('|')})(?![a-z])`)
const isPublished = (route: string) => PUBLISHED.test(route)

export const shown = (finds: readonly Find[]) =>
  [...new Set(finds.map(({ asker, path, bird }) => `${asker} ${path}: ${bird.what} of ${bird.case}`))].slice(0, 40)
