import type { Kept } from '../_worker.ts'

/**
 * The empty form of a lead. The page of whoever is signed in is never kept: what is kept is fetched as by a stranger.
 */
export const lead: Kept = {
  page: '/lead',
  shell: '/lead/offline',
  as: { credentials: 'omit', cache: 'no-store' },
  cache: 'lead',
  beside: [],
  patience: 5_000,
}
