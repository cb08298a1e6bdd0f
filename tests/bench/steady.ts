import { fork } from 'node:child_process'
import { Agent, get } from 'node:http'
import { reply } from './reply.ts'

interface Order {
  port: number
  /** What people open meanwhile, in turn. */
  paths: readonly string[]
  /** Requests a second, whether or not the ones before have been answered. */
  rate: number
}

/** How it went since it was last asked. */
export interface Pace {
  answers: number
  p50: number
  p99: number
  max: number
  /** Answers that were not 200, and broken connections, the first few in words. */
  errors: number
  said: string[]
}

/** The same number of requests every second from a process of its own, until told to stop. */
export async function steady(order: Order) {
  const child = fork(import.meta.filename, ['steady'])
  child.send(order)
  await reply(child)
  const since = () => {
    child.send('since')
    return reply<Pace>(child)
  }
  return { since, stop: () => child.kill() }
}

function load({ port, paths, rate }: Order) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const headers = { accept: 'text/html', 'accept-encoding': 'br' }
  let times: number[] = []
  let said: string[] = []
  let errors = 0
  const wrong = (what: string) => {
    errors++
    if (said.length < 5) said.push(what)
  }
  // Timed from when it was due: a server that stops for a second makes fifty people wait, not one.
  const ask = (path: string, due: number) => {
    const asking = get({ host: '127.0.0.1', port, path, agent, headers }, (answer) => {
      answer.resume().on('end', () => {
        times.push(performance.now() - due)
        if (answer.statusCode !== 200) wrong(`${answer.statusCode} ${path}`)
      })
    })
    // A connection that was idle may be closed while it is taken up again; browsers ask once more, and so do we.
    asking.on('error', (error: NodeJS.ErrnoException) =>
      asking.reusedSocket && error.code === 'ECONNRESET' ? ask(path, due) : wrong(`${error.message} ${path}`),
    )
  }
  const began = performance.now()
  let sent = 0
  setInterval(() => {
    for (let due = began + (sent * 1000) / rate; due <= performance.now(); due = began + (++sent * 1000) / rate)
      ask(paths[sent % paths.length] ?? '/', due)
  }, 5)
  return (): Pace => {
    const sorted = times.sort((a, b) => a - b)
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
    const pace = { answers: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1), errors, said }
    times = []
    said = []
    errors = 0
    return pace
  }
}

if (process.argv[1] === import.meta.filename && process.argv[2] === 'steady') {
  let since: (() => Pace) | undefined
  process.on('message', (word: Order | 'since') => {
    if (word === 'since') return process.send?.(since?.())
    since = load(word)
    return process.send?.('begun')
  })
  process.once('disconnect', () => process.exit(0))
}
