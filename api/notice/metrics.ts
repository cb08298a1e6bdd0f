import { count, eq } from 'drizzle-orm'
import { Gauge, type Registry } from 'prom-client'
import type { Store } from '../../db/open.ts'
import { deliveries } from '../../db/schema.ts'

const STATES = ['owed', 'failed'] as const

/** How many notices wait and how many were given up, by channel: an operator must see that people are not told. */
export const noticeMetrics = (registry: Registry, { read }: Pick<Store, 'read'>) =>
  new Gauge({
    name: 'notices',
    help: 'Notices to senders that wait or were given up after a day of tries',
    labelNames: ['state', 'channel'],
    registers: [registry],
    async collect() {
      this.reset()
      for (const state of STATES) {
        const { channel } = deliveries
        const found = await read
          .select({ channel, n: count() })
          .from(deliveries)
          .where(eq(deliveries.state, state))
          .groupBy(channel)
        for (const { channel: by, n } of found) this.set({ state, channel: by }, n)
      }
    },
  })
