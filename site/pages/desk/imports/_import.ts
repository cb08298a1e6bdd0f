import type { ImportState } from '../../../../api/import/import.ts'

/** The shade of a state's word. */
const TONE: Record<ImportState, 'teal' | 'ok' | 'warn' | 'stop' | undefined> = {
  reading: 'teal',
  faulty: 'stop',
  ready: 'teal',
  review: 'warn',
  returned: 'stop',
  publishing: 'teal',
  published: 'ok',
  discarded: undefined,
}
export const toneOf = (state: string) => TONE[state as ImportState]

/** States that change by themselves: the page looks again. */
export const isMoving = (state: string): boolean => state === 'reading' || state === 'publishing'
