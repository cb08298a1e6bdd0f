import type { Standing } from '../../../../api/import/import.ts'

/** The shade of a state's word. */
const TONE: Record<Standing, 'teal' | 'ok' | 'warn' | 'stop' | undefined> = {
  reading: 'teal',
  faulty: 'stop',
  ready: 'teal',
  review: 'warn',
  returned: 'stop',
  publishing: 'teal',
  scheduled: 'teal',
  published: 'ok',
  revoked: 'stop',
  discarded: undefined,
}
export const toneOf = (state: string) => TONE[state as Standing]

/** States that change by themselves: the page looks again. */
export const isMoving = (state: string): boolean => state === 'reading' || state === 'publishing'
