import { defineConfig } from 'vitest/config'
import { LongestFirst } from './order.ts'

/** Bounds on time say something only where nothing else runs, and threads meet only where each has a processor. */
const TIMED = [
  'tests/antibot/proof.test.ts',
  'tests/case/routing.test.ts',
  'tests/content/codes.test.ts',
  'tests/crash.test.ts',
  'tests/db/closing.test.ts',
  'tests/faults/shutdown.test.ts',
  'tests/journeys/publishing.test.ts',
  'tests/publication/change.test.ts',
  'tests/server/bad-input.test.ts',
  'tests/server/limits.test.ts',
  'tests/staff/sign-in.test.ts',
  'tests/workbook/delimited.test.ts',
  'tests/workbook/guard.test.ts',
  'tests/workbook/thread.test.ts',
]

/** What replaces a module replaces it for a whole process; what counts open files counts those of a whole process. */
const APART = [
  'tests/code/forged.test.ts',
  'tests/complaint/complaint.test.ts',
  'tests/desk/bypassed.test.ts',
  'tests/file/download.test.ts',
]

const SEEDED = ['tests/support/seed.ts']

const JOURNEYS = 'tests/journeys/**/*.test.ts'

const shared = {
  root: '.',
  environment: 'node' as const,
  globalSetup: ['tests/support/templates.ts'],
  // Ten times what anything takes where nothing else runs.
  testTimeout: 120_000,
  // What is waited for comes when the machine gets to it.
  expect: { poll: { timeout: 20_000 } },
  hookTimeout: 90_000,
  restoreMocks: true,
  unstubGlobals: true,
  // Two processors are kept busy; left alone, one of two would stand idle.
  maxWorkers: 2,
}

/** First what runs in process, then what starts a server and a browser, at last what is timed, one by one. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          setupFiles: SEEDED,
          include: ['tests/**/*.test.ts'],
          exclude: [JOURNEYS, ...TIMED, ...APART],
          // The application keeps its state in what it is given: one process reads it once and runs file after file.
          isolate: false,
        },
      },
      { test: { ...shared, name: 'apart', setupFiles: SEEDED, include: APART } },
      {
        test: {
          ...shared,
          name: 'journeys',
          include: [JOURNEYS],
          exclude: TIMED,
          globalSetup: [...shared.globalSetup, 'tests/journeys/city.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...shared,
          name: 'timed',
          setupFiles: SEEDED,
          include: TIMED,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
