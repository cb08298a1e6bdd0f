import { count, eq } from 'drizzle-orm'
import { Gauge, type Registry } from 'prom-client'
import type { Store } from '../../db/open.ts'
import { deliveries, registrationNotices } from '../../db/schema.ts'

const STATES = ['owed', 'failed'] as const

/** How many notices wait and how many were given up, by channel: an operator must see that people are not told. */
const gauge = (
  registry: Registry,
  { read }: Pick<Store, 'read'>,
  name: string,
  whom: string,
  table: typeof deliveries | typeof registrationNotices,
) =>
  new Gauge({
    name,
    help: `Notices to ${whom} that wait or were given up after a day of tries`,
    labelNames: ['state', 'channel'],
    registers: [registry],
    async collect() {
      this.reset()
      for (const state of STATES) {
        const { channel } = table
        const found = await read
          .select({ channel, n: count() })
          .from(table)
          .where(eq(table.state, state))
          .groupBy(channel)
        for (const { channel: by, n } of found) this.set({ state, channel: by }, n)
      }
    },
  })

export function noticeMetrics(registry: Registry, store: Pick<Store, 'read'>) {
  gauge(registry, store, 'notices', 'senders', deliveries)
  gauge(registry, store, 'registration_notices', 'those who registered for open days', registrationNotices)
}
