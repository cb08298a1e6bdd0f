import type { Actor } from '../../../api/staff/actor.ts'
import type { Link } from '../../layouts/links.ts'

/** The way to the cases; the system administrator reads none (rulings.md 3). */
export const deskLinks = (actor: Actor | null): Link[] =>
  actor && !actor.roles.includes('admin') ? [{ href: '/desk', label: '办件', icon: 'list' }] : []
