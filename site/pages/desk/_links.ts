import type { Actor } from '../../../api/staff/actor.ts'
import type { Link } from '../../layouts/links.ts'

/** The ways this person’s roles open. */
export const deskLinks = (actor: Actor | null): Link[] => [
  ...(actor && !actor.roles.includes('admin') ? [{ href: '/desk', label: '办件', icon: 'list' as const }] : []),
]
