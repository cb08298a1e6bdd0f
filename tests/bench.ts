import { held } from './bench/figure.ts'

/** Long measurements, each with its limit in the same run; `npm run bench -- NAME` repeats a figure of the README. */
const BENCHES = {
  crash: 'fifty times kill -9 under load: nothing acknowledged is lost, nothing is half written',
  submit: 'the submission path with its full work beside bare group commits of the same rows',
  attached: 'the same with a photograph each: uploaded, looked through, sealed, claimed',
  pages: 'cached and drawn pages beside the same bytes from a bare route',
  start: 'from the start of the process to ready',
  publish: 'N = 50000 matters: start, memory, search, lists, pages, an import of 10,000 rows under load, open data',
  guess: '100,000 guesses at query codes: hits, refusals, the owner meanwhile, and whether time tells what was wrong',
  upload: 'twenty films of 200 MB at once, each cut off and resumed: memory, and how long others wait',
  weight: 'what a browser loads for the first visit of a page',
  lighthouse: 'what Lighthouse says of the form on a telephone; fetched by npx when asked for',
  closing: 'processes that close connections in four threads: how many fall, with the setting and without',
  survey: 'answers to a survey beside bare commits, a box opened, and the results of N = 1000000 answers',
  desk: 'queue, counts, search and a case with 10,000 cases and with 1,000,000: p95 and their ratio',
  code: 'codes looked up beside bare reads, and the desk’s lists of them, with 10,000 codes and with 1,000,000',
  rush: 'registration opens: 5000 people in one second, and others who read the page; against bare commits of the rows',
  seats:
    '1000 at once for the last seats, 200 times: on one process, on three with a libSQL server, with the guard off',
  killed:
    'kill -9 while 1000 register, twenty times: nothing answered is lost, sent again it is the same, seats add up',
  appraisal:
    'a year of 2000 supervisors in one report, beside reading the same rows; its closing, and counting it again',
  form: 'how long three people take with the form on a telephone, by what they tap, type, decide and read',
} as const

const name = process.argv[2]
if (name === undefined || !Object.hasOwn(BENCHES, name)) {
  console.log(
    Object.entries(BENCHES)
      .map(([known, what]) => `npm run bench -- ${known.padEnd(8)} ${what}`)
      .join('\n'),
  )
  process.exit(name === undefined ? 0 : 1)
}
const { run } = (await import(`./bench/${name}.ts`)) as { run(words: string[]): Promise<void> }
await run(process.argv.slice(3))
process.exit(held() ? 0 : 1)
